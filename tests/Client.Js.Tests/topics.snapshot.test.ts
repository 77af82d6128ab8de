import { describe, expect, it } from 'vitest';
import { connected, numbersOn, stopTime } from './fake/fakeServer.js';
import { position, subscribed, topic } from './fake/subscribed.js';

stopTime();

describe('a snapshot', () => {
  it('tells of each publication which it is, of how many; what follows is news', async () => {
    const { client, socket } = await connected();
    const snapshots: unknown[] = [];
    client.on('message', ({ snapshot }) => void snapshots.push(snapshot));
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { offset: 9, snapshot: 2 });
    [3, 9, 10].forEach((n) => socket.publish(topic, n));
    expect(snapshots.slice(-3)).toEqual([{ n: 1, of: 2 }, { n: 2, of: 2 }, undefined]);
  });

  it('that has fewer publications than was said ends where news begin', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { offset: 9, snapshot: 2 });
    [3, 10, 11].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual(['s3', 10, 11]);
  });

  it('of a topic that has said nothing yet may have a state all the same', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { offset: 0, snapshot: 1 });
    socket.publish(topic, 0);
    socket.publish(topic, 1);
    expect(numbers).toEqual(['s0', 1]);
  });

  it('that a second subscriber wants costs the first nothing: what came in between is fetched behind it', async () => {
    const { client, socket, numbers, gaps, recoveries } = await subscribed();
    client.subscribe(topic, { snapshot: true });
    expect(socket.subscription(topic).data).toEqual({ topic, snapshot: true });
    socket.publish(topic, 3); // Of the subscription as it was.
    socket.acknowledge(topic, { offset: 5, snapshot: 2 });
    socket.publish(topic, 1);
    expect(socket.sentOf('subscription')).toHaveLength(2);
    socket.publish(topic, 5);
    expect(socket.subscription(topic).data.since).toEqual(position(3));
    socket.publish(topic, 6);
    socket.acknowledge(topic, { offset: 3, recovered: true, missed: 3 });
    [4, 5, 6].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3, 's1', 's5', 4, 5, 6]);
    expect([gaps, recoveries]).toEqual([[], [{ topic, missed: 3, position: position(3) }]]);
  });

  it('that a second subscriber wants, where nothing has come in between, is all there is to ask for', async () => {
    const { client, socket, numbers, recoveries } = await subscribed();
    client.subscribe(topic, { snapshot: true });
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { offset: 2, snapshot: 1 });
    [2, 3].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([1, 2, 's2', 3]);
    expect([socket.sentOf('subscription').length, recoveries]).toEqual([2, []]);
  });

  it('that one wants where another wants the history comes behind it', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic, { history: 3 });
    client.subscribe(topic, { snapshot: true });
    expect(socket.subscription(topic).data).toEqual({ topic, history: 3, snapshot: true });
    socket.acknowledge(topic, { offset: 7, history: 2 });
    expect(socket.subscription(topic).data).toEqual({ topic, snapshot: true });
    [8, 9].forEach((n) => socket.publish(topic, n));
    socket.acknowledge(topic, { offset: 9, snapshot: 1 });
    socket.publish(topic, 9);
    socket.publish(topic, 10);
    expect(numbers).toEqual([8, 9, 's9', 10]);
  });

  it('that a second subscriber wants and that is empty leads to what came in between at once', async () => {
    const { client, socket, numbers } = await subscribed();
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { offset: 3, snapshot: 0 });
    expect(socket.subscription(topic).data).toEqual({ topic, since: position(2), snapshot: true });
    socket.acknowledge(topic, { offset: 2, recovered: true, missed: 1 });
    socket.publish(topic, 3);
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('that somebody wants who comes while there is no connection is asked for with the next one', async () => {
    const { server, client, socket, numbers, gaps } = await subscribed();
    socket.end();
    client.subscribe(topic, { snapshot: true });
    const next = await server.open();
    expect(next.subscription(topic).data).toEqual({ topic, snapshot: true });
    next.acknowledge(topic, { offset: 4, snapshot: 1 });
    next.publish(topic, 4);
    next.acknowledge(topic, { offset: 2, recovered: true, missed: 2 });
    [3, 4, 5].forEach((n) => next.publish(topic, n));
    expect([numbers, gaps]).toEqual([[1, 2, 's4', 3, 4, 5], []]);
    next.end();
    expect((await server.open()).subscription(topic).data).toEqual({ topic, since: position(5), snapshot: true });
  });

  it('whose question has been asked anew meanwhile is not taken for news', async () => {
    const { client, socket, numbers } = await subscribed();
    client.subscribe(topic, { snapshot: true });
    const early = socket.subscription(topic).id;
    client.subscribe(topic, { mode: 'latest' });
    socket.say('subscription', { topic, status: 'subscribed', ...position(3), snapshot: 1 }, early);
    socket.publish(topic, 333, { offset: 3 }); // The state as it is there, and not the publication.
    socket.acknowledge(topic, { offset: 3, snapshot: 1 });
    socket.publish(topic, 333, { offset: 3 });
    socket.acknowledge(topic, { offset: 2, recovered: true, missed: 1 });
    socket.publish(topic, 3);
    expect(numbers).toEqual([1, 2, 's333', 3]);
  });

  it('of a topic that has begun anew, which a second subscriber wants, is a gap to the first', async () => {
    const { client, socket, numbers, gaps } = await subscribed();
    client.subscribe(topic, { snapshot: true });
    socket.acknowledge(topic, { epoch: 'e2', offset: 3, snapshot: 1 });
    [3, 4].forEach((n) => socket.publish(topic, n, { epoch: 'e2' }));
    expect(numbers).toEqual([1, 2, 's3', 4]);
    expect(gaps).toEqual([{ topic, missed: undefined, snapshot: 1, from: position(2), position: position(3, 'e2') }]);
  });
});
