import { WebSocketClient } from '@androidzen/client';
import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, record, settle, statesOf, stopTime } from './fake/fakeServer.js';

stopTime();

describe('new WebSocketClient', () => {
  it('connects at once', async () => {
    const server = new FakeServer();
    const client = server.client();
    expect(client.state).toBe('CONNECTING');
    const states = statesOf(client);
    await server.open();
    expect(client.state).toBe('OPEN');
    expect(states).toEqual(['CONNECTING>OPEN']);
  });

  it('does not connect with autoConnect false, until it is told to', async () => {
    const server = new FakeServer();
    const client = server.client({ autoConnect: false });
    const states = statesOf(client);
    await pass(60_000);
    expect([client.state, server.hasMore]).toEqual(['CLOSED', false]);
    const opening = client.connect();
    await server.open();
    await opening;
    expect(states).toEqual(['CLOSED>CONNECTING', 'CONNECTING>OPEN']);
  });

  it('says who it is, and keeps its id for as long as nobody else has it', async () => {
    const { server, client, socket } = await connected();
    expect(socket.query.clientId).toBe(client.clientId);
    expect(client.clientId).toMatch(/^[0-9a-f]{32}$/);
    socket.end();
    expect((await server.attempt()).query.clientId).toBe(client.clientId);
  });

  it.each([
    ['an option', { clientId: 'kitchen' }, 'ws://server.test/ws', 'kitchen'],
    ['the address', {}, 'ws://server.test/ws?client_id=hall', 'hall'],
  ])('takes its id from %s', async (_, options, address, id) => {
    const server = new FakeServer();
    const client = new WebSocketClient(address, { WebSocket: server.WebSocket, ...options });
    expect(client.clientId).toBe(id);
    expect((await server.attempt()).query.clientId).toBe(id);
  });

  it('has the greeting while it is open, and no longer', async () => {
    const { client, socket } = await connected({}, { gateway: 'host-7' });
    expect(client.greeting?.gateway).toBe('host-7');
    socket.end();
    expect(client.greeting).toBeUndefined();
  });

  it('tries again where the page may not open a socket, and says why it could not', async () => {
    const forbidden = class {
      constructor() {
        throw new DOMException('A page with TLS may not', 'SecurityError');
      }
    } as never;
    const client = new WebSocketClient('ws://server.test/ws', { WebSocket: forbidden, maxReconnectAttempts: 1 });
    const failures = record(client, 'failed');
    const opening = client.connect();
    await pass(0);
    await expect(opening).rejects.toThrow('A page with TLS may not');
    expect(failures).toMatchObject([{ code: 1006, attempt: 1 }]);
  });
});

describe('a change of the state', () => {
  it('is told once, as stateChange and by its name, after the state has changed', async () => {
    const { server, client, socket } = await connected();
    const told: string[] = [];
    for (const name of ['stateChange', 'connecting', 'open', 'closing', 'closed', 'reconnecting', 'failed'] as const) {
      client.on(name, (change) => {
        expect(client.state).toBe(change.state);
        told.push(`${name} ${change.previous}>${change.state}`);
      });
    }
    socket.end(1006, 'broken');
    await server.open();
    client.close();
    await settle();
    void client.connect();
    (await server.attempt()).end(4501);
    expect(told).toEqual([
      'stateChange OPEN>RECONNECTING', 'reconnecting OPEN>RECONNECTING',
      'stateChange RECONNECTING>OPEN', 'open RECONNECTING>OPEN',
      'stateChange OPEN>CLOSING', 'closing OPEN>CLOSING',
      'stateChange CLOSING>CLOSED', 'closed CLOSING>CLOSED',
      'stateChange CLOSED>CONNECTING', 'connecting CLOSED>CONNECTING',
      'stateChange CONNECTING>FAILED', 'failed CONNECTING>FAILED',
    ]);
  });
});

