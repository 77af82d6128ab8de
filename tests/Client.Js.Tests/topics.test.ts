import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, numbersOn, pass, record, stopTime } from './fake/fakeServer.js';
import { epoch } from './fake/fakeSocket.js';

stopTime();

const topic = 'metrics_pixel-7';

describe('subscribe', () => {
  it('before there is a connection is asked for as soon as there is one', async () => {
    const server = new FakeServer();
    const client = server.client();
    const { ready } = client.subscribe(topic);
    const socket = await server.attempt();
    socket.accept();
    expect(socket.sent).toEqual([]);
    socket.greet();
    expect(socket.sent).toEqual([{ type: 'subscription', id: expect.any(String), data: { topic } }]);
    socket.acknowledge(topic);
    await ready;
  });

  it('says since, snapshot and mode, where they are given', async () => {
    const { client, socket } = await connected();
    client.subscribe('a', { since: { epoch, offset: 4 } });
    client.subscribe('b', { snapshot: true, mode: 'latest' });
    client.subscribe('c', { snapshot: false, mode: 'every' });
    expect(socket.sent.map(({ data }) => data)).toEqual([{ topic: 'a', since: { epoch, offset: 4 } }, { topic: 'b', snapshot: true, mode: 'latest' }, { topic: 'c' }]);
  });

  it('gives its handler what is published on its topic, and those who listen to the type too', async () => {
    const { client, socket } = await connected();
    const onMessage = vi.fn();
    const onType = vi.fn();
    client.subscribe(topic, { onMessage });
    client.on('analytics_update', onType);
    socket.acknowledge(topic, { offset: 6 });
    socket.publish(topic, 7, { key: 'pixel-7' });
    const message = { type: 'analytics_update', timestamp: expect.any(String), data: { n: 7 }, v: 1, topic, epoch, offset: 7, key: 'pixel-7' };
    expect(onMessage.mock.calls).toEqual([[{ n: 7 }, message]]);
    expect(onType.mock.calls).toEqual([[{ n: 7 }, message]]);
  });

  it('knows where it is: behind the last publication, or where it began', async () => {
    const { client, socket } = await connected();
    const subscription = client.subscribe(topic);
    expect(subscription.position).toBeUndefined();
    socket.acknowledge(topic, { offset: 6 });
    expect(subscription.position).toEqual({ epoch, offset: 6 });
    socket.publish(topic, 7);
    expect([subscription.position, client.positionOf(topic)]).toEqual([{ epoch, offset: 7 }, { epoch, offset: 7 }]);
    expect(client.positionOf('another')).toBeUndefined();
  });

  it('gets nothing before it is acknowledged, though the server sends: that is of an earlier subscription', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic);
    socket.publish(topic, 6);
    socket.acknowledge(topic, { offset: 6 });
    socket.publish(topic, 7);
    expect(numbers).toEqual([7]);
  });

  it('with a signal that has aborted is over before it began', async () => {
    const { client, socket } = await connected();
    const subscription = client.subscribe(topic, { signal: AbortSignal.abort() });
    expect([subscription.ended.aborted, client.topics, socket.sent]).toEqual([true, [], []]);
    await expect(subscription.ready).rejects.toThrow('has ended');
  });
});

