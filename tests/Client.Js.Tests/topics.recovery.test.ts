import { describe, expect, it, vi } from 'vitest';
import { connected, numbersOn, record, settle, stopTime } from './fake/fakeServer.js';
import { position, subscribed, topic } from './fake/subscribed.js';

stopTime();

describe('a first subscription', () => {
  it('has recovered nothing and misses nothing', async () => {
    const { recoveries, gaps } = await subscribed();
    expect([recoveries, gaps]).toEqual([[], []]);
  });

  it('with since gets what has come after it, or hears what is lost', async () => {
    const { client, socket } = await connected();
    const [numbers, recoveries, gaps] = [numbersOn(client, topic), record(client, 'recovered'), record(client, 'gap')];
    client.subscribe(topic, { since: position(4) });
    socket.acknowledge(topic, { offset: 4, recovered: true, missed: 1 });
    socket.publish(topic, 5);
    expect([numbers, recoveries]).toEqual([[5], [{ topic, missed: 1, position: position(4) }]]);

    client.subscribe('another', { since: position(4, 'before') });
    socket.acknowledge('another', { epoch: 'now', offset: 9, recovered: false });
    expect(gaps).toEqual([{ topic: 'another', missed: undefined, snapshot: 0, from: position(4, 'before'), position: position(9, 'now') }]);
  });

  it('with history begins so far back; later ones go on where the client stands', async () => {
    const { server, client, socket } = await connected();
    const [numbers, recoveries, gaps] = [numbersOn(client, topic), record(client, 'recovered'), record(client, 'gap')];
    client.subscribe(topic, { history: 600 });
    socket.end();
    const next = await server.open();
    expect(next.subscription(topic).data).toEqual({ topic, history: 600 });
    next.acknowledge(topic, { offset: 7, history: 2 } as object);
    [8, 9].forEach((n) => next.publish(topic, n));
    next.end();
    expect((await server.open()).subscription(topic).data).toEqual({ topic, since: position(9) });
    expect([numbers, recoveries, gaps]).toEqual([[8, 9], [], []]);
  });

  it('that was not answered when the connection was lost is asked for again as it was', async () => {
    const { server, client, socket } = await connected();
    client.subscribe(topic, { since: position(4), mode: 'latest' });
    socket.end();
    expect((await server.open()).subscription(topic).data).toEqual({ topic, since: position(4), mode: 'latest' });
  });
});

describe('a reconnection', () => {
  it('asks for all that came since the last publication, with snapshot and mode as before', async () => {
    const { server, client, socket } = await subscribed({ snapshot: true, mode: 'latest' });
    client.subscribe('quiet');
    socket.acknowledge('quiet', { offset: 7 });
    socket.end();
    const next = await server.open();
    expect(next.sent.map(({ data }) => data)).toEqual([
      { topic, since: position(2), snapshot: true, mode: 'latest' },
      { topic: 'quiet', since: position(7) },
    ]);
  });

  it('that recovers everything: each publication comes once and in order, and recovered says how many were missed', async () => {
    const { server, socket, numbers, recoveries, gaps } = await subscribed();
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { offset: 2, recovered: true, missed: 3 });
    expect(recoveries).toEqual([{ topic, missed: 3, position: position(2) }]);
    [3, 4, 5, 6].forEach((n) => next.publish(topic, n));
    expect([numbers, gaps]).toEqual([[1, 2, 3, 4, 5, 6], []]);
  });

  it('is not there for a topic before its answer: neither for what comes, nor for who subscribes meanwhile', async () => {
    const { server, client, socket, numbers } = await subscribed();
    socket.end();
    const { ready } = client.subscribe(topic);
    const isReady = vi.fn();
    void ready.then(isReady);
    const next = await server.open();
    next.publish(topic, 9);
    expect([numbers, next.types]).toEqual([[1, 2], ['subscription']]);
    expect(isReady).not.toHaveBeenCalled();
    next.acknowledge(topic, { offset: 2, recovered: true, missed: 0 });
    await ready;
  });

  it('that recovers where nothing was missed says so', async () => {
    const { server, socket, recoveries } = await subscribed();
    socket.end();
    (await server.open()).acknowledge(topic, { offset: 2, recovered: true, missed: 0 });
    expect(recoveries).toEqual([{ topic, missed: 0, position: position(2) }]);
  });

  it('that is lost between the answer and what was missed begins again where it had come to', async () => {
    const { server, socket, numbers } = await subscribed();
    socket.end();
    const second = await server.open();
    second.acknowledge(topic, { offset: 2, recovered: true, missed: 3 });
    second.publish(topic, 3);
    second.end();
    const third = await server.open();
    expect(third.subscription(topic).data.since).toEqual(position(3));
    third.acknowledge(topic, { offset: 3, recovered: true, missed: 2 });
    [4, 5].forEach((n) => third.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
  });

  it('that cannot recover is a gap with its exact size, and its snapshot is told as one', async () => {
    const { server, socket, numbers, recoveries, gaps } = await subscribed({ snapshot: true });
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { offset: 900, recovered: false, missed: 898, snapshot: 2 });
    expect(gaps).toEqual([{ topic, missed: 898, snapshot: 2, from: position(2), position: position(900) }]);
    next.publish(topic, 850);
    next.publish(topic, 900);
    next.publish(topic, 901);
    expect([numbers, recoveries]).toEqual([[1, 2, 's850', 's900', 901], []]);
  });

  it('to a topic that has begun anew is a gap of unknown size', async () => {
    const { server, socket, numbers, gaps } = await subscribed();
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { epoch: 'e2', offset: 40, recovered: false });
    expect(gaps).toEqual([{ topic, missed: undefined, snapshot: 0, from: position(2), position: position(40, 'e2') }]);
    next.publish(topic, 41, { epoch: 'e2' });
    expect(numbers).toEqual([1, 2, 41]);
  });

  it('to a topic whose epoch alone has changed has lost nothing', async () => {
    const { server, client, socket } = await connected();
    const [recoveries, gaps] = [record(client, 'recovered'), record(client, 'gap')];
    client.subscribe(topic);
    socket.acknowledge(topic, { offset: 0 });
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { epoch: 'e2', offset: 0, recovered: false, missed: 0, snapshot: 0 });
    next.publish(topic, 1, { epoch: 'e2' });
    expect([recoveries, gaps]).toEqual([[{ topic, missed: 0, position: position(0, 'e2') }], []]);
    expect(client.positionOf(topic)).toEqual(position(1, 'e2'));
  });

  it('to a server that does not say whether it recovers asks on: the place counts, and what is between is fetched', async () => {
    const { server, socket, numbers, gaps, recoveries } = await subscribed();
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { offset: 4 });
    expect(next.sentOf('subscription').map(({ data }) => data.since)).toEqual([position(2), position(2)]);
    next.acknowledge(topic, { offset: 2, recovered: true, missed: 2 });
    [3, 4].forEach((n) => next.publish(topic, n));
    expect([numbers, gaps, recoveries.length]).toEqual([[1, 2, 3, 4], [], 1]);
  });
});

