// @vitest-environment node
import { createHmac } from 'node:crypto';
import { WebSocketClient, type WebSocketClientOptions, type WebSocketConstructor } from '@androidzen/client';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../eventually.js';
import { numbersOn, record, statesOf } from '../fake/fakeServer.js';
import { TcpProxy } from '../proxy/tcpProxy.js';
import { start, type RealServer } from './realServer.js';

vi.setConfig({ testTimeout: 30_000 });

const signingKey = 'a key of the tests, of 32 bytes or more';

let server: RealServer;
let proxy: TcpProxy;
let admin: string;
const clients: WebSocketClient[] = [];

beforeAll(async () => {
  server = await start({
    settings: {
      'Auth:SigningKey': signingKey,
      'Auth:ClockSkew': '00:00:00',
      'Auth:AllowAnonymousPublishing': 'false',
      'Gateway:DrainWindow': '00:00:04', // The server is to close, not the attempt to get elsewhere to fail first.
    },
  });
  proxy = await TcpProxy.start(server.url);
  admin = await server.token('admin', 'root');
}, 90_000);

afterEach(() => {
  clients.splice(0).forEach((client) => client.close());
  proxy.delay(0);
  proxy.comeBack();
  proxy.flow();
});

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
}, 60_000);

/** A client on the other side of the proxy, with short times. */
function connect(options: WebSocketClientOptions = {}): WebSocketClient {
  const client = new WebSocketClient(`ws://${proxy.address}/ws`, {
    WebSocket: WebSocket as unknown as WebSocketConstructor, reconnectDelay: 20, maxReconnectDelay: 100, maxReconnectAttempts: Infinity, ...options,
  });
  clients.push(client);
  return client;
}

/** Publishes numbers on a topic over REST, past the proxy: whatever happens to it, they are published. */
function publisher(topic: string) {
  const published: number[] = [];
  return {
    published,
    publish: async (count: number) => {
      for (let i = 0; i < count; i++) {
        await server.request('POST', '/ws/broadcast', { type: 'analytics_update', data: { n: published.length + 1 }, subscription_filter: topic }, admin);
        published.push(published.length + 1);
      }
    },
  };
}

