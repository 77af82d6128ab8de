import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, record, statesOf, stopTime } from './fake/fakeServer.js';

stopTime();

const alice = { user_id: 'alice', username: 'alice' };

/** A provider with a token for each call: `token-1`, `token-2`, … */
function provider() {
  let calls = 0;
  return vi.fn(() => `token-${++calls}`);
}

describe('a token', () => {
  it('that is a text goes with every connection', async () => {
    const { server, socket } = await connected({ token: 'static' });
    expect(socket.query.token).toBe('static');
    socket.end();
    expect((await server.attempt()).query.token).toBe('static');
  });

  it.each([
    ['at once', () => 'fresh'],
    ['later', () => Promise.resolve('fresh')],
  ])('of a provider that has it %s goes with the connection', async (_, token) => {
    const { socket } = await connected({ token });
    expect(socket.query.token).toBe('fresh');
  });

  it('is asked for anew for each connection', async () => {
    const { server, socket } = await connected({ token: provider() });
    socket.end();
    expect([socket.query.token, (await server.attempt()).query.token]).toEqual(['token-1', 'token-2']);
  });

  it.each([['none', {}], ['a provider without one', { token: () => undefined }], ['an empty one', { token: '' }]])('is not in the address with %s', async (_, options) => {
    const { socket } = await connected(options);
    expect(socket.url).not.toContain('token');
  });
});

describe('a provider that fails', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['throws', () => {
      throw new Error('No network');
    }],
    ['rejects', () => Promise.reject(new Error('No network'))],
  ])('and %s is told as tokenError, and asked again at the next attempt', async (_, fail) => {
    const token = vi.fn<() => string | Promise<string>>(() => 'token').mockImplementationOnce(fail);
    const server = new FakeServer();
    const client = server.client({ token });
    const errors = record(client, 'tokenError');
    const changes = record(client, 'stateChange');
    await server.open();
    expect(errors).toMatchObject([{ message: 'No network' }]);
    expect(changes.map(({ state, code, reason }) => [state, code, reason])).toEqual([['RECONNECTING', 1006, 'No token could be had'], ['OPEN', undefined, undefined]]);
  });

  it('for as often as a connection may ends in FAILED', async () => {
    const client = new FakeServer().client({ token: () => Promise.reject(new Error('No')), maxReconnectAttempts: 2 });
    await pass(100);
    expect(client.state).toBe('FAILED');
  });

  it('to answer within connectTimeout is asked again; what it says later is not used', async () => {
    let late!: (token: string) => void;
    const token = vi.fn<() => string | Promise<string>>(() => 'second').mockImplementationOnce(() => new Promise<string>((resolve) => (late = resolve)));
    const server = new FakeServer();
    const client = server.client({ token, connectTimeout: 3000 });
    const errors = record(client, 'tokenError');
    await pass(2999);
    expect(client.state).toBe('CONNECTING');
    await pass(1);
    expect(errors).toMatchObject([{ message: 'No token was there in time' }]);
    expect((await server.open()).query.token).toBe('second');
    late('first');
    await pass(5000);
    expect(server.sockets).toHaveLength(1);
  });
});

describe('a token that has expired (4003)', () => {
  it('is replaced by another of the provider', async () => {
    const { server, client, socket } = await connected({ token: provider() }, alice);
    const states = statesOf(client);
    socket.end(4003);
    expect((await server.open(alice)).query.token).toBe('token-2');
    expect(states).toEqual(['OPEN>RECONNECTING', 'RECONNECTING>OPEN']);
  });

  it('is the end where there is no other: a text stays what it is', async () => {
    const { client, socket } = await connected({ token: 'static' }, alice);
    const failures = record(client, 'failed');
    socket.end(4003, 'The token has expired');
    expect(failures).toMatchObject([{ code: 4003, reason: 'The token has expired' }]);
  });
});

describe('a token that is refused (4500)', () => {
  const refuse = async (server: FakeServer) => {
    const socket = await server.attempt();
    socket.accept();
    socket.error('invalid_token');
    socket.end(4500, 'The token was not accepted');
    return socket.query.token;
  };

  it('is the end where it is a text', async () => {
    const server = new FakeServer();
    const client = server.client({ token: 'static' });
    await refuse(server);
    expect(client.state).toBe('FAILED');
  });

  it('may be followed by another one of the provider', async () => {
    const server = new FakeServer();
    const client = server.client({ token: provider() });
    expect(await refuse(server)).toBe('token-1');
    expect(client.state).toBe('RECONNECTING');
    expect((await server.open(alice)).query.token).toBe('token-2');
  });

  it.each(['same', undefined])('is the end where the provider has nothing else: %s', async (token) => {
    const server = new FakeServer();
    const client = server.client({ token: () => token });
    await refuse(server);
    expect(client.state).toBe('RECONNECTING');
    await refuse(server);
    expect(client.state).toBe('FAILED');
  });

  it('is the end after maxReconnectAttempts, whatever the provider has', async () => {
    const server = new FakeServer();
    const client = server.client({ token: provider(), maxReconnectAttempts: 2 });
    await refuse(server);
    await refuse(server);
    expect(client.state).toBe('RECONNECTING');
    await refuse(server);
    expect(client.state).toBe('FAILED');
  });

  it('is not held against the same token when it comes after other failures', async () => {
    const server = new FakeServer();
    const client = server.client({ token: () => 'same' });
    await refuse(server);
    (await server.attempt()).end(1006);
    await refuse(server);
    expect(client.state).toBe('RECONNECTING');
  });
});