describe('an acknowledgement that nobody asked for', () => {
  it('of a topic that has begun anew is a gap', async () => {
    const { socket, numbers, gaps } = await subscribed();
    socket.announce(topic, { epoch: 'e2', offset: 0, recovered: false });
    socket.publish(topic, 1, { epoch: 'e2' });
    expect(gaps).toEqual([{ topic, missed: undefined, snapshot: 0, from: position(2), position: position(0, 'e2') }]);
    expect(numbers).toEqual([1, 2, 1]);
  });

  it('of publications that are gone for good is a gap with their number', async () => {
    const { socket, numbers, gaps } = await subscribed();
    socket.announce(topic, { offset: 10, recovered: false, missed: 8, snapshot: 1 });
    socket.publish(topic, 10);
    socket.publish(topic, 11);
    expect(gaps).toEqual([{ topic, missed: 8, snapshot: 1, from: position(2), position: position(10) }]);
    expect(numbers).toEqual([1, 2, 's10', 11]);
  });

  it('of what was recovered after all loses nothing', async () => {
    const { socket, numbers, recoveries, gaps } = await subscribed();
    socket.announce(topic, { offset: 2, recovered: true, missed: 1 });
    socket.publish(topic, 3);
    expect([numbers, recoveries.length, gaps]).toEqual([[1, 2, 3], 1, []]);
  });

  it('behind which a question is answered that was asked before: what has come meanwhile does not come twice', async () => {
    const { socket, numbers, recoveries } = await subscribed();
    socket.publish(topic, 5); // A hole, and the question.
    const question = socket.subscription(topic).id;
    socket.announce(topic, { offset: 2, recovered: true, missed: 3 });
    [3, 4].forEach((n) => socket.publish(topic, n));
    socket.say('subscription', { topic, status: 'subscribed', ...position(2), recovered: true, missed: 3 }, question);
    [3, 4, 5, 6].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(recoveries).toEqual([{ topic, missed: 3, position: position(2) }, { topic, missed: 1, position: position(4) }]);
  });

  it('counts what has not come, not what the server believes to have lost', async () => {
    const { socket, gaps } = await subscribed();
    socket.announce(topic, { offset: 10, recovered: false, missed: 1 });
    socket.announce(topic, { epoch: 'e2', offset: 4, recovered: false, missed: 3 }); // Of the new life: how many of the old one are lost nobody knows.
    socket.announce(topic, { epoch: 'e3', offset: 0, recovered: false, missed: 0 });
    expect(gaps).toMatchObject([{ missed: 8, from: position(2), position: position(10) }, { missed: undefined, from: position(10), position: position(4, 'e2') }, { missed: undefined, from: position(4, 'e2') }]);
  });

  it('of a new life, behind which a question of the old one is answered: the new one does not begin twice', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic);
    socket.acknowledge(topic, { offset: 0 });
    client.subscribe(topic, { mode: 'latest' });
    socket.announce(topic, { epoch: 'e2', offset: 0, recovered: false });
    socket.publish(topic, 1, { epoch: 'e2' });
    socket.acknowledge(topic, { epoch: 'e2', offset: 0, recovered: false, missed: 0, snapshot: 0 });
    [1, 2].forEach((n) => socket.publish(topic, n, { epoch: 'e2' }));
    expect(numbers).toEqual([1, 2]);
  });

  it('of a topic that the client is not on means nothing', async () => {
    const { client, socket, gaps } = await subscribed();
    socket.announce('another', { offset: 3, recovered: false });
    socket.publish('another', 4);
    expect([client.topics, gaps]).toEqual([[topic], []]);
  });
});

