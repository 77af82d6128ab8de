// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asyncapi, read, type Schema, typesOf, validateBroadcast, validateClientMessage, validateSchema, validateServerMessage } from './schema.js';

const protocol = read('docs/protocol.md');

/** What is between a heading and the next one that is not below it. */
function section(heading: string): string {
  const start = protocol.indexOf(`\n${heading}\n`);
  expect(start, `docs/protocol.md has no section '${heading}'`).toBeGreaterThanOrEqual(0);
  const level = heading.split(' ')[0]!.length;
  const end = protocol.slice(start + 1 + heading.length).search(new RegExp(`\n#{1,${level}} `));
  return protocol.slice(start + 1 + heading.length, end < 0 ? undefined : start + 1 + heading.length + end);
}

/** The rows of the section's table, without its head. */
const rows = (heading: string): string[][] =>
  section(heading).split('\n').filter((line) => line.startsWith('|')).slice(2).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));

const codeSpans = (text: string): string[] => [...text.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]!);

const unquoted = (cell: string): string => cell.replaceAll('`', '');

/** Every value of the document that is an object, and where it is. */
function* objects(value: unknown, path = '#'): Generator<[path: string, object: Schema]> {
  if (typeof value === 'object' && value !== null) {
    yield [path, value as Schema];
    for (const [key, member] of Object.entries(value)) {
      yield* objects(member, `${path}/${key}`);
    }
  }
}

const resolve = (pointer: string): unknown =>
  pointer.slice('#/'.length).split('/').reduce<unknown>((value, key) => (value as Schema | undefined)?.[key], asyncapi);

describe('docs/asyncapi.yaml', () => {
  it('is of the version that it says, and every $ref in it leads somewhere', () => {
    expect(asyncapi.asyncapi).toBe('3.0.0');
    const refs = [...objects(asyncapi)].filter(([, object]) => typeof object.$ref === 'string');
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter(([, object]) => resolve(object.$ref) === undefined).map(([path, object]) => `${path}: ${object.$ref}`)).toEqual([]);
  });

  it('has no schema that nothing refers to', () => {
    const referred = new Set([...objects(asyncapi)].map(([, object]) => object.$ref));
    const unused = Object.keys(asyncapi.components.schemas).filter((name) => !referred.has(`#/components/schemas/${name}`));
    expect(unused).toEqual(['Positions']); // What the query's `since` is, as JSON in a text.
  });

  it.each(Object.entries(asyncapi.components.messages))('has examples of %s that are valid', (key, message) => {
    const validate = key.startsWith('client.') ? validateClientMessage : key.startsWith('server.') ? validateServerMessage : validateBroadcast;
    expect(message.examples ?? []).not.toEqual([]);
    for (const example of message.examples!) {
      expect(validate(example.payload), JSON.stringify(example.payload)).toEqual([]);
    }
  });

  it.each(Object.entries(asyncapi.components.schemas).filter(([, schema]) => schema.examples))('has examples of %s that are valid', (name, schema) => {
    for (const example of schema.examples as unknown[]) {
      expect(validateSchema(name, example), JSON.stringify(example)).toEqual([]);
    }
  });

  it('has an example of the query that is valid', () => {
    const { since } = (resolve('#/channels/socket/bindings/ws/query/properties') as Record<string, Schema>);
    for (const example of since!.examples as string[]) {
      expect(validateSchema('Positions', JSON.parse(example))).toEqual([]);
    }
  });

  it('gives each message the name of its type, and puts it on the channel', () => {
    const messages = Object.entries(asyncapi.components.messages);
    expect(messages.filter(([key, { name }]) => key !== 'broadcast' && key.split('.')[1] !== name)).toEqual([]);
    expect(Object.keys(resolve('#/channels/socket/messages') as object)).toEqual(messages.map(([key]) => key));
    expect(messages.filter(([key, { name, payload }]) => key !== 'broadcast' && !payload.allOf.some((part: Schema) => part.properties?.type?.const === name))).toEqual([]);
  });

  it('has each message in an operation of its direction', () => {
    const operations = Object.values(resolve('#/operations') as Record<string, Schema>);
    const messagesOf = (action: string) => new Set(operations.filter((operation) => operation.action === action)
      .concat(action === 'send' ? operations.flatMap((operation) => operation.reply ?? []) : [])
      .flatMap((operation) => operation.messages as Schema[]).map(({ $ref }) => ($ref as string).split('/').at(-1)!));
    const keys = Object.keys(asyncapi.components.messages);
    expect([...messagesOf('receive')].sort()).toEqual(keys.filter((key) => key.startsWith('client.')).sort());
    expect([...messagesOf('send')].sort()).toEqual(keys.filter((key) => !key.startsWith('client.')).sort());
  });
});