describe('two subscriptions to a topic', () => {
  it('are one at the server; each handler gets everything; the topic is left with the last of them', async () => {
    const { client, socket } = await connected();
    const [first, second] = [vi.fn(), vi.fn()];
    const one = client.subscribe(topic, { onMessage: first });
    socket.acknowledge(topic);
    const two = client.subscribe(topic, { onMessage: second });
    await two.ready;
    socket.publish(topic, 1);
    one.unsubscribe();
    socket.publish(topic, 2);
    one.unsubscribe();
    expect(socket.types).toEqual(['subscription']);
    two.unsubscribe();
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 2]);
    expect([one.ended.aborted, two.ended.aborted, client.topics]).toEqual([true, true, []]);
  });

  it('that are made while the first waits for its answer are ready with it', async () => {
    const { client, socket } = await connected();
    const both = [client.subscribe(topic), client.subscribe(topic)];
    expect(socket.types).toEqual(['subscription']);
    socket.acknowledge(topic);
    await Promise.all(both.map(({ ready }) => ready));
  });

  it('a handler that throws does not keep the other from its publication', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client, socket } = await connected();
    const second = vi.fn();
    client.subscribe(topic, {
      onMessage: () => {
        throw new Error('Mine');
      },
    });
    client.subscribe(topic, { onMessage: second });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect(second).toHaveBeenCalledTimes(1);
    expect(report).toHaveBeenCalledWith(new Error('Mine'));
  });

  it('a handler that ends the other keeps it from the publication that is being told; one that comes meanwhile waits for the next', async () => {
    const { client, socket } = await connected();
    const [other, late] = [vi.fn(), vi.fn()];
    client.subscribe(topic, {
      onMessage: () => {
        second.unsubscribe();
        client.subscribe(topic, { onMessage: late });
      },
    });
    const second = client.subscribe(topic, { onMessage: other });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect(other).not.toHaveBeenCalled();
    expect(late).not.toHaveBeenCalled();
    socket.publish(topic, 2);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('the second may ask for another mode, and nothing is missed by that', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.subscribe(topic);
    socket.acknowledge(topic, { offset: 2 });
    client.subscribe(topic, { mode: 'latest' });
    expect(socket.subscription(topic).data).toEqual({ topic, since: { epoch, offset: 2 }, mode: 'latest' });
    socket.publish(topic, 3); // Of the subscription as it was.
    socket.acknowledge(topic, { offset: 2, recovered: true, missed: 2 });
    [3, 4].forEach((n) => socket.publish(topic, n));
    expect(numbers).toEqual([3, 4]);
  });
});

describe('unsubscribe', () => {
  it('drops what still comes', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    const subscription = client.subscribe(topic);
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    subscription.unsubscribe();
    socket.publish(topic, 2);
    socket.say('unsubscription', { topic, status: 'unsubscribed' });
    expect(numbers).toEqual([1]);
    expect(client.positionOf(topic)).toBeUndefined();
  });

  it('of the client ends every subscription to the topic, also for the publication that is being told', async () => {
    const { client, socket } = await connected();
    const second = vi.fn();
    const one = client.subscribe(topic, { onMessage: () => client.unsubscribe(topic) });
    const two = client.subscribe(topic, { onMessage: second });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect([one.ended.aborted, two.ended.aborted]).toEqual([true, true]);
    expect(second).not.toHaveBeenCalled();
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
    client.unsubscribe(topic);
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
  });

  it('before the answer rejects ready; the answer then means nothing', async () => {
    const { client, socket } = await connected();
    const subscription = client.subscribe(topic);
    subscription.unsubscribe();
    await expect(subscription.ready).rejects.toMatchObject({ name: 'AbortError' });
    socket.acknowledge(topic);
    expect(client.topics).toEqual([]);
  });

  it('and subscribe at once: what comes for the earlier one, and its answers, are not for the later', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    const gaps = record(client, 'gap');
    client.subscribe(topic).unsubscribe();
    const early = socket.subscription(topic).id;
    client.subscribe(topic);
    expect(socket.types).toEqual(['subscription', 'unsubscription', 'subscription']);
    socket.say('subscription', { topic, status: 'subscribed', epoch, offset: 5 }, early);
    socket.publish(topic, 6);
    socket.say('unsubscription', { topic, status: 'unsubscribed' });
    socket.acknowledge(topic, { offset: 7 });
    socket.publish(topic, 8);
    expect([numbers, gaps]).toEqual([[8], []]);
  });

  it('happens when the signal aborts', async () => {
    const { client, socket } = await connected();
    const ending = new AbortController();
    client.subscribe(topic, { signal: ending.signal });
    ending.abort();
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
  });

  it('without a connection: the topic is not asked for with the next one', async () => {
    const { server, client, socket } = await connected();
    const subscription = client.subscribe(topic);
    client.subscribe('another');
    socket.end();
    subscription.unsubscribe();
    const next = await server.open();
    expect(next.sent.map(({ data }) => data.topic)).toEqual(['another']);
  });
});