describe('publications', () => {
  it('that come twice are told once', async () => {
    const { socket, numbers } = await subscribed();
    [1, 2, 2, 3, 1, 3].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('that lack others before them wait until these have been fetched', async () => {
    const { socket, numbers, recoveries, gaps } = await subscribed();
    socket.publish(topic, 5);
    socket.publish(topic, 6);
    expect(socket.sentOf('subscription').map(({ data }) => data)).toEqual([{ topic }, { topic, since: position(2) }]);
    expect(numbers).toEqual([1, 2]);
    socket.acknowledge(topic, { offset: 2, recovered: true, missed: 4 });
    [3, 4, 5, 6, 7].forEach((n) => socket.publish(topic, n));
    expect([numbers, gaps]).toEqual([[1, 2, 3, 4, 5, 6, 7], []]);
    expect(recoveries).toEqual([{ topic, missed: 4, position: position(2) }]);
  });

  it('that lack others which are kept no longer: that is a gap', async () => {
    const { socket, numbers, gaps } = await subscribed();
    socket.publish(topic, 5);
    socket.acknowledge(topic, { offset: 5, recovered: false, missed: 3 });
    socket.publish(topic, 6);
    expect([numbers, gaps]).toEqual([[1, 2, 6], [{ topic, missed: 3, snapshot: 0, from: position(2), position: position(5) }]]);
  });

  it('of another epoch, which no acknowledgement has told of, are asked for too', async () => {
    const { socket, numbers, gaps } = await subscribed();
    socket.publish(topic, 1, { epoch: 'e2' });
    expect(numbers).toEqual([1, 2]);
    expect(socket.subscription(topic).data.since).toEqual(position(2));
    socket.acknowledge(topic, { epoch: 'e2', offset: 1, recovered: false });
    socket.publish(topic, 2, { epoch: 'e2' });
    expect([numbers, gaps]).toEqual([[1, 2, 2], [{ topic, missed: undefined, snapshot: 0, from: position(2), position: position(1, 'e2') }]]);
  });

  it('that were skipped for a slow client are no hole', async () => {
    const { client, socket, numbers, gaps } = await subscribed();
    const skips: unknown[] = [];
    client.on('message', ({ skipped }) => void skips.push(skipped));
    socket.publish(topic, 10, { skipped: 7 });
    socket.publish(topic, 11);
    expect([numbers, skips, gaps]).toEqual([[1, 2, 10, 11], [7, undefined], []]);
    expect(socket.types).toEqual(['subscription']);
  });

  it('that were skipped, but fewer than are missing, are a hole', async () => {
    const { socket, numbers } = await subscribed();
    socket.publish(topic, 10, { skipped: 3 });
    expect(numbers).toEqual([1, 2]);
    expect(socket.subscription(topic).data.since).toEqual(position(2));
  });

  it('whose repair the cluster does not answer are asked for again', async () => {
    const { socket, numbers } = await subscribed();
    socket.publish(topic, 4);
    socket.error('unavailable', socket.subscription(topic).id);
    socket.publish(topic, 5);
    await settle();
    socket.acknowledge(topic, { offset: 2, recovered: true, missed: 3 });
    [3, 4, 5].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
    expect(socket.sentOf('subscription')).toHaveLength(3);
  });

  it('whose repair is cut are recovered with the next connection', async () => {
    const { server, socket, numbers } = await subscribed();
    socket.publish(topic, 4);
    socket.end();
    const next = await server.open();
    next.acknowledge(topic, { offset: 2, recovered: true, missed: 2 });
    [3, 4].forEach((n) => next.publish(topic, n));
    expect(numbers).toEqual([1, 2, 3, 4]);
  });
});
