import { start } from '../Client.Js.Tests/server/realServer.ts';
import { expect, newDevice, open, report, sample, signIn, test } from './shared/test.ts';

test('the first load shows the fleet as it is, without a sign-in', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, { name: `First ${id}`, battery_level: 8, cpu_usage: 12, memory_usage: 40, storage_usage: 71, model: 'GVU6C' });
  await open(page);
  await page.getByRole('searchbox', { name: 'Search devices' }).fill(id);

  const row = page.getByRole('row', { name: id });
  await expect(row).toContainText(`First ${id}`);
  await expect(row).toContainText('battery 8 %');
  await expect(row.getByRole('cell', { name: 'Storage' })).toContainText('71 %');
  await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
});

test('a report shows at once, and so does a device that nobody knew', async ({ page, server }) => {
  const [known, other] = [newDevice(), newDevice()];
  await report(server, known, { cpu_usage: 10 });
  await open(page);
  const search = page.getByRole('searchbox', { name: 'Search devices' });
  await search.fill(known);
  await expect(page.getByRole('row', { name: known })).toContainText('10 %');

  await sample(server, known, { cpu_usage: 96.4 });
  await expect(page.getByRole('row', { name: known })).toContainText('CPU 96 %');

  await search.fill(other);
  await expect(page.getByText('No device is like that')).toBeVisible();
  await report(server, other, { name: 'Newcomer' });
  await expect(page.getByRole('row', { name: other })).toContainText('Newcomer');

  await report(server, other, { status: 'disconnected' });
  await expect(page.getByRole('row', { name: other })).toContainText('disconnected');
  await server.request('DELETE', `/devices/${other}`, undefined, await server.token('admin'));
  await expect(page.getByText('No device is like that')).toBeVisible();
});

test('the list is filtered by what devices need, and sorted by any column', async ({ page, server }) => {
  const tag = newDevice();
  const [low, busy, away] = [`${tag}-low`, `${tag}-busy`, `${tag}-away`];
  await report(server, low, { battery_level: 5, cpu_usage: 20 });
  await report(server, busy, { battery_level: 80, cpu_usage: 99 });
  await report(server, away, { status: 'disconnected', battery_level: 50 });
  await open(page);
  await page.getByRole('searchbox', { name: 'Search devices' }).fill(tag);
  const names = page.locator('.table .names .name');
  await expect(names).toHaveText([busy, low, away]); // What needs attention first.

  for (const [filter, expected] of [['Offline', [away]], ['Low battery', [low]], ['Busy', [busy]], ['Needs attention', [busy, low]], ['All', [busy, low, away]]] as const) {
    await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: filter }).click();
    await expect(names).toHaveText(expected);
  }

  await page.getByRole('button', { name: 'Battery', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Battery' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(names).toHaveText([low, away, busy]);
  await page.getByRole('button', { name: 'Battery', exact: true }).click();
  await expect(names).toHaveText([busy, away, low]);
  await page.getByRole('button', { name: 'CPU', exact: true }).click();
  await expect(names).toHaveText([busy, low, away]); // The largest first; whoever has none comes last.
});

test('of three thousand devices those in sight are in the page', async ({ page }) => {
  test.setTimeout(180_000);
  // A server of their own: the other tests are not to carry them along. None of them is to be held for gone, and go to the end of the list.
  const server = await start({ settings: { 'Devices:Timeout': '01:00:00' } });
  try {
    for (let n = 0; n < 3000; n += 1000) {
      await server.request('POST', '/ws/live-metrics/batch', { samples: Array.from({ length: 1000 }, (_, i) => ({ device_id: `phone-${String(n + i).padStart(4, '0')}`, metrics: { cpu_usage: 20 } })) });
    }
    await open(page, server.url);
    await page.getByRole('searchbox', { name: 'Search devices' }).fill('phone');
    await expect(page.getByRole('table', { name: 'Devices' })).toHaveAttribute('aria-rowcount', '3001');
    expect(await page.locator('.space .tr').count()).toBeLessThan(60);
    await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    await expect(page.getByRole('row', { name: 'phone-2999' })).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('everything can be reached with the keyboard', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, {});
  await open(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();

  const search = page.getByRole('searchbox', { name: 'Search devices' });
  await search.focus();
  await page.keyboard.type(id);
  const link = page.getByRole('row', { name: id }).getByRole('link');
  await expect(link).toBeVisible();
  for (let n = 0; n < 30 && !(await link.evaluate((element) => element === document.activeElement)); n++) {
    await page.keyboard.press('Tab');
  }
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: id })).toBeVisible();
  await expect(page.locator('main')).toBeFocused();
});

test('on a phone nothing is wider than the screen', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, { name: 'A device with a rather long name that does not fit', battery_level: 50, cpu_usage: 10 });
  await sample(server, id, { cpu_usage: 11 });
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await signIn(page, 'Sign in as administrator');
  for (const fragment of ['#/', `#/devices/${id}`, '#/alerts', '#/notifications', '#/admin']) {
    await page.evaluate((to) => (location.hash = to), fragment);
    await expect(page.locator('main h1')).toBeVisible();
    const widths = () => page.evaluate(() => [document.documentElement, document.querySelector('main')!].map((element) => element.scrollWidth - element.clientWidth));
    expect(await widths(), fragment).toEqual([0, 0]);
  }
});
