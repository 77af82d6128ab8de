import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** A message as docs/asyncapi.yaml describes it. */
export interface Message {
  /** The message type. */
  name: string;
  payload: Schema;
  examples?: { payload: unknown }[];
}

export interface CloseCode {
  code: number;
  name: string;
  /** Not there where it is the client's own affair. */
  reconnect?: boolean;
  how?: string;
}

// A schema is looked through, never computed with.
export type Schema = Record<string, any>;

export interface AsyncApi {
  components: { messages: Record<string, Message>; schemas: Record<string, Schema> };
  'x-close-codes': CloseCode[];
  [member: string]: unknown;
}

/** The text of a file of the repository. */
export const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

/** docs/asyncapi.yaml. */
export const asyncapi = parse(read('docs/asyncapi.yaml')) as AsyncApi;

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'asyncapi', components: { schemas: mapValues(asyncapi.components.schemas, closed), messages: mapValues(asyncapi.components.messages, (message) => ({ payload: message.payload })) } });

/** What is wrong with a frame that the platform itself has sent. A member that docs/asyncapi.yaml does not know is wrong too. */
export const validateServerMessage = (frame: unknown): string[] => validateMessage('server', frame);

/** What is wrong with a message that a client may send. */
export const validateClientMessage = (frame: unknown): string[] => validateMessage('client', frame);

/** What is wrong with a frame that an administrator has sent to a topic, a user or everybody: its data may be any object. */
export const validateBroadcast = (frame: unknown): string[] => violations('components/messages/broadcast/payload', frame);

/** What is wrong with a value, by the name of its schema. */
export const validateSchema = (name: string, value: unknown): string[] => violations(`components/schemas/${name}`, value);

/** The types that clients may send, or the server sends. */
export const typesOf = (direction: 'client' | 'server'): string[] =>
  Object.entries(asyncapi.components.messages).filter(([key]) => key.startsWith(`${direction}.`)).map(([, message]) => message.name);

function validateMessage(direction: 'client' | 'server', frame: unknown): string[] {
  const type = (frame as { type?: unknown } | null)?.type;
  return typeof type === 'string' && typesOf(direction).includes(type)
    ? violations(`components/messages/${direction}.${type}/payload`, frame)
    : [`/type is no type of a ${direction}: ${JSON.stringify(type)}`];
}

function violations(path: string, value: unknown): string[] {
  const validate = ajv.getSchema(`asyncapi#/${path}`) as ValidateFunction | undefined;
  if (!validate) {
    throw new Error(`docs/asyncapi.yaml has no ${path}`);
  }

  return validate(value) ? [] : (validate.errors ?? []).map(explain);
}

const explain = ({ instancePath, message, params }: ErrorObject): string => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;

/**
 * Clients ignore what they do not know; a test that does so too would not notice what the document has forgotten. So objects have the members that are described, unless the document says that
 * there may be others. What a part of an `allOf` does not know, another one may.
 */
function closed(schema: Schema): Schema {
  const copy: Schema = { ...schema };
  if (copy.properties) {
    copy.properties = mapValues(copy.properties as Record<string, Schema>, closed);
    copy.unevaluatedProperties = copy.additionalProperties ?? false;
  }

  for (const list of ['anyOf', 'oneOf']) {
    if (copy[list]) {
      copy[list] = (copy[list] as Schema[]).map(closed);
    }
  }

  for (const part of ['items', 'additionalProperties']) {
    if (typeof copy[part] === 'object') {
      copy[part] = closed(copy[part] as Schema);
    }
  }

  return copy;
}

function mapValues<T, U>(object: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