describe('connect', () => {
  it('is over when the client is open, and at once when it is already', async () => {
    const server = new FakeServer();
    const client = server.client({ autoConnect: false });
    const states: string[] = [];
    const opening = client.connect().then(() => states.push(client.state));
    await server.attempt().then((socket) => socket.accept());
    expect(states).toEqual([]);
    server.sockets[0]!.greet();
    await opening;
    await client.connect();
    expect(states).toEqual(['OPEN']);
  });

  it('is one attempt, however often it is called', async () => {
    const server = new FakeServer();
    const client = server.client();
    const openings = Promise.all([client.connect(), client.connect()]);
    await server.open();
    await openings;
    expect(server.sockets).toHaveLength(1);
  });

  it.each([['FAILED', 4501], ['CLOSED', undefined]])('is rejected when the client becomes %s before', async (state, code) => {
    const server = new FakeServer();
    const client = server.client();
    const opening = client.connect();
    const socket = await server.attempt();
    if (code) {
      socket.end(code, 'It is not well formed');
    } else {
      client.close();
    }
    await expect(opening).rejects.toThrow(`The connection is ${state}`);
  });

  it('outlasts attempts that fail', async () => {
    const server = new FakeServer();
    const opening = server.client().connect();
    (await server.attempt()).end();
    (await server.attempt()).end();
    await server.open();
    await opening;
  });

  it('does not wait while the client reconnects', async () => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { server, client, socket } = await connected({ reconnectDelay: 20_000 });
    socket.end();
    await settle();
    expect(server.hasMore).toBe(false);
    const opening = client.connect();
    await server.open();
    await opening;
    await pass(60_000);
    expect(server.hasMore).toBe(false);
  });

  it('does not make a second attempt beside one that is under way, or waits for its token', async () => {
    const token = vi.fn(() => new Promise<string>(() => {}));
    const server = new FakeServer();
    const client = server.client({ token });
    void client.connect();
    await settle();
    expect(token).toHaveBeenCalledTimes(1);

    const { server: other, client: reconnecting, socket } = await connected();
    socket.end();
    await other.attempt();
    void reconnecting.connect();
    await settle();
    expect(other.hasMore).toBe(false);
  });

  it('opens again what was closed', async () => {
    const { server, client } = await connected();
    client.close();
    await settle();
    const opening = client.connect();
    await server.open();
    await opening;
    expect(client.state).toBe('OPEN');
  });

  it('begins to count attempts anew after FAILED', async () => {
    const server = new FakeServer();
    const client = server.client({ maxReconnectAttempts: 1 });
    const failures = record(client, 'failed');
    for (const round of [1, 2]) {
      (await server.attempt()).end();
      (await server.attempt()).end();
      expect(failures).toHaveLength(round);
      void client.connect();
    }
    await server.open();
    expect(client.state).toBe('OPEN');
  });

  it('may be called by whoever is told that it FAILED, and its promise is its own', async () => {
    const server = new FakeServer();
    const client = server.client({ maxReconnectAttempts: 0 });
    const first = client.connect();
    let second: Promise<void> | undefined;
    client.on('failed', () => (second = client.connect()), { once: true });
    (await server.attempt()).end();
    await expect(first).rejects.toThrow('FAILED');
    await server.open();
    await second;
    expect(client.state).toBe('OPEN');
  });

  it('does not wait for the end of a connection that is closing; what was asked on it is lost', async () => {
    const { server, client, socket } = await connected();
    const states = statesOf(client);
    const request = client.request({ type: 'ack', data: { all: true } });
    socket.vanish();
    client.close();
    const opening = client.connect();
    await expect(request).rejects.toMatchObject({ name: 'ConnectionLostError', isSent: true });
    const next = await server.attempt();
    next.accept();
    client.send({ type: 'heartbeat', data: {} });
    expect(next.sent).toEqual([]); // Not before the greeting.
    next.greet();
    await opening;
    expect(next.types).toEqual(['heartbeat']);
    await pass(10_000);
    expect(states).toEqual(['OPEN>CLOSING', 'CLOSING>CONNECTING', 'CONNECTING>OPEN']);
  });
});

