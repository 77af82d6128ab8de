// Writes THIRD-PARTY-NOTICES.md: what silo, web host, console and client have of others, and under which licences. After "dotnet restore" and "npm ci": node deploy/notices.mjs
// A test compares the list with the lock files (tests/Deploy.Tests/NoticesTests.cs).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const nugetFolder = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget/packages');

function nuget() {
  const packages = new Map();
  for (const project of ['Silo', 'WebHost']) {
    for (const frameworks of Object.values(json(`src/${project}/packages.lock.json`).dependencies)) {
      for (const [name, { type, resolved }] of Object.entries(frameworks)) {
        if (type !== 'Project') {
          packages.set(`${name} ${resolved}`, describe(name, resolved));
        }
      }
    }
  }

  return [...packages.values()];
}

function describe(name, version) {
  const folder = join(nugetFolder, name.toLowerCase(), version.toLowerCase());
  const nuspec = readFileSync(join(folder, readdirSync(folder).find((file) => file.endsWith('.nuspec'))), 'utf8');
  const text = (element) => nuspec.match(new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`))?.[1].trim() ?? '';
  const expression = nuspec.match(/<license type="expression">([^<]*)</)?.[1];
  return { name, version, licence: expression, holder: text('copyright') || text('authors'), address: text('projectUrl') };
}

// What the bundles have in them: what the two depend on, and what that depends on, but nothing that is only a peer (React, in whose place the console has Preact).
function npm() {
  const { packages } = json('package-lock.json');
  const found = new Map();
  const waiting = ['src/Client.Js', 'src/Console'].flatMap((workspace) => Object.keys(packages[workspace].dependencies ?? {}));
  while (waiting.length > 0) {
    const name = waiting.pop();
    const entry = packages[`node_modules/${name}`];
    if (!entry.link && !found.has(name)) {
      const { author, homepage } = json(`node_modules/${name}/package.json`);
      found.set(name, { name, version: entry.version, licence: entry.license, holder: author?.name ?? author ?? '', address: homepage ?? '' });
      waiting.push(...Object.keys(entry.dependencies ?? {}));
    }
  }

  return [...found.values()];
}

const cell = (text) => text.replace(/&#169;|&copy;/g, '©').replace(/&amp;/g, '&').replace(/\s*<.*$/, '').replaceAll('|', '\\|').trim();

function table(packages) {
  const rows = packages
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map(({ name, version, licence, holder, address }) => `| ${address ? `[${name}](${address})` : name} | ${version} | ${licence ?? 'UNKNOWN'} | ${cell(holder)} |`);
  return ['| package | version | licence | whose |', '|---|---|---|---|', ...rows].join('\n');
}

writeFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), `# Third-party notices

What AndroidZen has of others, and under which licences; the texts are in the packages, and at [spdx.org/licenses](https://spdx.org/licenses/). Written by \`node deploy/notices.mjs\`, from the lock files.
The images have the .NET runtime in them, too (MIT, with notices of its own), and what of Ubuntu it needs.

## Silo and web host (NuGet)

${table(nuget())}

## Console and client (npm)

${table(npm())}
`);
