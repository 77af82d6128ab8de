import { TcpProxy } from '../Client.Js.Tests/proxy/tcpProxy.ts';
import { start } from '../Client.Js.Tests/server/realServer.ts';
import { badge, expect, newDevice, report, sample, test as base } from './shared/test.ts';

/** Between the page and its server there is a network that can be taken away. */
const test = base.extend<{ network: TcpProxy }>({
  network: async ({ server }, use) => {
    const network = await TcpProxy.start(server.url);
    await use(network);
    await network.stop();
  },
  baseURL: async ({ network }, use) => use(`http://${network.address}`),
});

test('a cut is told, and what was missed is made good and told', async ({ page, server, network }) => {
  const id = newDevice();
  await report(server, id, { name: `Cut ${id}`, cpu_usage: 10 });
  await sample(server, id, { cpu_usage: 10 });
  await page.goto(`/#/devices/${id}`);
  await expect(badge(page)).toHaveText('Live');
  await expect(page.getByRole('img', { name: /^CPU usage .* now 10/ })).toBeVisible();

  network.goAway();
  await expect(badge(page)).toHaveText(/Offline|Reconnecting/);
  for (let n = 1; n <= 7; n++) {
    await sample(server, id, { cpu_usage: 20 + n });
  }
  await server.request('POST', '/ws/device-alert', { device_id: id, alert_type: 'overheating', message: 'It is 48 °C' });
  network.comeBack();

  await expect(badge(page)).toHaveText('Live');
  await expect(page.locator('.toast')).toContainText(/Live again\. \d+ missed messages have come after all/);
  await expect(page.getByRole('img', { name: /^CPU usage .* now 27/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What has happened' }).getByText('It is 48 °C')).toHaveCount(1);
});

test('a cable that is pulled is noticed, though nobody says so, and put back in', async ({ page, context, server, network }) => {
  const id = newDevice();
  await report(server, id, { cpu_usage: 10 });
  await page.goto('/');
  await expect(badge(page)).toHaveText('Live');
  await page.getByRole('searchbox', { name: 'Search devices' }).fill(id);
  await expect(page.getByRole('row', { name: id })).toContainText('10 %');

  network.stall();
  await context.setOffline(true); // The browser says that its network has gone; the socket does not.
  await expect(badge(page)).toHaveText(/Offline|Reconnecting/, { timeout: 30_000 }); // A frame that was under way may have answered the first probe.
  await sample(server, id, { cpu_usage: 30 });
  network.flow();
  await context.setOffline(false);
  await expect(badge(page)).toHaveText('Live');
  await expect(page.getByRole('row', { name: id })).toContainText('30 %');
});

test('without devices the page says what to do, and a server that is killed and comes back finds it with the truth', async ({ page }) => {
  test.setTimeout(180_000); // Two starts of a server, of a minute at most each.
  const server = await start();
  try {
    await page.goto(server.url);
    await expect(page.getByText('No device has reported yet')).toBeVisible();
    await expect(page.locator('.command').first()).toContainText(`${server.url}/devices/pixel-7/status`);

    const [kept, removed] = [newDevice(), newDevice()];
    await report(server, kept, { battery_level: 80 });
    await report(server, removed, { battery_level: 80 });
    await expect(page.getByRole('row', { name: removed })).toBeVisible();

    await server.end('SIGKILL');
    await expect(badge(page)).toHaveText(/Offline|Reconnecting/);
    await server.startAgain();
    await report(server, kept, { battery_level: 7 });
    await server.request('DELETE', `/devices/${removed}`, undefined, await server.token('admin'));
    await expect(badge(page)).toHaveText('Live', { timeout: 30_000 }); // The last wait between two attempts is ten seconds.
    await expect(page.getByRole('row', { name: kept })).toContainText('battery 7 %');
    await expect(page.getByRole('row', { name: removed })).toHaveCount(0);

    await server.request('DELETE', `/devices/${kept}`, undefined, await server.token('admin'));
    await expect(page.getByText('No device has reported yet')).toBeVisible();
  } finally {
    await server.stop();
  }
});