describe('docs/asyncapi.yaml and docs/protocol.md', () => {
  it('know the same message types', () => {
    const [anybody, server, clients] = section('## Message types').split(/Beside these|And clients alone/).map(codeSpans);
    expect(asyncapi.components.schemas.MessageType!.enum).toEqual(anybody);
    expect(typesOf('server').sort()).toEqual([...anybody!, ...server!].sort());
    expect(typesOf('client').sort()).toEqual(rows('### What a client may send').flatMap((row) => codeSpans(row[0]!)).sort());
    expect(typesOf('client').filter((type) => !typesOf('server').includes(type))).toEqual(clients);
  });

  it('know the same error codes', () => {
    const codes = rows('## Error codes').map((row) => unquoted(row[0]!));
    expect(asyncapi.components.schemas.ErrorCode!.enum).toEqual(codes);
    expect(Object.keys(asyncapi.components.schemas.ErrorCode!['x-enum-descriptions'])).toEqual(codes);
  });

  it('know the same close codes, and agree on whether to reconnect', () => {
    const table = rows('## Close codes').map(([code, name, , reconnect]) => {
      const [, answer, how] = /^(yes|no)?(?:, )?(.*)$/.exec(reconnect!)!;
      return { code: Number(code), name: unquoted(name!), ...(answer && { reconnect: answer === 'yes' }), ...(how && { how }) };
    });
    expect(asyncapi['x-close-codes'].map(({ code, name, reconnect, how }) => ({ code, name, ...(reconnect !== undefined && { reconnect }), ...(how && { how }) }))).toEqual(table);
  });

  const examples = [...protocol.matchAll(/```json\n(.*?)\n```/gs)].map((match) => JSON.parse(match[1]!) as Record<string, unknown>).filter((example) => 'type' in example);

  it.each(examples.map((example) => [example.type, example]))('agree on the example of %s: %j', (_, example) => {
    // What the server sends has the time; what a client sends has not.
    expect((example.timestamp ? validateServerMessage : validateClientMessage)(example)).toEqual([]);
  });

  it('have examples of most types', () => expect(examples.length).toBeGreaterThan(20));
});

describe('validateServerMessage', () => {
  const greeting = { type: 'device_connected', timestamp: '2026-11-23T10:15:30.123Z', data: {} };

  it.each([
    ['a type that only clients send', { ...greeting, type: 'auth' }],
    ['no object', 'device_connected'],
    ['a member that is missing', greeting],
    ['a publication without its position', { ...greeting, type: 'live_metrics', data: { device_id: 'pixel-7', metrics: {}, timestamp: greeting.timestamp } }],
    ['a member that nobody knows', { ...greeting, type: 'heartbeat', data: { source: 'server', load: 1 } }],
    ['a member of the envelope that nobody knows', { ...greeting, type: 'heartbeat', data: { source: 'server' }, topic: '$all' }],
    ['a time that is not UTC', { ...greeting, type: 'heartbeat', timestamp: '2026-11-23T10:15:30.123+01:00', data: { source: 'server' } }],
    ['an error code that is not of the list', { ...greeting, type: 'error', data: { message: 'No', code: 'no' } }],
    ['a twin that is none', { ...greeting, type: 'device_status', data: { devices: [], timestamp: greeting.timestamp }, v: 1, topic: 'device_a', epoch: 'e', offset: 1, key: 'twin' }],
  ])('finds %s', (_, frame) => expect(validateServerMessage(frame)).not.toEqual([]));
});

describe('src/Client.Js/src/protocol.generated.ts', () => {
  it('is what docs/asyncapi.yaml says', () => {
    const script = fileURLToPath(new URL('../../../src/Client.Js/scripts/generate-protocol.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  }, 60_000);
});
