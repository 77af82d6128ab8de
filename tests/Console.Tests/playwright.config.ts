import { defineConfig } from '@playwright/test';
import { launch } from './shared/chromium.ts';

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: '../../TestResults/console',
  // One server, one browser: two cores have enough to do.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  forbidOnly: true,
  retries: 0,
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    locale: 'en-GB',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: launch,
  },
});
