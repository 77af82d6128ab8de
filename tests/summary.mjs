// What the tests of a run came to: node tests/summary.mjs FOLDER, with the .trx files of dotnet test and the JUnit files of vitest and Playwright.
// The last lines of a run are what one sees of it, so they name each failed test and why, also one that did not end. Ends with 1 when one failed, or none ran.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { SaxesParser } from 'saxes';

const RUN = 'the run';

/** @typedef {{ suite: string, name: string, outcome: 'passed' | 'failed' | 'skipped', seconds: number, message: string }} Test */

/** Calls `open(name, attributes)` for each element, and `text(name, text)` for what stands in one. */
function read(file, open, text) {
  const parser = new SaxesParser();
  const elements = [];
  parser.on('error', ({ message }) => console.log(`${basename(file)}: ${message.slice(0, 200)}`)); // A message may quote a character that XML has not: what is around it is read all the same.
  parser.on('opentag', ({ name, attributes }) => { elements.push(name); open(name, attributes); });
  parser.on('closetag', () => elements.pop());
  parser.on('text', (content) => text(elements.at(-1), content));
  parser.on('cdata', (content) => text(elements.at(-1), content));
  parser.write(readFileSync(file, 'utf8')).close();
}

/** The form of `dotnet test`: a `Message` and a `StackTrace` stand inside the result of a test that failed; what ended the run before its end is a `RunInfo`. */
function ofDotnet(file, tests) {
  const outcomes = { Passed: 'passed', NotExecuted: 'skipped' };
  let current;
  let ofRun = ''; // Where xunit says why a fixture failed.
  read(file, (name, attributes) => {
    if (name === 'UnitTestResult') {
      const [hours, minutes, seconds] = (attributes.duration ?? '0:0:0').split(':').map(Number);
      current = { name: attributes.testName, outcome: outcomes[attributes.outcome] ?? 'failed', seconds: (hours * 60 + minutes) * 60 + seconds, message: '' };
      tests.push(current);
    } else if (name === 'ResultSummary') {
      current = undefined;
    } else if (name === 'RunInfo') {
      current = attributes.outcome === 'Error' ? { name: RUN, outcome: 'failed', seconds: 0, message: '' } : undefined;
      tests.push(...current ? [current] : []);
    }
  }, (name, content) => {
    if (name === 'StdOut' && !current) {
      ofRun += content.replaceAll(/^.*(VSTest Adapter|Discover|Starting:|Finished:).*\n/gm, '');
    } else if ((name === 'Message' || name === 'Text') && current) {
      current.message += content + (name === 'Text' ? `\n${ofRun}` : '');
    }
  });
}

/** JUnit's form: `failure` or `error`, with a `message` and a text, inside a `testcase`. */
function ofJUnit(file, tests) {
  let current;
  read(file, (name, attributes) => {
    if (name === 'testcase') {
      current = { name: `${attributes.classname}: ${attributes.name}`, outcome: 'passed', seconds: Number(attributes.time ?? 0), message: '' };
      tests.push(current);
    } else if (name === 'skipped') {
      current.outcome = 'skipped';
    } else if (name === 'failure' || name === 'error') {
      current.outcome = 'failed';
      current.message += `${attributes.message ?? ''}\n`;
    }
  }, (name, content) => {
    if (name === 'failure' || name === 'error') {
      current.message += content;
    }
  });
}

const folder = process.argv[2];
/** @type {Test[]} */
const tests = [];
for (const file of readdirSync(folder).sort()) {
  const reader = { '.trx': ofDotnet, '.xml': ofJUnit }[extname(file)];
  const before = tests.length;
  reader?.(join(folder, file), tests);
  // Of tests that failed there is a result, too.
  tests.splice(before, Infinity, ...tests.slice(before).filter(({ name, message }) => name !== RUN || !message.includes('[FAIL]')));
  tests.slice(before).forEach((test) => { test.suite = basename(file, extname(file)); });
}

const of = (outcome) => tests.filter((test) => test.outcome === outcome);
const longest = [...tests].sort((a, b) => b.seconds - a.seconds).slice(0, 5);
console.log('The longest tests:');
longest.forEach(({ suite, name, seconds }) => console.log(`  ${seconds.toFixed(0).padStart(4)} s  ${suite}  ${name}`));

for (const { suite, name, message } of of('failed')) {
  console.log(`FAILED ${suite}  ${name}`);
  message.trim().split('\n').slice(0, 20).forEach((line) => console.log(`  ${line.slice(0, 300)}`));
}

console.log(`${of('passed').length} passed, ${of('failed').length} failed`);
process.exitCode = of('failed').length > 0 || of('passed').length === 0 ? 1 : 0;