describe('send of a subscription', () => {
  it('is remembered, as the specification\'s example has it', async () => {
    const { server, client, socket } = await connected();
    const numbers = numbersOn(client, 'device_device1');
    expect(client.send({ type: 'subscription', data: { topic: 'device_device1', snapshot: true } })).toBe(true);
    expect(socket.sent).toEqual([{ type: 'subscription', id: expect.any(String), data: { topic: 'device_device1', snapshot: true } }]);
    socket.acknowledge('device_device1');
    socket.publish('device_device1', 1);
    socket.end();
    const next = await server.open();
    next.acknowledge('device_device1', { offset: 1, recovered: true, missed: 1 });
    next.publish('device_device1', 2);
    expect(numbers).toEqual([1, 2]);
    client.send({ type: 'unsubscription', data: { topic: 'device_device1' } });
    expect(client.topics).toEqual([]);
    expect(next.types).toEqual(['subscription', 'unsubscription']);
  });

  it('is remembered with an id too', async () => {
    const { client, socket } = await connected();
    const numbers = numbersOn(client, topic);
    client.send({ type: 'subscription', id: 7, data: { topic } });
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect(numbers).toEqual([1]);
  });

  it('before there is a connection does not wait in the queue beside it', async () => {
    const server = new FakeServer();
    server.client().send({ type: 'subscription', data: { topic } });
    expect((await server.open()).types).toEqual(['subscription']);
  });
});

describe('a topic that the server does not permit', () => {
  it('is told: to ready, to ended, and as rejected; it is not asked for again', async () => {
    const { server, client, socket } = await connected();
    const rejections = record(client, 'rejected');
    const [one, two] = [client.subscribe(topic), client.subscribe(topic)];
    socket.reject(topic, 'not_permitted', 'Not for you');
    for (const subscription of [one, two]) {
      await expect(subscription.ready).rejects.toMatchObject({ name: 'ProtocolError', code: 'not_permitted', message: 'Not for you' });
      expect(subscription.ended.reason).toMatchObject({ code: 'not_permitted' });
    }
    expect(rejections).toEqual([{ topic, code: 'not_permitted', message: 'Not for you' }]);
    socket.end();
    expect((await server.open()).sent).toEqual([]);
  });

  it('as an error in place of the answer is the same', async () => {
    const { client, socket } = await connected();
    const rejections = record(client, 'rejected');
    const { ready } = client.subscribe(topic);
    socket.error('invalid_message', socket.subscription(topic).id, 'No');
    await expect(ready).rejects.toMatchObject({ code: 'invalid_message' });
    expect(rejections).toEqual([{ topic, code: 'invalid_message', message: 'No' }]);
  });

  it('any more, with a new token, ends the subscription', async () => {
    const { client, socket } = await connected();
    const subscription = client.subscribe(topic);
    socket.acknowledge(topic);
    socket.say('subscription', { topic, status: 'rejected', code: 'not_permitted', message: 'Not with the new token' });
    expect(subscription.ended.aborted).toBe(true);
    expect(client.topics).toEqual([]);
  });

  it('may be subscribed to again by whoever is told', async () => {
    const { client, socket } = await connected();
    client.on('rejected', () => void client.subscribe(topic), { once: true });
    client.subscribe(topic);
    socket.reject(topic);
    expect(client.topics).toEqual([topic]);
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect(client.positionOf(topic)).toEqual({ epoch, offset: 1 });
  });
});

