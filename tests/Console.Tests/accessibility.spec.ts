import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, newDevice, open, report, sample, signIn, test, type RealServer } from './shared/test.ts';

/** Each theme has its contrasts, each width its layout. */
const looks = [
  { theme: 'dark', viewport: { width: 1280, height: 800 } },
  { theme: 'light', viewport: { width: 390, height: 844 } },
] as const;

/** One of everything. */
async function fill(server: RealServer): Promise<string> {
  const id = newDevice();
  await report(server, id, { name: 'Pixel 7', battery_level: 8, cpu_usage: 97, memory_usage: 88, storage_usage: 20, model: 'GVU6C' });
  await report(server, newDevice(), { status: 'disconnected', battery_level: 50 });
  await sample(server, id, { cpu_usage: 97, fps: 60 });
  await server.request('POST', `/devices/${id}/actions`, { action_type: 'reboot' });
  await server.request('POST', '/ws/security-alert', { device_id: id, alert_details: { type: 'root_detected', severity: 'critical', message: 'The su binary was found' } });
  await server.request('POST', '/ws/notification', { title: 'Look', message: 'Please.', user_id: 'developer', device_id: id });
  await server.request('POST', '/ws/notification', { title: 'All', message: 'Everybody.', severity: 'high' });
  return id;
}

async function expectNoViolation(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(' ')}`)).toEqual([]);
}

for (const { theme, viewport } of looks) {
  test(`axe finds nothing on any page: ${theme}, ${viewport.width} wide`, async ({ page, server }) => {
    const id = await fill(server);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    await open(page);
    await expect(page.locator('.table .tr').nth(1)).toBeVisible();
    await expectNoViolation(page, 'fleet');
    await page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    await expectNoViolation(page, 'sign in');
    await page.keyboard.press('Escape');
    await signIn(page, 'Sign in as administrator');

    const ready = { [`#/devices/${id}`]: '.chart canvas', '#/alerts': '.alerts li', '#/notifications': '.notifications li', '#/admin': 'table tbody tr', '#/nowhere': '.notice' };
    for (const [fragment, what] of Object.entries(ready)) {
      await page.evaluate((to) => (location.hash = to), fragment);
      await expect(page.locator(what).first()).toBeVisible();
      await expectNoViolation(page, fragment);
    }
  });
}
