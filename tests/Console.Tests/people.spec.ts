import { expect, newDevice, open, signIn, test, type RealServer } from './shared/test.ts';

const notify = (server: RealServer, title: string, user?: string) => server.request('POST', '/ws/notification', { title, message: `${title}.`, ...(user && { user_id: user }) });

test('what is read on one page is read on the other', async ({ page, context, server }) => {
  const [first, second] = [`First ${newDevice()}`, `Second ${newDevice()}`];
  await notify(server, first, 'developer');
  await open(page, '#/notifications');
  await signIn(page, 'as user');
  const other = await context.newPage();
  await open(other, '#/notifications');
  await signIn(other, 'as user');
  await notify(server, second, 'developer');

  const item = (on: typeof page, title: string) => on.getByRole('listitem').filter({ hasText: title });
  for (const on of [page, other]) {
    await expect(item(on, first)).toHaveClass('unread');
    await expect(item(on, second)).toHaveClass('unread');
    await expect(item(on, second)).toContainText('for you');
  }
  const unread = Number((await page.locator('.bell .count').textContent())!);

  await item(page, first).getByRole('button', { name: 'Mark as read' }).click();
  await expect(item(other, first)).toHaveClass('read');
  await expect(item(other, second)).toHaveClass('unread');
  await expect(other.locator('.bell .count')).toHaveText(String(unread - 1));

  await other.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(item(page, second)).toHaveClass('read');
  const { unread: left } = (await server.request('GET', '/users/me/notifications?unread=true', undefined, await server.token('user', 'developer'))) as { unread: number };
  expect(left).toBe(0);
});

test('what is for everybody shows to everybody, also to who comes later, and is read for this browser', async ({ page, server }) => {
  const [first, second] = [`Everybody ${newDevice()}`, `Everybody ${newDevice()}`];
  await notify(server, first);
  await notify(server, second);
  await open(page, '#/notifications');
  const item = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await expect(item(first)).toContainText('for everybody');
  await item(first).getByRole('button', { name: 'Mark as read' }).click();
  await page.reload();
  await expect(item(first)).toHaveClass('read');
  await expect(item(second)).toHaveClass('unread');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.reload();
  await expect(item(second)).toHaveClass('read');
});

test('an alert that one acknowledges clears on every page', async ({ page, context, server }) => {
  const id = newDevice();
  await server.request('POST', '/ws/security-alert', { device_id: id, alert_details: { type: 'root_detected', severity: 'critical', message: 'The su binary was found' } });
  await open(page, '#/alerts');
  const alert = (on: typeof page) => on.getByRole('listitem').filter({ hasText: id });
  await expect(alert(page)).toContainText('The su binary was found');
  await expect(alert(page).getByRole('button', { name: 'Acknowledge' })).toHaveCount(0); // Not without a role.

  const other = await context.newPage();
  await open(other, '#/alerts');
  await signIn(other, 'as operator');
  await alert(other).getByRole('textbox', { name: 'Note' }).fill('Device locked');
  await alert(other).getByRole('button', { name: 'Acknowledge' }).click();
  for (const on of [page, other]) {
    await expect(alert(on)).toHaveCount(0); // Open ones are shown.
    await on.getByRole('button', { name: /^All/ }).click();
    await expect(alert(on)).toContainText('Seen to by developer');
    await expect(alert(on)).toContainText('“Device locked”');
  }
  await other.reload(); // Whoever comes later finds it, too.
  await other.getByRole('button', { name: /^All/ }).click();
  await expect(alert(other)).toContainText('Seen to by developer');
});

test('a token that is none, or has run out, is told as such', async ({ page }) => {
  await open(page);
  await page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await dialog.getByRole('textbox', { name: 'Token' }).fill('nonsense');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('not a JSON Web Token');
  const claims = Buffer.from(JSON.stringify({ sub: 'x', exp: 1 })).toString('base64url');
  await dialog.getByRole('textbox', { name: 'Token' }).fill(`e30.${claims}.x`);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('has run out');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a token that the server does not accept leads back to signing in', async ({ page }) => {
  await open(page);
  await page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
  const claims = Buffer.from(JSON.stringify({ sub: 'x', type: 'access', exp: 4102444800 })).toString('base64url');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Token' }).fill(`e30.${claims}.x`);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.locator('.toast')).toContainText('sign in again');
  await expect(page.getByRole('banner').getByRole('button', { name: 'Sign in' }).first()).toBeVisible();
});
