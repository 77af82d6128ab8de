import { expect, newDevice, open, report, sample, signIn, test } from './shared/test.ts';

test('a device page begins with the last minutes, and goes on', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, { name: `Pixel ${id}`, battery_level: 60, android: '15' });
  for (let n = 0; n < 5; n++) {
    await sample(server, id, { cpu_usage: 10 + n, temperature: 30 + n });
  }
  await open(page, `#/devices/${id}`);
  await expect(page.getByRole('heading', { name: `Pixel ${id}` })).toBeVisible();
  const cpu = page.getByRole('img', { name: /^CPU usage over the last minutes; now 14/ });
  await expect(cpu).toBeVisible();
  await expect(cpu.locator('canvas')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Temperature .* now 34/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Facts' })).toContainText('Android');

  await sample(server, id, { cpu_usage: 55.5, fps: 60 });
  await expect(page.getByRole('img', { name: /^CPU usage .* now 55.5/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^FPS .* now 60/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Last readings' })).toContainText('56 %');
});

test('an action is requested, and its progress shows', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, {});
  await open(page, `#/devices/${id}`);
  await expect(page.getByRole('region', { name: 'Actions' })).toContainText('you need the role publisher');
  await signIn(page, 'Sign in as administrator');

  await page.getByRole('combobox', { name: 'Action' }).fill('reboot');
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  const action = page.getByRole('region', { name: 'Actions' }).getByRole('listitem');
  await expect(action).toContainText('queued');
  await expect(action).toContainText('by developer');

  const { actions } = (await server.request('GET', `/devices/${id}/actions`)) as { actions: { action_id: string }[] };
  const step = (status: object) => server.request('POST', `/ws/device-action/${id}`, { action_id: actions[0]!.action_id, action_type: 'reboot', ...status });
  await step({ status: 'in_progress', progress: 40 });
  await expect(action).toContainText('in progress 40 %');
  await expect(action.getByRole('progressbar')).toHaveAttribute('value', '40');
  await step({ status: 'completed' });
  await expect(action).toContainText('completed');
  await expect(page.getByRole('region', { name: 'What has happened' })).toContainText('reboot: completed');
});

test('a device is monitored, and let alone again', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, { cpu_usage: 42 });
  await open(page, `#/devices/${id}`);
  await signIn(page, 'Sign in as administrator');
  await page.getByRole('button', { name: 'Monitor every second' }).click();
  await expect(page.getByRole('button', { name: 'Stop monitoring (every 1 s)' })).toBeVisible();
  await page.getByRole('button', { name: /Stop monitoring/ }).click();
  await expect(page.getByRole('button', { name: 'Monitor every second' })).toBeVisible();
});

test('what is said about a device shows while one looks', async ({ page, server }) => {
  const id = newDevice();
  await report(server, id, {});
  await open(page, `#/devices/${id}`);
  const events = page.getByRole('region', { name: 'What has happened' });
  await expect(events).toContainText('Nothing has happened since you opened this page');
  await server.request('POST', '/ws/device-alert', { device_id: id, alert_type: 'overheating', message: 'It is 48 °C', severity: 'high' });
  await expect(events).toContainText('overheating: It is 48 °C');
  await server.request('POST', '/ws/security-alert', { device_id: id, alert_details: { type: 'root_detected', path: '/su' } });
  await expect(page.getByRole('region', { name: 'Alerts of this device' })).toContainText('Root detected');
  await report(server, id, { status: 'disconnected' });
  await expect(events).toContainText('Disconnected');
});

test('a device that nobody knows is said to be so, and shows when it reports', async ({ page, server }) => {
  const id = newDevice();
  await open(page, `#/devices/${id}`);
  await expect(page.getByText(`Nothing is known of ${id}`)).toBeVisible();
  await report(server, id, { name: 'Late' });
  await expect(page.getByRole('heading', { name: 'Late' })).toBeVisible();
});

test('an administrator removes a device', async ({ page, server }) => {
  await report(server, newDevice(), {}); // A fleet without any device is another page.
  const id = newDevice();
  await report(server, id, {});
  await open(page, `#/devices/${id}`);
  await expect(page.getByRole('heading', { name: id })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0);
  await signIn(page, 'Sign in as administrator');
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search devices' }).fill(id);
  await expect(page.getByText('No device is like that')).toBeVisible();
});