describe('close', () => {
  it('closes with its code and reason, and is over when the server has answered', async () => {
    const { client, socket } = await connected();
    const changes = record(client, 'stateChange');
    client.close(4100, 'Enough');
    expect([client.state, socket.closedWith]).toEqual(['CLOSING', { code: 4100, reason: 'Enough' }]);
    await settle();
    expect(changes).toMatchObject([{ state: 'CLOSING', code: 4100, reason: 'Enough' }, { state: 'CLOSED', code: 4100, reason: 'Enough' }]);
  });

  it('is over after closeTimeout where the server does not answer', async () => {
    const { client, socket } = await connected({ closeTimeout: 700 });
    socket.vanish();
    client.close();
    await pass(699);
    expect(client.state).toBe('CLOSING');
    await pass(1);
    expect(client.state).toBe('CLOSED');
  });

  it('ends an attempt that waits for its token', async () => {
    const server = new FakeServer();
    let give!: (token: string) => void;
    const client = server.client({ token: () => new Promise<string>((resolve) => (give = resolve)) });
    client.close();
    expect(client.state).toBe('CLOSED');
    give('late');
    await pass(60_000);
    expect(server.hasMore).toBe(false);
  });

  it.each([['before the handshake', false], ['before the greeting', true]])('ends an attempt %s, and a greeting that comes all the same changes nothing', async (_, isAccepted) => {
    const server = new FakeServer();
    const client = server.client();
    const states = statesOf(client);
    const socket = await server.attempt();
    if (isAccepted) {
      socket.accept();
    }
    client.close();
    expect(client.state).toBe('CLOSING');
    if (isAccepted) {
      socket.greet();
    }
    await pass(60_000);
    expect(states).toEqual(['CONNECTING>CLOSING', 'CLOSING>CLOSED']);
    expect(server.hasMore).toBe(false);
  });

  it('ends the waiting for the next attempt', async () => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { server, client, socket } = await connected();
    socket.end();
    expect(client.state).toBe('RECONNECTING');
    client.close();
    expect(client.state).toBe('CLOSED');
    await pass(60_000);
    expect(server.hasMore).toBe(false);
  });

  it('makes CLOSED of FAILED, and does nothing where the client is closed or closing', async () => {
    const server = new FakeServer();
    const client = server.client();
    (await server.attempt()).end(4501);
    const states = statesOf(client);
    client.close();
    client.close();
    expect(states).toEqual(['FAILED>CLOSED']);

    const { client: other } = await connected();
    const otherStates = statesOf(other);
    other.close();
    other.close();
    await settle();
    expect(otherStates).toEqual(['OPEN>CLOSING', 'CLOSING>CLOSED']);
  });

  it('with a code that may not be sent throws, and closes nothing', async () => {
    const { client, socket } = await connected();
    expect(() => client.close(1006)).toThrow('1006');
    expect(client.state).toBe('OPEN');
    socket.say('heartbeat', { source: 'server' });
    await pass(10_000);
    expect(client.state).toBe('OPEN');
  });

  it('may be called by whoever is told what came with the greeting', async () => {
    const { server, client, socket } = await connected({}, { topics: { $all: { epoch: 'e1', offset: 1 } } });
    client.on('recovered', () => client.close());
    socket.end();
    const states = statesOf(client);
    await server.open({ topics: { $all: { epoch: 'e1', offset: 1, recovered: true, missed: 0 } } });
    expect(states).toEqual(['RECONNECTING>CLOSING', 'CLOSING>CLOSED']);
  });

  it('happens when the signal aborts, whatever the state', async () => {
    const ending = new AbortController();
    const { client } = await connected({ signal: ending.signal });
    ending.abort();
    await settle();
    expect(client.state).toBe('CLOSED');
    const server = new FakeServer();
    expect(server.client({ signal: ending.signal }).state).toBe('CLOSED');
    await settle();
    expect(server.hasMore).toBe(false);
  });
});

describe('a refusal', () => {
  it('tells the error that comes in place of the greeting', async () => {
    const server = new FakeServer();
    const client = server.client();
    const errors: unknown[] = [];
    client.on('error', (data) => void errors.push(data));
    const failures = record(client, 'failed');
    const socket = await server.attempt();
    socket.accept();
    socket.error('invalid_client_id', undefined, 'No slash');
    socket.end(4501, 'No slash');
    expect(errors).toEqual([{ code: 'invalid_client_id', message: 'No slash' }]);
    expect(failures).toMatchObject([{ code: 4501, reason: 'No slash' }]);
  });
});
