import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, record, settle, stopTime } from './fake/fakeServer.js';

stopTime();

let page: EventTarget;
const navigator = { onLine: true };

/** What a browser says of its network, and tells its page. */
const network = (onLine: boolean) => {
  navigator.onLine = onLine;
  page.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
};

beforeEach(() => {
  page = new EventTarget();
  navigator.onLine = true;
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.mocked(Math.random).mockReturnValue(1);
});

describe('in a page that wakes up, or whose network comes back', () => {
  it.each(['online', 'visibilitychange', 'pageshow'])('the next attempt is made at once: %s', async (event) => {
    const { server, client, socket } = await connected({ reconnectDelay: 20_000 });
    socket.end();
    await settle();
    expect(server.hasMore).toBe(false);
    page.dispatchEvent(new Event(event));
    await server.open();
    expect(client.state).toBe('OPEN');
    await pass(29_000);
    expect(server.hasMore).toBe(false);
  });

  it.each(['online', 'offline', 'visibilitychange', 'pageshow'])('an open connection must prove that it lives: %s', async (event) => {
    const { server, client, socket } = await connected({ heartbeatTimeout: 2000 });
    page.dispatchEvent(new Event(event));
    page.dispatchEvent(new Event(event));
    expect(socket.types).toEqual(['heartbeat']);
    await pass(2000);
    expect(client.state).toBe('OPEN');
    socket.vanish();
    page.dispatchEvent(new Event(event));
    await pass(1000);
    page.dispatchEvent(new Event(event)); // Does not give it more time.
    await pass(1000);
    expect(client.state).toBe('RECONNECTING');
    await pass(1000);
    await server.open();
  });

  it('an open connection must prove it without heartbeats too', async () => {
    const { client, socket } = await connected({ enableHeartbeat: false, heartbeatTimeout: 2000 });
    socket.vanish();
    page.dispatchEvent(new Event('online'));
    await pass(2000);
    expect(client.state).toBe('RECONNECTING');
  });

  it('an attempt that is under way is left alone, also while it waits for its token', async () => {
    const token = vi.fn(() => 'token');
    const { server, socket } = await connected({ token });
    token.mockImplementation(() => new Promise<string>(() => {}) as never);
    socket.end();
    await pass(1000);
    network(true);
    await settle();
    expect(token).toHaveBeenCalledTimes(2);

    const { server: other, socket: otherSocket } = await connected();
    otherSocket.end();
    await pass(1000);
    await other.attempt();
    network(true);
    await settle();
    expect([server.hasMore, other.hasMore]).toEqual([false, false]);
  });

  it('the delays begin small again', async () => {
    const { server, client, socket } = await connected();
    const changes = record(client, 'reconnecting');
    socket.end();
    for (const delay of [1000, 2000, 4000]) {
      await pass(delay);
      (await server.attempt()).end();
    }
    network(true);
    (await server.attempt()).end();
    expect(changes.map(({ delay }) => delay)).toEqual([1000, 2000, 4000, 8000, 1000]);
    expect(changes.at(-1)!.attempt).toBe(5);
  });
});

describe('in a page that has no network', () => {
  it('attempts are made, and do not count: the browser may be wrong', async () => {
    const { server, client, socket } = await connected({ maxReconnectAttempts: 2 });
    const changes = record(client, 'reconnecting');
    network(false);
    socket.end();
    for (const delay of [1000, 2000, 4000, 8000]) {
      await pass(delay);
      (await server.attempt()).end();
    }
    expect(client.state).toBe('RECONNECTING');
    expect(changes.map(({ attempt, delay }) => [attempt, delay])).toEqual([[0, 1000], [0, 2000], [0, 4000], [0, 8000], [0, 16_000]]);
    await pass(16_000);
    await server.open();
    expect(client.state).toBe('OPEN');
  });

  it('nothing is tried at once before it is back', async () => {
    const { server, socket } = await connected();
    network(false);
    socket.end();
    page.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(server.hasMore).toBe(false);
    network(true);
    await server.open();
  });
});

describe('a client that is closed', () => {
  it.each(['CLOSED', 'FAILED'])('listens to the page no more when it is %s, and again when it connects', async (state) => {
    const add = vi.fn(page.addEventListener.bind(page));
    const remove = vi.fn(page.removeEventListener.bind(page));
    vi.stubGlobal('addEventListener', add);
    vi.stubGlobal('removeEventListener', remove);
    const server = new FakeServer();
    const client = server.client();
    const socket = await server.open();
    expect(add).toHaveBeenCalledTimes(4);
    if (state === 'CLOSED') {
      client.close();
    } else {
      socket.end(4503);
    }
    await settle();
    expect(client.state).toBe(state);
    expect(remove).toHaveBeenCalledTimes(4);
    void client.connect();
    expect(add).toHaveBeenCalledTimes(8);
    client.close();
  });
});
