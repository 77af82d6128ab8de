import { WebSocketClient } from '@androidzen/client';
import { describe, expect, it, vi } from 'vitest';
import { FakeServer, stopTime } from './fake/fakeServer.js';

stopTime();

describe('the address', () => {
  const addressOf = async (url: string | URL) => {
    const server = new FakeServer();
    const client = new WebSocketClient(url, { WebSocket: server.WebSocket, clientId: 'me' });
    const socket = await server.attempt();
    client.close();
    return socket.url;
  };

  it.each([
    ['ws://host:8000/ws', 'ws://host:8000/ws?client_id=me'],
    ['http://host/ws', 'ws://host/ws?client_id=me'],
    ['https://host/ws', 'wss://host/ws?client_id=me'],
    [new URL('wss://host/ws'), 'wss://host/ws?client_id=me'],
    ['ws://host/ws?region=north&client_id=other', 'ws://host/ws?region=north&client_id=me'],
    ['ws://host/ws#here', 'ws://host/ws?client_id=me'],
  ])('%s is connected to as %s', async (url, expected) => expect(await addressOf(url)).toBe(expected));

  it('may be a path of the page\'s host', async () => {
    vi.stubGlobal('location', new URL('https://page.test/app/index.html'));
    expect(await addressOf('/ws')).toBe('wss://page.test/ws?client_id=me');
  });

  it.each(['/ws', 'not an address', '', 'ftp://host/ws', 'mailto:someone'])('cannot be "%s"', (url) => expect(() => new FakeServer() && new WebSocketClient(url, { WebSocket: new FakeServer().WebSocket })).toThrow(TypeError));
});
