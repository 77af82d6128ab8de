import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const client = (file: string) => fileURLToPath(new URL(`../../src/Client.Js/src/${file}`, import.meta.url));

export default defineConfig({
  resolve: { alias: { '@androidzen/client/react': client('react.ts'), '@androidzen/client': client('index.ts') } },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
