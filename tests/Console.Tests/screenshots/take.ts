import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, open, signIn, test } from '../shared/test.ts';
import { Fleet } from '../shared/fleet.ts';

const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const devices = 600;
/** Charts with less in them say little. */
const minutesOfMetrics = 1.8;

test('pictures of the main pages', async ({ page, server }) => {
  mkdirSync(folder, { recursive: true });
  const fleet = new Fleet(server, devices);
  await fleet.introduce();
  fleet.start(1000);
  const take = (name: string) => page.screenshot({ path: `${folder}${name}.png` });
  await open(page);
  await signIn(page, 'Sign in as administrator');
  await page.waitForTimeout(minutesOfMetrics * 60_000);
  await expect(page.getByRole('table', { name: 'Devices' })).toHaveAttribute('aria-rowcount', String(devices + 1));
  await take('console-fleet');

  const { id } = fleet.phones.find(({ isAway }) => !isAway)!;
  const { action_id } = await server.request('POST', `/devices/${id}/actions`, { action_type: 'collect_logs' });
  await page.goto(`/#/devices/${id}`);
  await expect(page.locator('.chart canvas').first()).toBeVisible();
  await server.request('POST', `/ws/device-action/${id}`, { action_id, action_type: 'collect_logs', status: 'in_progress', progress: 65 });
  await page.waitForTimeout(3000);
  await take('console-device');

  await page.goto('/#/alerts');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await take('console-alerts');

  await page.goto('/#/admin');
  await expect(page.getByRole('row', { name: /^device_status/ })).toBeVisible();
  await page.waitForTimeout(4000);
  await take('console-admin');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(() => localStorage.removeItem('androidzen.theme'));
  await page.goto('/#/');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
  await page.waitForTimeout(2000);
  await take('console-phone');
  await fleet.stop();
});
