import { randomBytes } from 'node:crypto';
import { test as base, expect, type Page } from '@playwright/test';
import { start, type RealServer } from '../../Client.Js.Tests/server/realServer.ts';

export { expect };
export type { RealServer };

/** How a developer signs in: by the button's name. */
export type As = 'Sign in as administrator' | 'as operator' | 'as user';

interface Fixtures {
  /** Fails the test if the page logs an error, or throws. */
  noErrors: void;
}

interface WorkerFixtures {
  /** The built web host with the console, for all tests of a run. */
  server: RealServer;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  noErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => isOurs(error.page()) && errors.push(error.error().message));
      context.on('console', (message) => {
        // A request that a test lets fail is logged by the browser itself.
        if (isOurs(message.page()) && message.type() === 'error' && !/Failed to load resource|WebSocket connection to/.test(message.text())) {
          errors.push(message.text());
        }
      });
      await use();
      expect(errors, 'errors in the page').toEqual([]);
    },
    { auto: true },
  ],
});

/** The Orleans dashboard is somebody else's page. */
const isOurs = (page: Page | null) => !page || !new URL(page.url()).pathname.startsWith('/dashboard');

/** A device that no other test has. */
export const newDevice = () => `phone-${randomBytes(4).toString('hex')}`;

export const report = (server: RealServer, id: string, status: object) => server.request('POST', `/devices/${id}/status`, status);

export const sample = (server: RealServer, id: string, metrics: object) => server.request('POST', '/ws/live-metrics', { device_id: id, metrics });

/** Opens a page and waits until it is live; `address` is one of the server's that all tests share, or whole. */
export async function open(page: Page, address = '/'): Promise<void> {
  await page.goto(address);
  await expect(badge(page)).toHaveText('Live');
}

export const badge = (page: Page) => page.locator('.badge');

export async function signIn(page: Page, as: As): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').getByRole('button', { name: as }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await expect(badge(page)).toHaveText('Live');
}
