// @vitest-environment node
import { expect, it } from 'vitest';
import { start } from './realServer.js';

it('a server that has ended comes back at its address, with what it has stored', async () => {
  const server = await start();
  try {
    const { url } = server;
    const token = await server.token('publisher');
    await server.request('POST', '/devices/pixel-7/status', { name: 'Pixel 7' }, token);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await server.end(signal);
      await expect(fetch(`${url}/health/ready`)).rejects.toThrow();
      await server.startAgain();
      expect(server.url).toBe(url);
      expect(await server.request('GET', '/devices/pixel-7', undefined, token)).toMatchObject({ name: 'Pixel 7' });
    }
  } finally {
    await server.stop();
  }
}, 120_000);
