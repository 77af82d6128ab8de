import { badge, expect, newDevice, open, signIn, test } from './shared/test.ts';

test('only an administrator gets to the administration', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Administration' })).toHaveCount(0);
  await page.goto('/#/admin');
  await expect(page.getByText('This is for administrators')).toBeVisible();
  await signIn(page, 'as user');
  await expect(page.getByText('This is for administrators')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page, 'Sign in as administrator');
  await expect(page.getByRole('region', { name: 'Figures' })).toBeVisible();
});

test('figures, topics and their rates are those of the cluster', async ({ page, server }) => {
  await open(page, '#/admin');
  await signIn(page, 'Sign in as administrator');
  const topics = page.getByRole('region', { name: 'Topics', exact: true });
  await expect(topics.getByRole('row', { name: /^device_status/ })).toBeVisible();
  await topics.getByRole('searchbox').fill('secu');
  await expect(topics.getByRole('row')).toHaveCount(2);
  // Both are read time and again: a connection that has just gone is counted until its gateway has said so.
  await expect(async () => {
    const { websocket_stats: stats } = (await server.request('GET', '/ws/stats')) as { websocket_stats: { total_connections: number } };
    await expect(page.getByRole('region', { name: 'Figures' })).toContainText(`Connections${stats.total_connections}`, { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
});

test('an administrator disconnects somebody, who is told so and stays away', async ({ page, browser, baseURL }) => {
  const victims = await browser.newContext({ baseURL: baseURL! });
  const victim = await victims.newPage();
  await open(victim);
  await open(page, '#/admin');
  await signIn(page, 'Sign in as administrator');
  const connections = page.getByRole('region', { name: 'Connections', exact: true });
  const anonymous = connections.getByRole('row').filter({ hasText: 'anonymous' });
  await expect(anonymous).toHaveCount(1);
  await anonymous.getByRole('button', { name: /^Disconnect/ }).click();
  await expect(badge(victim)).toHaveText('Disconnected by an administrator');
  await expect(anonymous).toHaveCount(0);
  await victim.getByRole('button', { name: 'Connect' }).click();
  await expect(badge(victim)).toHaveText('Live');
  await victims.close();
});

test('an administrator notifies a user, and broadcasts to a topic', async ({ page, context }) => {
  const title = `From above ${newDevice()}`;
  const other = await context.newPage();
  await open(other, '#/notifications');
  await signIn(other, 'as user');
  await open(page, '#/admin');
  await signIn(page, 'Sign in as administrator');
  const form = page.getByRole('region', { name: 'Send' });
  await form.getByRole('textbox', { name: 'Title' }).fill(title);
  await form.getByRole('textbox', { name: 'Message' }).fill('Please look.');
  await form.getByRole('textbox', { name: 'User id' }).fill('developer');
  await form.getByRole('button', { name: 'Send notification' }).click();
  await expect(page.locator('.toast')).toContainText('developer has been notified');
  await expect(other.getByRole('listitem').filter({ hasText: title })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Topics', exact: true }).getByRole('row', { name: /^security 2 / })).toBeVisible();

  await form.getByRole('button', { name: 'Broadcast', exact: true }).click();
  await form.getByRole('textbox', { name: 'Topic' }).fill('security');
  await form.getByRole('textbox', { name: 'Data' }).fill('{"message": ');
  await form.getByRole('button', { name: 'Send broadcast' }).click();
  await expect(form.getByRole('alert')).toContainText('Data is not JSON');
  await form.getByRole('textbox', { name: 'Data' }).fill('{"message": "Maintenance at noon"}');
  await form.getByRole('button', { name: 'Send broadcast' }).click();
  await expect(page.locator('.toast').last()).toContainText('Sent to 2 connections');
});

test('the Orleans dashboard opens for the administrator', async ({ page, context }) => {
  await open(page, '#/admin');
  await signIn(page, 'Sign in as administrator');
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Orleans dashboard' }).click();
  const dashboard = await opened;
  await dashboard.waitForURL('**/dashboard**');
  await expect(dashboard).toHaveTitle(/Orleans/i);
  expect((await page.request.get('/dashboard/DashboardCounters')).status()).toBe(200);
  await dashboard.close(); // It goes on asking, and would log that it may not any more.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(async () => (await page.request.get('/dashboard/DashboardCounters')).status(), 'signing out takes the dashboard with it').toBe(401);
});
