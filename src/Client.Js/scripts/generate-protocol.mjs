// Writes src/protocol.generated.ts from docs/asyncapi.yaml. With --check it writes nothing, and fails if the file is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';

const source = new URL('../../../docs/asyncapi.yaml', import.meta.url);
const target = new URL('../src/protocol.generated.ts', import.meta.url);
const command = 'npm run generate -w src/Client.Js';

const header = `// Generated from docs/asyncapi.yaml: ${command}
// Types only: what a message means is in docs/protocol.md.
`;

const style = { printWidth: 160, singleQuote: true, trailingComma: 'all' };

const { components } = parse(readFileSync(source, 'utf8'));

/** The name of the schema that a `$ref` means: all of the document's schemas have names. */
const nameOf = (ref) => ref.slice('#/components/schemas/'.length);

/** A schema as the compiler is to see it: others by the names of their types, so that each is compiled once, and what may be anything as `unknown`. */
function toCompile(schema) {
  if (schema.$ref) {
    return { tsType: nameOf(schema.$ref), description: schema.description };
  }

  const { examples, default: _, ...rest } = schema;
  for (const list of ['allOf', 'anyOf', 'oneOf']) {
    if (rest[list]) {
      rest[list] = rest[list].map(toCompile);
    }
  }

  if (rest.items) {
    rest.items = toCompile(rest.items);
    delete rest.minItems; // A tuple of 1 to 1000 texts is no type that anybody wants.
    delete rest.maxItems;
  }

  if (typeof rest.additionalProperties === 'object') {
    rest.additionalProperties = toCompile(rest.additionalProperties);
  }

  if (rest.properties) {
    rest.properties = Object.fromEntries(Object.entries(rest.properties).map(([name, property]) => [name, toCompile(property)]));
  }

  return Object.keys(rest).some((key) => key !== 'description') ? rest : { tsType: 'unknown', description: rest.description };
}

/** `additionalProperties` that a schema does not mention are not in its type: a receiver ignores them. */
const compileType = (name, schema) => compile(schema, name, { additionalProperties: false, bannerComment: '', format: true, style });

/** An interface from message types to types. */
const compileMap = (name, description, types) =>
  compileType(name, {
    type: 'object',
    description,
    required: Object.keys(types),
    properties: Object.fromEntries(Object.entries(types).map(([type, { ref, summary }]) => [type, { tsType: nameOf(ref), description: summary }])),
  });

/** Those messages whose names begin with a direction, `server` or `client`. */
const messagesOf = (direction) => Object.entries(components.messages).filter(([key]) => key.startsWith(`${direction}.`)).map(([, message]) => message);

const dataOf = (message) => message.payload.allOf.find((part) => part.properties?.data).properties.data.$ref;

const dataByType = (direction) => Object.fromEntries(messagesOf(direction).map((message) => [message.name, { ref: dataOf(message), summary: message.summary }]));

const answersByType = () => Object.fromEntries(messagesOf('client').map((message) => [message.name, { ref: message['x-answer'].$ref }]));

async function generate() {
  const parts = [
    await compileMap('ServerMessages', 'What the server sends: the `data` of each type. What an administrator broadcasts as one of them may be any object.', dataByType('server')),
    await compileMap('ClientMessages', 'What clients may send: the `data` of each type.', dataByType('client')),
    await compileMap('Answers', 'What a client is answered that has sent a message of a type, where that is no `error`: the `data`.', answersByType()),
    'export type ServerMessageType = keyof ServerMessages;\n\nexport type ClientMessageType = keyof ClientMessages;\n',
  ];
  for (const [name, schema] of Object.entries(components.schemas)) {
    parts.push(await compileType(name, toCompile(schema)));
  }

  return `${header}\n${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

const generated = await generate();
if (!process.argv.includes('--check')) {
  writeFileSync(target, generated);
} else if (readIfThere(target) !== generated) {
  console.error(`src/Client.Js/src/protocol.generated.ts is not what docs/asyncapi.yaml says: ${command}`);
  process.exitCode = 1;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