describe('a topic that the cluster did not answer for', () => {
  it('is asked for again, with growing delays, until it does', async () => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { client, socket } = await connected();
    const errors = vi.fn();
    client.on('error', errors);
    const { ready } = client.subscribe(topic);
    for (const [count, delay] of [500, 1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
      expect(socket.sentOf('subscription')).toHaveLength(count + 1);
      socket.error('unavailable', socket.subscription(topic).id);
      await pass(delay - 1);
      expect(socket.sentOf('subscription')).toHaveLength(count + 1);
      await pass(1);
    }
    socket.acknowledge(topic);
    await ready;
    expect(errors).toHaveBeenCalledTimes(7);
  });

  it('begins with small delays again after an answer', async () => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { server, client, socket } = await connected();
    client.subscribe(topic);
    socket.error('unavailable', socket.subscription(topic).id);
    await pass(500);
    socket.acknowledge(topic);
    socket.end();
    await pass(1000);
    const next = await server.open();
    next.error('unavailable', next.subscription(topic).id);
    await pass(500);
    expect(next.sentOf('subscription')).toHaveLength(2);
  });

  it.each(['unsubscribe', 'reconnect'])('is not asked for twice where meanwhile there was a reason not to: %s', async (reason) => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { server, client, socket } = await connected();
    const subscription = client.subscribe(topic);
    socket.error('unavailable', socket.subscription(topic).id);
    if (reason === 'unsubscribe') {
      subscription.unsubscribe();
      await pass(20_000);
      expect(socket.sentOf('subscription')).toHaveLength(1);
    } else {
      socket.end();
      void client.connect();
      const next = await server.open();
      await pass(20_000);
      expect(next.sentOf('subscription')).toHaveLength(1);
    }
  });
});

describe('a topic that the connection is on without having asked', () => {
  it('is heard, and what the client has of it is in the next connection\'s query', async () => {
    const { server, client, socket } = await connected({}, { topics: { $all: { epoch, offset: 5 }, '$user:alice': { epoch: 'u', offset: 2 } } });
    const numbers = numbersOn(client, '$all');
    expect(socket.query.since).toBeUndefined();
    socket.publish('$all', 6);
    socket.end();
    const next = await server.attempt();
    expect(next.query.since).toEqual({ $all: { epoch, offset: 6 }, '$user:alice': { epoch: 'u', offset: 2 } });
    const recoveries = record(client, 'recovered');
    const gaps = record(client, 'gap');
    next.greet({ topics: { $all: { epoch, offset: 6, recovered: true, missed: 1 }, '$user:alice': { epoch: 'u', offset: 9, recovered: false, missed: 7, snapshot: 1 } } });
    next.publish('$all', 7);
    expect(numbers).toEqual([6, 7]);
    expect(recoveries).toEqual([{ topic: '$all', missed: 1, position: { epoch, offset: 6 } }]);
    expect(gaps).toEqual([{ topic: '$user:alice', missed: 7, snapshot: 1, from: { epoch: 'u', offset: 2 }, position: { epoch: 'u', offset: 9 } }]);
    expect(client.topics).toEqual([]);
    expect(client.positionOf('$all')).toEqual({ epoch, offset: 7 });
  });

  it('and has been left for another user\'s is not asked for', async () => {
    const { server, socket } = await connected({}, { topics: { '$user:alice': { epoch, offset: 5 } } });
    socket.end();
    (await server.open({ topics: { '$user:bob': { epoch, offset: 1 } } })).end();
    expect((await server.attempt()).query.since).toEqual({ '$user:bob': { epoch, offset: 1 } });
  });

  it('tells its snapshot as what it is', async () => {
    const server = new FakeServer();
    const numbers = numbersOn(server.client(), '$user:alice');
    const socket = await server.open({ topics: { '$user:alice': { epoch, offset: 5, snapshot: 2 } } });
    [2, 4, 6].forEach((n) => socket.publish('$user:alice', n));
    expect(numbers).toEqual(['s2', 's4', 6]);
  });

  it('cannot be asked for what is missing: a hole is a gap', async () => {
    const { client, socket } = await connected({}, { topics: { $all: { epoch, offset: 5 } } });
    const numbers = numbersOn(client, '$all');
    const gaps = record(client, 'gap');
    socket.publish('$all', 8);
    socket.publish('$all', 1, { epoch: 'e2' });
    expect(numbers).toEqual([8, 1]);
    expect(gaps).toMatchObject([{ missed: 2, from: { offset: 5 }, position: { offset: 7 } }, { missed: undefined, from: { epoch, offset: 8 } }]);
    expect(socket.sent).toEqual([]);
  });
});
