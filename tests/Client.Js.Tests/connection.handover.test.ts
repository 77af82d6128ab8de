import { describe, expect, it, vi } from 'vitest';
import { connected, numbersOn, pass, record, settle, statesOf, stopTime } from './fake/fakeServer.js';
import { epoch } from './fake/fakeSocket.js';

stopTime();

const topic = 'metrics_pixel-7';

/** A client on a topic of which it has three publications, and that has been told to go in four seconds. */
async function advised(options: Parameters<typeof connected>[0] = {}) {
  const { server, client, socket } = await connected(options);
  const numbers = numbersOn(client, topic);
  client.subscribe(topic);
  socket.acknowledge(topic, { offset: 0 });
  [1, 2, 3].forEach((n) => socket.publish(topic, n));
  socket.say('reconnect', { after_ms: 4000, reason: 'shutdown' });
  return { server, client, socket, numbers, states: statesOf(client) };
}

describe('advice to reconnect', () => {
  it('is not followed before its time; the connection is as good as ever until then', async () => {
    const { server, client, socket, numbers } = await advised();
    await pass(3999);
    expect(server.hasMore).toBe(false);
    socket.publish(topic, 4);
    expect(client.send({ type: 'ack', data: { all: true } })).toBe(true);
    expect(socket.types).toContain('ack');
    expect(numbers).toEqual([1, 2, 3, 4]);
    await pass(1);
    expect((await server.attempt()).query.clientId).toBe(client.clientId);
    expect(socket.closedWith).toBeUndefined();
  });

  it('opens the new connection before the old one is closed; nothing is lost or doubled, and the state stays', async () => {
    const { server, client, socket, numbers, states } = await advised();
    const recoveries = record(client, 'recovered');
    await pass(4000);
    const next = await server.attempt();
    next.accept();
    socket.publish(topic, 4);
    expect(client.state).toBe('OPEN');
    next.greet();
    expect(socket.closedWith).toEqual({ code: 1000, reason: 'Moved to another connection' });
    socket.publish(topic, 5); // The old one has not ended yet: what it brings is behind the place where the new one goes on.
    expect(next.subscription(topic).data.since).toEqual({ epoch, offset: 4 });
    next.acknowledge(topic, { offset: 4, recovered: true, missed: 1 });
    [5, 6].forEach((n) => next.publish(topic, n));
    await settle();
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(states).toEqual([]);
    expect(recoveries).toEqual([{ topic, missed: 1, position: { epoch, offset: 4 } }]);
    socket.end(4001);
    await pass(60_000);
    expect([states, server.hasMore]).toEqual([[], false]);
  });

  it('survives that the server closes the old connection, for the new one has its client_id: 4008', async () => {
    const { server, client, socket, numbers, states } = await advised();
    await pass(4000);
    const next = await server.attempt();
    next.accept();
    socket.end(4008);
    expect(client.state).toBe('OPEN');
    expect(client.greeting).toBeUndefined();
    client.send({ type: 'ack', data: { all: true } });
    next.greet();
    next.acknowledge(topic, { offset: 3, recovered: true, missed: 0 });
    next.publish(topic, 4);
    expect(next.types).toEqual(['subscription', 'ack']);
    expect(next.query.clientId).toBe(client.clientId);
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect(states).toEqual([]);
  });

  it.each([4001, 1006])('survives that the old connection ends (%i) while the new one is being opened', async (code) => {
    const { server, socket, states } = await advised();
    await pass(4000);
    const next = await server.attempt();
    socket.end(code);
    next.greet();
    expect(states).toEqual([]);
    await pass(60_000);
    expect(server.hasMore).toBe(false);
  });

  it('does not survive that an administrator closes the old connection meanwhile', async () => {
    const { server, socket, states } = await advised();
    await pass(4000);
    const next = await server.attempt();
    socket.end(4503);
    expect(states).toEqual(['OPEN>FAILED']);
    expect(next.closedWith).toBeDefined();
  });

  it('that cannot be followed leaves the old connection as it is, and its end leads to the next attempt', async () => {
    const { server, client, socket, numbers, states } = await advised();
    const errors: unknown[] = [];
    client.on('error', (error) => void errors.push(error));
    await pass(4000);
    const refused = await server.attempt();
    refused.accept();
    refused.error('too_many_connections');
    refused.end(4504);
    expect([client.state, states, errors]).toEqual(['OPEN', [], []]); // Nobody is to do anything about it.
    socket.publish(topic, 4);
    await pass(1000);
    expect(server.hasMore).toBe(false);
    socket.end(4001);
    expect(states).toEqual(['OPEN>RECONNECTING']);
    const next = await server.open();
    expect(next.subscription(topic).data.since).toEqual({ epoch, offset: 4 });
    expect(numbers).toEqual([1, 2, 3, 4]);
  });

  it.each([['ends', 0], ['says nothing', 10_000]])('leads to the next attempt where the old connection was replaced, and then the new one %s', async (_, silence) => {
    const { server, socket, states } = await advised();
    await pass(6000);
    const next = await server.attempt();
    socket.end(4008);
    if (silence) {
      await pass(silence);
    } else {
      next.end(1006);
    }
    expect(states).toEqual(['OPEN>RECONNECTING']);
    await server.open();
    expect(states).toEqual(['OPEN>RECONNECTING', 'RECONNECTING>OPEN']);
  });

  it('counts attempts from the start there: the connection that was replaced had lasted', async () => {
    const { server, client, socket } = await connected({ maxReconnectAttempts: 1 });
    socket.end();
    const lasting = await server.open();
    lasting.say('reconnect', { after_ms: 6000, reason: 'shutdown' });
    await pass(6000);
    const next = await server.attempt();
    lasting.end(4008);
    next.end(1006);
    expect(client.state).toBe('RECONNECTING');
  });

  it('is void when the connection is lost before its time', async () => {
    const { server, socket } = await advised();
    socket.end(1006);
    await server.open();
    await pass(10_000);
    expect(server.hasMore).toBe(false);
  });

  it('is void when the client is closed, before its time and while it is followed', async () => {
    for (const time of [1000, 4000]) {
      const { server, client, states } = await advised();
      await pass(time);
      const next = time === 4000 ? await server.attempt() : undefined;
      client.close();
      await pass(60_000);
      expect(states).toEqual(['OPEN>CLOSING', 'CLOSING>CLOSED']);
      expect(server.hasMore).toBe(false);
      expect(next?.closedWith !== undefined).toBe(time === 4000);
    }
  });

  it('tells who waits for an answer on the old connection that none will come', async () => {
    const { server, client, socket } = await advised();
    const request = client.request({ type: 'ack', data: { all: true } });
    request.catch(() => {});
    await pass(4000);
    const next = await server.attempt();
    socket.end(4008);
    next.greet();
    await expect(request).rejects.toMatchObject({ name: 'ConnectionLostError', isSent: true });
  });

  it('keeps the old connection where no token can be had', async () => {
    const token = vi.fn(() => 'first').mockImplementationOnce(() => 'first').mockImplementationOnce(() => {
      throw new Error('The authority is away');
    });
    const { server, client } = await advised({ token });
    const errors = record(client, 'tokenError');
    await pass(4000);
    expect(errors).toMatchObject([{ message: 'The authority is away' }]);
    expect([client.state, server.hasMore]).toEqual(['OPEN', false]);
  });
});
