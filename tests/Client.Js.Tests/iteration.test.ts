import type { WebSocketClient } from '@androidzen/client';
import { describe, expect, it } from 'vitest';
import { connected, FakeServer, settle, stopTime } from './fake/fakeServer.js';

stopTime();

const topic = 'metrics_pixel-7';

/** Runs a loop over the topic, and tells what it has seen and how it ended. */
function loop(client: WebSocketClient, options: Parameters<WebSocketClient['messages']>[1] = {}, last = Infinity) {
  const seen: number[] = [];
  const end = (async () => {
    for await (const message of client.messages(topic, options)) {
      const { n } = message.data as { n: number };
      seen.push(n);
      if (n === last) {
        break;
      }
    }
  })();
  end.catch(() => {});
  return { seen, end };
}

describe('a loop over a topic', () => {
  it('has every publication in order, and leaves the topic when it breaks', async () => {
    const { client, socket } = await connected();
    const { seen, end } = loop(client, { snapshot: true }, 3);
    expect(socket.subscription(topic).data).toEqual({ topic, snapshot: true });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    await settle();
    expect(seen).toEqual([1]);
    [2, 3, 4].forEach((n) => socket.publish(topic, n));
    await end;
    expect(seen).toEqual([1, 2, 3]);
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
    expect(client.topics).toEqual([]);
  });

  it('subscribes when it begins, not before', async () => {
    const { client, socket } = await connected();
    const messages = client.messages(topic)[Symbol.asyncIterator]();
    expect(socket.sent).toEqual([]);
    const first = messages.next();
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect((await first).value).toMatchObject({ topic, offset: 1, data: { n: 1 } });
    await messages.return?.();
    expect(client.topics).toEqual([]);
  });

  it('goes on across connections', async () => {
    const { server, client, socket } = await connected();
    const { seen, end } = loop(client, {}, 2);
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { offset: 1, recovered: true, missed: 1 });
    next.publish(topic, 2);
    await end;
    expect(seen).toEqual([1, 2]);
  });

  it('ends with its signal, behind what has come', async () => {
    const { client, socket } = await connected();
    const ending = new AbortController();
    const { seen, end } = loop(client, { signal: ending.signal });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    ending.abort();
    await end;
    expect(seen).toEqual([1]);
    expect(client.topics).toEqual([]);
  });

  it('is none with a signal that has aborted', async () => {
    const { client, socket } = await connected();
    await loop(client, { signal: AbortSignal.abort() }).end;
    expect(socket.sent).toEqual([]);
  });

  it('ends when the topic is left, by whomever', async () => {
    const { client, socket } = await connected();
    const { end } = loop(client);
    socket.acknowledge(topic);
    client.unsubscribe(topic);
    await end;
  });

  it('fails when the server does not permit the topic', async () => {
    const { client, socket } = await connected();
    const { end } = loop(client);
    socket.reject(topic);
    await expect(end).rejects.toMatchObject({ name: 'ProtocolError', code: 'not_permitted' });
  });

  it('fails when it is too slow, and keeps no more than it may', async () => {
    const { client, socket } = await connected();
    const messages = client.messages(topic, { maxWaiting: 3 })[Symbol.asyncIterator]();
    const first = messages.next();
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    await first;
    [2, 3, 4].forEach((n) => socket.publish(topic, n));
    expect(client.topics).toEqual([topic]);
    [5, 6].forEach((n) => socket.publish(topic, n));
    expect(client.topics).toEqual([]); // Nobody may ever ask for the next one.
    await expect(messages.next()).rejects.toThrow(RangeError);
    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });

  it('waits where there is no connection yet', async () => {
    const server = new FakeServer();
    const { seen, end } = loop(server.client(), {}, 1);
    const socket = await server.open();
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    await end;
    expect(seen).toEqual([1]);
  });
});
