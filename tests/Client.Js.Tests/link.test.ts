import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, record, statesOf, stopTime } from './fake/fakeServer.js';

stopTime();

const silence = { code: 1006, reason: 'Nothing was heard from the server' };

describe('an attempt', () => {
  it.each([['no handshake', false], ['no greeting', true]])('fails after connectTimeout with %s', async (_, isAccepted) => {
    const server = new FakeServer();
    const client = server.client({ connectTimeout: 3000 });
    const changes = record(client, 'reconnecting');
    const socket = await server.attempt();
    if (isAccepted) {
      socket.accept();
    }
    await pass(2999);
    expect(client.state).toBe('CONNECTING');
    await pass(1);
    expect(changes).toMatchObject([{ code: 1006, reason: 'The server did not greet in time', attempt: 1 }]);
    expect(socket.closedWith).toBeDefined();
    await server.open();
  });

  it('is in time with a greeting, whatever comes before and behind it', async () => {
    const server = new FakeServer();
    const client = server.client({ connectTimeout: 3000 });
    const socket = await server.attempt();
    socket.accept();
    socket.error('unavailable');
    await pass(2000);
    socket.greet();
    await pass(2000);
    expect(client.state).toBe('OPEN');
  });
});

describe('a greeting', () => {
  it('is the first device_connected: later ones are of devices', async () => {
    const { client, socket } = await connected({}, { gateway: 'host-1' });
    const states = statesOf(client);
    client.subscribe('device_status');
    socket.acknowledge('device_status');
    socket.publish('device_status', 1, { type: 'device_connected' });
    expect([states, client.greeting?.gateway, socket.types]).toEqual([[], 'host-1', ['subscription']]);
  });

  it('that comes when the connection is being closed does not keep it open', async () => {
    const server = new FakeServer();
    const client = server.client({ closeTimeout: 500 });
    const socket = await server.attempt();
    socket.accept();
    socket.answersClose = false;
    client.close();
    socket.greet();
    await pass(500);
    expect(client.state).toBe('CLOSED');
  });
});

describe('a socket that is given up', () => {
  it('is torn down where it can be: that of ws would wait for an answer', async () => {
    const { client, socket } = await connected({ heartbeatInterval: 100, heartbeatTimeout: 100 });
    const terminate = vi.fn();
    Object.assign(socket.vanish(), { terminate });
    await pass(200);
    expect(client.state).toBe('RECONNECTING');
    expect(terminate).toHaveBeenCalledTimes(1);
    expect(socket.closedWith).toBeUndefined();
  });
});

describe('with heartbeats', () => {
  const times = { heartbeatInterval: 1000, heartbeatTimeout: 200 };

  it('sends one every heartbeatInterval, and stays where each is answered', async () => {
    const { client, socket } = await connected(times);
    await pass(999);
    expect(socket.sent).toEqual([]);
    await pass(9002);
    expect(socket.sent).toEqual(Array.from({ length: 10 }, () => ({ type: 'heartbeat', data: {} })));
    expect(client.state).toBe('OPEN');
  });

  it('also where heartbeatTimeout is longer than heartbeatInterval', async () => {
    const { socket } = await connected({ heartbeatInterval: 1000, heartbeatTimeout: 10_000 });
    await pass(10_001);
    expect(socket.types).toHaveLength(10);
  });

  it('gives a connection up when nothing comes within heartbeatTimeout of one, and recovers', async () => {
    const { server, client, socket } = await connected(times);
    const changes = record(client, 'stateChange');
    socket.vanish();
    await pass(1199);
    expect(changes).toEqual([]);
    await pass(1);
    expect(changes).toMatchObject([{ state: 'RECONNECTING', ...silence }]);
    await server.open();
    expect(client.state).toBe('OPEN');
  });

  it('takes anything for an answer', async () => {
    const { client, socket } = await connected(times);
    socket.answersHeartbeats = false;
    await pass(1100);
    socket.say('heartbeat', { source: 'server' });
    await pass(1199);
    expect(client.state).toBe('OPEN');
    await pass(1);
    expect(client.state).toBe('RECONNECTING');
  });

  it('does not take for an answer what came before the heartbeat', async () => {
    const { client, socket } = await connected(times);
    socket.answersHeartbeats = false;
    await pass(999);
    socket.say('heartbeat', { source: 'server' });
    await pass(201);
    expect(client.state).toBe('RECONNECTING');
  });

  it('does not answer the heartbeats of the server: its own are enough', async () => {
    const { socket } = await connected(times);
    socket.say('heartbeat', { source: 'server' });
    socket.say('heartbeat', { status: 'alive' });
    expect(socket.sent).toEqual([]);
  });

  it('sends none after the connection is over, nor on one that is closing', async () => {
    const { client, socket } = await connected(times);
    socket.vanish();
    client.close();
    await pass(60_000);
    expect(client.state).toBe('CLOSED');
  });
});

describe('without heartbeats', () => {
  const greeting = { heartbeat_interval_ms: 1000 };

  it('sends none', async () => {
    const { client, socket } = await connected({ enableHeartbeat: false }, greeting);
    for (let beat = 0; beat < 10; beat++) {
      await pass(1500); // What the server may take at most.
      socket.say('heartbeat', { source: 'server' });
    }
    expect(socket.sent).toEqual([]);
    expect(client.state).toBe('OPEN');
  });

  it.each([0, 1, 1000, 1999])('gives a connection up when nothing comes for two intervals of the server, the last after %i ms', async (last) => {
    const { client, socket } = await connected({ enableHeartbeat: false }, greeting);
    const changes = record(client, 'stateChange');
    await pass(last);
    socket.say('heartbeat', { source: 'server' });
    await pass(1999);
    expect(changes).toEqual([]);
    await pass(1);
    expect(changes).toMatchObject([{ state: 'RECONNECTING', ...silence }]);
  });
});

describe('what is no message', () => {
  it('ends the connection for good: a server that does not speak the protocol will not learn it', async () => {
    const { client, socket } = await connected();
    const states = statesOf(client);
    socket.text('<html>');
    expect(states).toEqual(['OPEN>FAILED']);
    expect(socket.closedWith).toBeDefined();
  });
});
