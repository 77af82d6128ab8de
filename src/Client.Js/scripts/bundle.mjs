// Builds the package: modules for bundlers and browsers, and one file for a <script> tag. Says how large it is, and fails beyond the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const budget = 8 * 1024;
const common = { bundle: true, minify: true, sourcemap: true, target: 'es2022', logLevel: 'warning' };

await Promise.all([
  build({ ...common, entryPoints: ['src/index.ts'], format: 'esm', outfile: 'dist/index.js' }),
  build({ ...common, entryPoints: ['src/react.ts'], format: 'esm', outfile: 'dist/react.js', external: ['react'] }),
  build({ ...common, entryPoints: ['src/global.ts'], format: 'iife', outfile: 'dist/androidzen.global.js' }),
]);

for (const file of ['dist/index.js', 'dist/androidzen.global.js']) {
  const { length } = gzipSync(readFileSync(file), { level: 9 });
  console.log(`${file}: ${length} bytes gzipped, of at most ${budget}`);
  if (length > budget) {
    process.exitCode = 1;
  }
}
