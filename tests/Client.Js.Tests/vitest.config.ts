import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const client = (file: string) => fileURLToPath(new URL(`../../src/Client.Js/src/${file}`, import.meta.url));

export default defineConfig({
  resolve: { alias: { '@androidzen/client/react': client('react.ts'), '@androidzen/client': client('index.ts') } },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    // One graph of modules for all files of a worker: to read the protocol's document anew for each would take longer than the tests. Nothing in it has a state but the servers, which end with their file.
    isolate: false,
    // More than there are processors: those that talk to a real server wait most of the time.
    maxWorkers: 3,
    // Each step of a fake clock waits for a real turn of the loop, and there are many.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
