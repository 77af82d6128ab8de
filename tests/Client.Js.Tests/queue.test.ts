import type { DropReason, OutgoingMessage, WebSocketClient } from '@androidzen/client';
import { describe, expect, it } from 'vitest';
import { connected, FakeServer, pass, stopTime } from './fake/fakeServer.js';
import type { FakeSocket } from './fake/fakeSocket.js';

stopTime();

const read = (n: number): OutgoingMessage => ({ type: 'ack', data: { notification_id: `${n}` } });

const sentBy = (socket: FakeSocket) => socket.sentOf('ack').map(({ data }) => Number(data.notification_id));

/** What is dropped from here on: which, and why. */
function drops(client: WebSocketClient): [number, DropReason][] {
  const dropped: [number, DropReason][] = [];
  client.on('dropped', ({ message, reason }) => void dropped.push([Number((message.data as { notification_id: string }).notification_id), reason]));
  return dropped;
}

describe('a message', () => {
  it('is sent at once where there is a connection', async () => {
    const { client, socket } = await connected();
    expect(client.send(read(1))).toBe(true);
    expect(sentBy(socket)).toEqual([1]);
  });

  it('waits where there is none, and is sent in its order behind the subscriptions', async () => {
    const { server, client, socket } = await connected();
    client.subscribe('security');
    socket.end();
    expect([1, 2].map((n) => client.send(read(n)))).toEqual([true, true]);
    const next = await server.attempt();
    next.accept();
    client.send(read(3)); // A handshake is no connection yet.
    expect(next.sent).toEqual([]);
    client.on('open', () => client.send(read(4)));
    next.greet();
    expect(next.types).toEqual(['subscription', 'ack', 'ack', 'ack', 'ack']);
    expect(sentBy(next)).toEqual([1, 2, 3, 4]);
  });

  it('waits before the first connection, also where nobody has asked for one', async () => {
    const server = new FakeServer();
    const client = server.client({ autoConnect: false });
    client.send(read(1));
    void client.connect();
    expect(sentBy(await server.open())).toEqual([1]);
  });

  it('waits as it was: what becomes of the object does not matter', async () => {
    const server = new FakeServer();
    const client = server.client();
    const data = { notification_id: '1' };
    client.send({ type: 'ack', data });
    data.notification_id = '2';
    client.send({ type: 'ack', data });
    expect(sentBy(await server.open())).toEqual([1, 2]);
  });

  it('that is no JSON is refused, with a connection and without: it must not keep the others from being sent', async () => {
    const { server, client, socket } = await connected();
    const broken = { type: 'ack', data: { notification_id: 1n } };
    expect(() => client.send(broken)).toThrow(TypeError);
    socket.end();
    expect(() => client.send(broken)).toThrow(TypeError);
    client.send(read(1));
    expect(sentBy(await server.open())).toEqual([1]);
  });

  it('that the connection is lost before waits for the next one, with what was behind it', async () => {
    const { server, client, socket } = await connected();
    socket.end();
    [1, 2, 3].forEach((n) => client.send(read(n)));
    const next = await server.attempt();
    next.accept();
    const send = next.send.bind(next);
    next.send = (text) => {
      send(text);
      next.readyState = 2; // Behind the first, the server closes.
    };
    next.greet();
    next.end();
    expect(sentBy(next)).toEqual([1]);
    expect(sentBy(await server.open())).toEqual([2, 3]);
  });
});

describe('the queue', () => {
  it('is bounded: the oldest gives way, and is told', async () => {
    const server = new FakeServer();
    const client = server.client({ messageQueueSize: 2 });
    const dropped = drops(client);
    [1, 2, 3, 4].forEach((n) => client.send(read(n)));
    expect(dropped).toEqual([[1, 'overflow'], [2, 'overflow']]);
    expect(sentBy(await server.open())).toEqual([3, 4]);
  });

  it('keeps nothing for longer than its time to live, and tells when that is over', async () => {
    const server = new FakeServer();
    const client = server.client({ messageTimeToLive: 5000, connectTimeout: 60_000 });
    const dropped = drops(client);
    client.send(read(1));
    client.send(read(2), { timeToLive: 1000 });
    client.send(read(3), { timeToLive: Infinity });
    await pass(999);
    expect(dropped).toEqual([]);
    await pass(1);
    expect(dropped).toEqual([[2, 'expired']]);
    await pass(4000);
    expect(dropped).toEqual([[2, 'expired'], [1, 'expired']]);
    expect(sentBy(await server.open())).toEqual([3]);
    await pass(60_000);
    expect(dropped).toHaveLength(2);
  });

  it('forgets what has been sent, or is not waited for any more: its time to live is nobody\'s affair', async () => {
    const server = new FakeServer();
    const client = server.client({ messageTimeToLive: 5000 });
    const dropped = drops(client);
    client.send(read(1));
    const ending = new AbortController();
    client.request(read(2), { signal: ending.signal }).catch(() => {});
    ending.abort();
    const socket = await server.open();
    socket.end();
    client.send(read(3), { timeToLive: Infinity });
    const next = await server.attempt();
    await pass(9000);
    expect(sentBy(next.greet())).toEqual([3]);
    expect([sentBy(socket), dropped]).toEqual([[1], []]);
  });

  it('keeps the time to live of a message that could not be sent after all', async () => {
    const { server, client, socket } = await connected({ messageTimeToLive: 60_000 });
    const dropped = drops(client);
    socket.end();
    client.send(read(1), { timeToLive: 3000 });
    const next = await server.attempt();
    await pass(1000);
    next.accept();
    next.readyState = 2;
    next.greet();
    await pass(2000);
    expect(dropped).toEqual([[1, 'expired']]);
  });

  it('is empty when the client is closed, or has failed', async () => {
    const { client, socket } = await connected({ maxReconnectAttempts: 1 });
    const dropped = drops(client);
    socket.end();
    client.send(read(1));
    client.close();
    expect(dropped).toEqual([[1, 'closed']]);

    const server = new FakeServer();
    const failing = server.client({ maxReconnectAttempts: 0 });
    const alsoDropped = drops(failing);
    failing.send(read(2));
    (await server.attempt()).end();
    expect(alsoDropped).toEqual([[2, 'closed']]);
  });

  it('takes nothing while the client is closing, or when it has failed', async () => {
    const { client, socket } = await connected();
    const dropped = drops(client);
    client.close();
    expect(client.send(read(1))).toBe(false);
    const { client: failed, socket: other } = await connected();
    const alsoDropped = drops(failed);
    other.end(4503);
    expect(failed.send(read(2))).toBe(false);
    expect([dropped, alsoDropped]).toEqual([[[1, 'closed']], [[2, 'closed']]]);
    expect(sentBy(socket)).toEqual([]);
  });

  it('is not there with messageQueueEnabled false: what cannot be sent is told as dropped', async () => {
    const server = new FakeServer();
    const client = server.client({ messageQueueEnabled: false });
    const dropped = drops(client);
    expect(client.send(read(1))).toBe(false);
    const socket = await server.open();
    expect(client.send(read(2))).toBe(true);
    expect([dropped, sentBy(socket)]).toEqual([[[1, 'disabled']], [2]]);
  });

  it('does not matter to subscriptions: these are remembered with messageQueueEnabled false too', async () => {
    const server = new FakeServer();
    const client = server.client({ messageQueueEnabled: false });
    expect(client.send({ type: 'subscription', data: { topic: 'security' } })).toBe(true);
    expect((await server.open()).types).toEqual(['subscription']);
  });
});