/** A token that the server believes for so many seconds, or up to one more: it counts whole ones. */
function token(seconds: number, claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.ceil(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'alice', type: 'access', exp: now + seconds, ...claims })}`;
  return `${signed}.${createHmac('sha256', signingKey).update(signed).digest('base64url')}`;
}

describe('publications come once and in order', () => {
  const accidents: [string, () => void | Promise<void>][] = [
    ['a reset', () => proxy.cut('reset')],
    ['an end in good order', () => proxy.cut('end')],
    ['an end towards the client alone', () => proxy.halfClose('client')],
    ['an end towards the server alone', () => proxy.halfClose('server')],
    ['a network that is away', () => proxy.goAway()],
    ['a network that says nothing', () => proxy.stall()],
    ['two resets, the second while the first is being mended', async () => {
      const { accepted } = proxy;
      proxy.cut('reset');
      await eventually('the client connects again', () => proxy.accepted > accepted);
      proxy.cut('reset');
    }],
  ];

  it.each(accidents)('behind %s', async (name, happen) => {
    const topic = `numbers/${name.replaceAll(/[ ,]/g, '-')}`;
    const { published, publish } = publisher(topic);
    const client = connect({ heartbeatInterval: 200, heartbeatTimeout: 300 });
    const states = statesOf(client);
    const gaps = record(client, 'gap');
    const recoveries = record(client, 'recovered');
    const numbers = numbersOn(client, topic);
    await client.subscribe(topic).ready;
    await publish(5);
    const during = publish(20);
    await happen();
    await during;
    await eventually('the client notices', () => states.includes('OPEN>RECONNECTING'), () => states);
    await publish(5);
    proxy.comeBack();
    proxy.flow();
    await eventually('the client is open', () => client.state === 'OPEN', () => client.state);
    await publish(5);
    await eventually('the last number comes', () => numbers.at(-1) === published.at(-1), () => numbers);
    expect(numbers).toEqual(published);
    expect(gaps).toEqual([]);
    expect(recoveries.map((recovered) => recovered.topic)).toContain(topic);
  });

  it('over a network that is slow, and breaks again and again while they are published', async () => {
    const topic = 'numbers/again-and-again';
    const { published, publish } = publisher(topic);
    const client = connect();
    const numbers = numbersOn(client, topic);
    const gaps = record(client, 'gap');
    await client.subscribe(topic).ready;
    proxy.delay(15);
    let isOver = false;
    const publishing = publish(200).then(() => (isOver = true));
    for (let count = 0; !isOver; count++) {
      const seen = numbers.length;
      // Each time when something has come through: also in the middle of what was missed.
      await eventually('something comes through', () => isOver || numbers.length > seen + count % 4);
      proxy.cut(count % 2 === 0 ? 'reset' : 'end');
    }
    await publishing;
    await eventually('the last number comes', () => numbers.at(-1) === published.at(-1), () => numbers.at(-1));
    expect(numbers).toEqual(published);
    expect(gaps).toEqual([]);
  });

  it('to two handlers of a topic, of which the second wants the snapshot while they are published', async () => {
    const topic = 'numbers/two';
    const { published, publish } = publisher(topic);
    const client = connect();
    const numbers = numbersOn(client, topic);
    const gaps = record(client, 'gap');
    await client.subscribe(topic).ready;
    const publishing = publish(60);
    for (let count = 0; count < 6; count++) {
      await eventually('numbers come', () => numbers.length > count * 8, () => numbers);
      client.subscribe(topic, { snapshot: true });
    }
    await publishing;
    await eventually('the last number comes', () => numbers.at(-1) === published.at(-1), () => numbers);
    expect(numbers.filter((n) => typeof n === 'number')).toEqual(published);
    expect(gaps).toEqual([]);
  });
});

describe('a client with a token', () => {
  it('asks its provider for another one with each connection', async () => {
    const tokens = vi.fn(() => server.token('user', 'alice'));
    const client = connect({ token: tokens });
    await client.connect();
    expect(client.greeting).toMatchObject({ user_id: 'alice' });
    proxy.cut('reset');
    await eventually('the token is asked for again', () => tokens.mock.calls.length === 2);
    await client.connect();
    expect(client.greeting).toMatchObject({ user_id: 'alice' });
  });

  it('renews it, and the connection outlives the first one', async () => {
    const tokens = vi.fn(() => token(6));
    const client = connect({ token: tokens });
    const errors = record(client, 'tokenError');
    await client.connect();
    const states = statesOf(client);
    await eventually('the token is renewed twice', () => tokens.mock.calls.length === 3);
    expect([states, errors, client.state]).toEqual([[], [], 'OPEN']);
  });

  it('whose renewal is refused hears of it, and comes back with another one when the first has expired', async () => {
    const tokens = vi.fn(() => token(60)).mockImplementationOnce(() => token(6)).mockImplementationOnce(() => token(60, { sub: 'bob' }));
    const client = connect({ token: tokens });
    const errors = record(client, 'tokenError');
    const changes = record(client, 'stateChange');
    await client.connect();
    await eventually('the client comes back', () => changes.length === 3, () => [changes, errors]);
    expect(errors).toMatchObject([{ name: 'ProtocolError', code: 'not_permitted' }]);
    expect(changes).toMatchObject([{ state: 'OPEN' }, { state: 'RECONNECTING', code: 4003 }, { state: 'OPEN' }]);
    expect(tokens).toHaveBeenCalledTimes(3);
  });

  it('that is not accepted has failed, and says why', async () => {
    const client = connect({ token: 'nonsense' });
    const errors: unknown[] = [];
    client.on('error', ({ code }) => void errors.push(code));
    await expect(client.connect()).rejects.toThrow('FAILED: 4500');
    expect([client.state, errors]).toEqual(['FAILED', ['invalid_token']]);
  });

  it('gets a notification once that came while it was away', async () => {
    const client = connect({ token: () => server.token('user', 'carol') });
    const titles: string[] = [];
    client.on('notification', ({ title }) => void titles.push(title));
    await client.connect();
    const notify = (title: string) => server.request('POST', '/ws/notification', { title, message: 'Hello', user_id: 'carol' }, admin);
    await notify('before');
    await eventually('the first comes', () => titles.length === 1);
    proxy.goAway();
    await eventually('the client is away', () => client.state === 'RECONNECTING');
    await notify('meanwhile');
    proxy.comeBack();
    await client.connect();
    await notify('after');
    await eventually('the last comes', () => titles.at(-1) === 'after', () => titles);
    expect(titles).toEqual(['before', 'meanwhile', 'after']);
  });
});

describe('what a client says', () => {
  it('is published, and answered', async () => {
    const client = connect({ token: () => server.token('publisher', 'back-end') });
    const seen: unknown[] = [];
    await client.subscribe('metrics_tablet-1', { onMessage: (data) => void seen.push(data) }).ready;
    const answer = await client.request({ type: 'live_metrics', data: { device_id: 'tablet-1', metrics: { fps: 60 } } });
    expect(answer).toMatchObject({ device_id: 'tablet-1', metrics_count: 1 });
    await eventually('it is heard', () => seen.length === 1);
    expect(seen).toMatchObject([{ device_id: 'tablet-1', metrics: { fps: 60 } }]);
  });

  it('is refused where its token does not permit it', async () => {
    const client = connect({ token: () => server.token('user', 'alice') });
    await expect(client.request({ type: 'live_metrics', data: { device_id: 'tablet-1', metrics: {} } })).rejects.toMatchObject({ name: 'ProtocolError', code: 'not_permitted' });
    expect(client.state).toBe('OPEN');
  });

  it('waits for a connection, and goes out behind the subscriptions', async () => {
    proxy.goAway();
    const client = connect({ token: () => server.token('publisher', 'back-end') });
    const seen: unknown[] = [];
    client.subscribe('metrics_tablet-2', { onMessage: (data) => void seen.push(data) });
    const request = client.request({ type: 'live_metrics', data: { device_id: 'tablet-2', metrics: { fps: 30 } } });
    await eventually('an attempt fails', () => client.state === 'RECONNECTING');
    proxy.comeBack();
    expect(await request).toMatchObject({ metrics_count: 1 });
    await eventually('it is heard by those who subscribed before', () => seen.length === 1);
  });
});

describe('topics', () => {
  it.each([['a b', 'invalid_topic'], ['$all', 'not_permitted'], ['presence:room', 'not_permitted']])('that cannot be had are rejected: %s', async (topic, code) => {
    const client = connect();
    const rejections = record(client, 'rejected');
    await expect(client.subscribe(topic).ready).rejects.toMatchObject({ name: 'ProtocolError', code });
    expect(rejections).toMatchObject([{ topic, code }]);
    expect(client.topics).toEqual([]);
  });

  it('begin with their state', async () => {
    await server.request('POST', '/devices/pixel-7/status', { name: 'Pixel 7', battery_level: 85 }, admin);
    const client = connect();
    const seen: { snapshot: unknown; name: unknown }[] = [];
    for await (const { data, snapshot } of client.messages('device_pixel-7', { snapshot: true })) {
      seen.push({ snapshot, name: (data as { devices: { name: string }[] }).devices[0]?.name });
      break;
    }
    expect(seen).toEqual([{ snapshot: { n: 1, of: 1 }, name: 'Pixel 7' }]);
  });

  it('begin as far back as they are asked to', async () => {
    const topic = 'numbers/history';
    const { publish } = publisher(topic);
    await publish(10);
    const client = connect();
    const numbers = numbersOn(client, topic);
    await client.subscribe(topic, { history: 3 }).ready;
    await publish(1);
    await eventually('the last number comes', () => numbers.at(-1) === 11, () => numbers);
    expect(numbers).toEqual([8, 9, 10, 11]);
  });
});

describe('a server that is restarted', () => {
  it('sends its clients away, and they find what is kept and hear what is not', async () => {
    const client = connect();
    const titles: string[] = [];
    const gaps = record(client, 'gap');
    const changes = record(client, 'stateChange');
    client.on('notification', ({ title }) => void titles.push(title));
    const advice: unknown[] = [];
    client.on('reconnect', (data) => void advice.push(data));
    const { publish } = publisher('numbers/restart');
    await Promise.all([client.subscribe('notifications').ready, client.subscribe('numbers/restart').ready]);
    const notify = (title: string) => server.request('POST', '/ws/notification', { title, message: 'Hello' }, admin);
    await notify('before');
    await publish(1);
    await eventually('it comes', () => titles.length === 1);
    await server.end('SIGTERM');
    await eventually('the client is away', () => client.state === 'RECONNECTING');
    expect(advice).toMatchObject([{ after_ms: expect.any(Number) }]);
    expect(changes.find(({ state }) => state === 'RECONNECTING')).toMatchObject({ code: 4001 });
    await server.startAgain();
    await notify('meanwhile');
    await eventually('what is durable is recovered', () => titles.length === 2, () => titles);
    expect(titles).toEqual(['before', 'meanwhile']);
    await eventually('what is not has a gap', () => gaps.some(({ topic }) => topic === 'numbers/restart'), () => gaps);
    expect(gaps.map(({ topic }) => topic)).not.toContain('notifications');
    expect(gaps).toContainEqual(expect.objectContaining({ topic: 'numbers/restart', missed: undefined }));
  }, 120_000);
});
