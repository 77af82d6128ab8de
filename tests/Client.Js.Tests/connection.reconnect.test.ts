import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, record, settle, statesOf, stopTime } from './fake/fakeServer.js';
import { asyncapi } from './protocol/schema.js';

stopTime();

/** The longest delays there are. */
const atLatest = () => vi.mocked(Math.random).mockReturnValue(1);

describe('a connection that is lost', () => {
  it('is made again at once where the jitter has it so', async () => {
    const { server, socket } = await connected();
    socket.end();
    await server.open();
  });

  it('is made again after delays that double up to the cap; each attempt is told with its number and its delay', async () => {
    atLatest();
    const { server, client, socket } = await connected({ reconnectDelay: 1000, maxReconnectDelay: 5000 });
    const changes = record(client, 'reconnecting');
    socket.end(1006, 'gone');
    for (const delay of [1000, 2000, 4000, 5000, 5000]) {
      await pass(delay - 1);
      expect(server.hasMore).toBe(false);
      await pass(1);
      (await server.attempt()).end(1006, 'still gone');
    }
    expect(changes.map(({ attempt, delay, code }) => [attempt, delay, code])).toEqual([[1, 1000, 1006], [2, 2000, 1006], [3, 4000, 1006], [4, 5000, 1006], [5, 5000, 1006], [6, 5000, 1006]]);
    expect(changes.map(({ previous }) => previous)).toEqual(['OPEN', ...Array.from({ length: 5 }, () => 'RECONNECTING')]);
  });

  it('is given up after maxReconnectAttempts', async () => {
    const { server, client, socket } = await connected({ maxReconnectAttempts: 3 });
    const failures = record(client, 'failed');
    socket.end();
    for (const _ of [1, 2, 3]) {
      expect(client.state).toBe('RECONNECTING');
      (await server.attempt()).end(1006, 'Nobody there');
    }
    expect(failures).toMatchObject([{ state: 'FAILED', code: 1006, reason: 'Nobody there', attempt: 3 }]);
    await pass(600_000);
    expect(server.hasMore).toBe(false);
  });

  it('is not made again with maxReconnectAttempts 0', async () => {
    const { client, socket } = await connected({ maxReconnectAttempts: 0 });
    socket.end();
    expect(client.state).toBe('FAILED');
  });

  it('is tried for ever with maxReconnectAttempts Infinity', async () => {
    const { server, client, socket } = await connected({ maxReconnectAttempts: Infinity });
    socket.end();
    for (let attempt = 0; attempt < 100; attempt++) {
      (await server.attempt()).end();
    }
    expect(client.state).toBe('RECONNECTING');
  });

  it('counts attempts anew only when it has lasted: one that is lost at once was no success', async () => {
    const { server, client, socket } = await connected({ maxReconnectAttempts: 3 });
    const changes = record(client, 'reconnecting');
    socket.end();
    for (const _ of [1, 2]) {
      const next = await server.open();
      await pass(4900);
      next.end();
    }
    expect(changes.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const lasting = await server.open();
    await pass(5000);
    lasting.end();
    expect(changes.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 1]);
    expect(client.state).toBe('RECONNECTING');
  });
});

describe('a close code', () => {
  const codes = asyncapi['x-close-codes'].filter(({ code }) => code !== 4003);

  it.each(codes.map(({ code, name, reconnect }) => [code, name, reconnect !== false] as const))('%i (%s) of an open connection: to reconnect is %s', async (code, name, may) => {
    const { server, client, socket } = await connected();
    const changes = record(client, 'stateChange');
    socket.end(code, name);
    expect(changes).toMatchObject([{ state: may ? 'RECONNECTING' : 'FAILED', previous: 'OPEN', code, reason: name }]);
    await pass(60_000);
    expect(server.hasMore).toBe(may);
  });

  it.each([4500, 4501, 4503, 4504, 4505])('%i before the greeting: there is no second attempt', async (code) => {
    const server = new FakeServer();
    const client = server.client();
    const states = statesOf(client);
    const socket = await server.attempt();
    socket.accept();
    socket.end(code);
    expect(states).toEqual(['CONNECTING>FAILED']);
  });

  it('4002 before the greeting is tried again', async () => {
    const server = new FakeServer();
    const client = server.client();
    const socket = await server.attempt();
    socket.accept();
    socket.end(4002);
    await server.open();
    expect(client.state).toBe('OPEN');
  });

  it('4008 makes the client take another id, so as not to take turns with whoever has the old one', async () => {
    const { server, client, socket } = await connected({ clientId: 'kitchen' });
    socket.end(4008);
    const next = await server.open();
    expect(next.query.clientId).toMatch(/^[0-9a-f]{32}$/);
    expect(client.clientId).toBe(next.query.clientId);
    next.end(1006);
    expect((await server.attempt()).query.clientId).toBe(client.clientId);
  });

  it('that comes late, of a connection that was given up, means nothing', async () => {
    const { server, client, socket } = await connected({ heartbeatInterval: 1000, heartbeatTimeout: 100 });
    socket.vanish();
    await pass(1100);
    await server.open();
    const states = statesOf(client);
    socket.end(4503);
    await settle();
    expect(states).toEqual([]);
  });
});
