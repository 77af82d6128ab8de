import { WebSocketClient, type WebSocketClientOptions } from '@androidzen/client';
import { describe, expect, it, vi } from 'vitest';
import { defaults, longestTimer, settingsOf } from '../../src/Client.Js/src/options.js';
import { FakeServer, stopTime } from './fake/fakeServer.js';
import { read } from './protocol/schema.js';

stopTime();

const { WebSocket } = new FakeServer();

describe('the options', () => {
  it('have the defaults of the specification', () => {
    expect(settingsOf({ WebSocket })).toMatchObject({
      maxReconnectAttempts: 10, reconnectDelay: 1000, heartbeatInterval: 30_000, enableHeartbeat: true, autoConnect: true, messageQueueEnabled: true,
    });
  });

  it('have their defaults in the package\'s readme, each in a row of its own', () => {
    const rows = [...read('src/Client.Js/README.md').matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, value]) => [name, value!.trim()]);
    const documented = Object.fromEntries(rows.filter(([name]) => name! in defaults));
    const numbers = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, typeof value === 'number' ? value.toLocaleString('en-US') : `\`${value}\``]));
    expect(documented).toEqual(numbers);
    const others = rows.map(([name]) => name!).filter((name) => !(name in defaults));
    expect(others).toEqual(expect.arrayContaining(['clientId', 'token', 'signal', 'WebSocket']));
  });

  it('have their defaults in their comments', () => {
    const source = read('src/Client.Js/src/options.ts');
    const commented = Object.fromEntries([...source.matchAll(/Default: (\S+)\. \*\/\n {2}(\w+)\?:/g)].map(([, value, name]) => [name, value!.replaceAll(',', '')]));
    expect(commented).toEqual(Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, `${value}`])));
  });

  it('that are undefined have their defaults', () =>
    expect(settingsOf({ WebSocket, reconnectDelay: undefined, token: undefined }).reconnectDelay).toBe(1000));

  it.each<[keyof WebSocketClientOptions, unknown, string]>([
    ['maxReconnectAttempts', '10', 'number'],
    ['maxReconnectAttempts', -1, 'number'],
    ['reconnectDelay', NaN, 'number'],
    ['maxReconnectDelay', null, 'number'],
    ['connectTimeout', {}, 'number'],
    ['heartbeatInterval', -30_000, 'number'],
    ['heartbeatTimeout', true, 'number'],
    ['closeTimeout', '2s', 'number'],
    ['enableHeartbeat', 'yes', 'boolean'],
    ['autoConnect', 0, 'boolean'],
    ['messageQueueEnabled', null, 'boolean'],
    ['messageQueueSize', [], 'number'],
    ['messageTimeToLive', '1', 'number'],
  ])('that are wrong are named: %s %j', (name, value, type) =>
    expect(() => new WebSocketClient('ws://server.test/ws', { WebSocket, [name]: value })).toThrow(new RegExp(`^Option "${name}" must be a ${type}`)));

  it('cannot be longer than timers go: a longer time would be none', () => {
    expect(settingsOf({ WebSocket, connectTimeout: Infinity, heartbeatInterval: 2 ** 40 })).toMatchObject({ connectTimeout: longestTimer, heartbeatInterval: longestTimer });
  });

  it('need a WebSocket where there is no global one', () => {
    vi.stubGlobal('WebSocket', undefined);
    expect(() => new WebSocketClient('ws://server.test/ws')).toThrow('Option "WebSocket"');
  });

  it('take the global WebSocket otherwise', async () => {
    const server = new FakeServer();
    vi.stubGlobal('WebSocket', server.WebSocket);
    const client = new WebSocketClient('ws://server.test/ws');
    await server.attempt();
    client.close();
  });
});
