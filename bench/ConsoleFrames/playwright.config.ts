import { defineConfig } from '@playwright/test';
import tests from '../../tests/Console.Tests/playwright.config.ts';

/** `npm run frames -w tests/Console.Tests`: how fluent the console is, with a thousand devices that report every second. */
export default defineConfig({ ...tests, testDir: '.', testMatch: 'measure.ts', timeout: 600_000, use: { ...tests.use, viewport: { width: 1440, height: 900 } } });