describe('the renewal of a token', () => {
  const answer = (socket: Awaited<ReturnType<typeof connected>>['socket'], seconds?: number) =>
    socket.say('ack', { ...alice, ...(seconds !== undefined && { token_expires_in_s: seconds }) }, socket.sentOf('auth').at(-1)!.id);

  it.each([[3600, 3540], [300, 240], [100, 80], [10, 8], [1, 1]])('of %i seconds is sent after %i, and its answer says when the next one is due', async (life, due) => {
    const { client, socket } = await connected({ token: provider(), enableHeartbeat: false }, { ...alice, token_expires_in_s: life, heartbeat_interval_ms: 10_000_000 });
    await pass(due * 1000 - 1);
    expect(socket.types).toEqual([]);
    await pass(1);
    expect(socket.sent).toEqual([{ type: 'auth', id: expect.any(String), data: { token: 'token-2' } }]);
    answer(socket, 50);
    await pass(39_999);
    expect(socket.types).toEqual(['auth']);
    await pass(1);
    expect(socket.sentOf('auth')[1]!.data).toEqual({ token: 'token-3' });
    expect(client.state).toBe('OPEN');
  });

  it('is not tried with a token that is a text, nor without one', async () => {
    const { socket } = await connected({ token: 'static' }, { ...alice, token_expires_in_s: 10 });
    const { socket: anonymous } = await connected({ token: provider() });
    await pass(60_000);
    expect([...socket.sentOf('auth'), ...anonymous.sentOf('auth')]).toEqual([]);
  });

  it('for months is due no sooner than a timer can tell', async () => {
    const { socket } = await connected({ token: provider() }, { ...alice, token_expires_in_s: 90 * 86_400 });
    await pass(10_000);
    expect(socket.sentOf('auth')).toEqual([]);
  });

  it('that is refused is told, and the next connection asks for another token', async () => {
    const { server, client, socket } = await connected({ token: provider() }, { ...alice, token_expires_in_s: 10 });
    const errors = record(client, 'tokenError');
    await pass(8000);
    socket.error('not_permitted', socket.sentOf('auth')[0]!.id);
    await pass(5000);
    expect(errors).toMatchObject([{ name: 'ProtocolError', code: 'not_permitted' }]);
    expect(socket.sentOf('auth')).toHaveLength(1);
    expect(client.state).toBe('OPEN');
    socket.end(4003);
    expect((await server.open(alice)).query.token).toBe('token-3');
  });

  it('that could not be checked is tried again before the old token has run out', async () => {
    const { client, socket } = await connected({ token: provider() }, { ...alice, token_expires_in_s: 100 });
    const errors = record(client, 'tokenError');
    await pass(80_000);
    socket.error('unavailable', socket.sentOf('auth')[0]!.id);
    await pass(16_000);
    expect(socket.sentOf('auth').map(({ data }) => data.token)).toEqual(['token-2', 'token-3']);
    answer(socket, 100);
    await pass(79_000);
    expect(socket.sentOf('auth')).toHaveLength(2);
    expect(errors).toMatchObject([{ code: 'unavailable' }]);
  });

  it('is tried again where the provider fails', async () => {
    const token = provider();
    const { client, socket } = await connected({ token }, { ...alice, token_expires_in_s: 100 });
    const errors = record(client, 'tokenError');
    token.mockImplementationOnce(() => {
      throw new Error('No network');
    });
    await pass(80_000);
    expect(errors).toMatchObject([{ message: 'No network' }]);
    await pass(16_000);
    expect(socket.sentOf('auth')).toHaveLength(1);
  });

  it('does not hurry where the provider has none but the token that is about to run out', async () => {
    const { socket } = await connected({ token: () => 'same' }, { ...alice, token_expires_in_s: 1 });
    for (let second = 1; second <= 5; second++) {
      await pass(1000);
      answer(socket, 0);
    }
    expect(socket.sentOf('auth').length).toBeLessThanOrEqual(5);
  });

  it('that is under way when the connection is lost is not for the next one', async () => {
    const token = provider();
    const { server, client, socket } = await connected({ token }, { ...alice, token_expires_in_s: 10 });
    const errors = record(client, 'tokenError');
    let give!: (token: string) => void;
    token.mockImplementationOnce(() => new Promise<string>((resolve) => (give = resolve)) as never);
    await pass(8000);
    socket.end();
    const next = await server.open({ ...alice, token_expires_in_s: 1000 });
    give('late');
    await pass(1000);
    expect(next.sent).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('that is due when the connection is lost already, though nobody has said so, does not wait for the next one', async () => {
    const { server, socket } = await connected({ token: provider() }, { ...alice, token_expires_in_s: 10 });
    socket.readyState = 2;
    await pass(8000);
    socket.end();
    const next = await server.open({ ...alice, token_expires_in_s: 1000 });
    await pass(3000);
    expect(next.sent).toEqual([]);
  });

  it('whose answer never comes, for the connection is lost, is no failure of the token', async () => {
    const { server, client, socket } = await connected({ token: provider() }, { ...alice, token_expires_in_s: 10 });
    const errors = record(client, 'tokenError');
    await pass(8000);
    expect(socket.types).toEqual(['auth']);
    socket.end();
    const next = await server.open({ ...alice, token_expires_in_s: 1000 });
    await pass(100);
    expect([errors, next.sent]).toEqual([[], []]);
  });
});
