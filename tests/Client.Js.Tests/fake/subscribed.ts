import type { WebSocketClient } from '@androidzen/client';
import { connected, type FakeServer, numbersOn, record } from './fakeServer.js';
import { epoch, type FakeSocket } from './fakeSocket.js';

export const topic = 'metrics_pixel-7';

export interface Subscribed {
  server: FakeServer;
  client: WebSocketClient;
  socket: FakeSocket;
  numbers: (number | string)[];
  recoveries: unknown[];
  gaps: unknown[];
}

/** A client on a topic, behind its second publication. */
export async function subscribed(options: Parameters<WebSocketClient['subscribe']>[1] = {}): Promise<Subscribed> {
  const { server, client, socket } = await connected();
  const [numbers, recoveries, gaps] = [numbersOn(client, topic), record(client, 'recovered'), record(client, 'gap')];
  client.subscribe(topic, options);
  socket.acknowledge(topic);
  [1, 2].forEach((n) => socket.publish(topic, n));
  return { server, client, socket, numbers, recoveries, gaps };
}

export const position = (offset: number, of = epoch) => ({ epoch: of, offset });
