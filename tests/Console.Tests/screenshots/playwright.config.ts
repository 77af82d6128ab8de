import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

/** `npm run screenshots -w tests/Console.Tests`: pictures for the README, of the real page and a fleet that is made up. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'take.ts',
  timeout: 300_000,
  use: { ...tests.use, viewport: { width: 1360, height: 850 }, deviceScaleFactor: 1 },
});
