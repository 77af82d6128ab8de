import { ConnectionLostError, ProtocolError } from '@androidzen/client';
import { describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, pass, settle, stopTime } from './fake/fakeServer.js';

stopTime();

const metrics = { type: 'live_metrics', data: { device_id: 'pixel-7', metrics: { fps: 60 } } };
const answer = { message: 'Live metrics sent', device_id: 'pixel-7', metrics_count: 1 };

describe('a request', () => {
  it('has the data of the answer with its id, whatever else comes', async () => {
    const { client, socket } = await connected();
    const [first, second] = [client.request(metrics), client.request(metrics)];
    const ids = socket.sent.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(socket.sent[0]).toEqual({ ...metrics, id: ids[0] });
    socket.say('heartbeat', { source: 'server' });
    socket.say('ack', { ...answer, metrics_count: 2 }, ids[1]);
    socket.say('ack', { ...answer, metrics_count: 1 }, ids[0]);
    expect([await first, await second]).toEqual([{ ...answer, metrics_count: 1 }, { ...answer, metrics_count: 2 }]);
  });

  it('is rejected with the error of the server', async () => {
    const { client, socket } = await connected();
    const request = client.request(metrics);
    socket.error('not_permitted', socket.sent[0]!.id, 'Not for you');
    const error = await request.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'not_permitted', message: 'Not for you' });
  });

  it('is not answered by what a publication or somebody else\'s message says', async () => {
    const { client, socket } = await connected({}, { topics: { $all: { epoch: 'e1', offset: 0 } } });
    const done = vi.fn();
    client.request(metrics).then(done, done);
    socket.publish('$all', 1, { type: 'error' }); // An administrator may broadcast as any type.
    socket.error('unknown_type');
    socket.say('ack', answer, 'another');
    await settle();
    expect(done).not.toHaveBeenCalled();
  });

  it('that was sent is lost with its connection: whether it has been done is not known', async () => {
    const { client, socket } = await connected();
    const request = client.request(metrics);
    socket.end();
    const error = await request.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ isSent: true });
  });

  it('that waits for a connection is sent with the next one', async () => {
    const server = new FakeServer();
    const request = server.client().request(metrics);
    const first = await server.attempt();
    first.end();
    const next = await server.open();
    next.say('ack', answer, next.sent[0]!.id);
    expect(await request).toEqual(answer);
  });

  it.each([
    ['expired', { messageTimeToLive: 1000 }],
    ['disabled', { messageQueueEnabled: false }],
    ['closed', {}],
  ])('that was not sent says so, and why: %s', async (reason, options) => {
    const client = new FakeServer().client({ connectTimeout: 60_000, ...options });
    const request = client.request(metrics);
    request.catch(() => {});
    await pass(1000);
    client.close();
    await settle();
    await expect(request).rejects.toMatchObject({ name: 'ConnectionLostError', isSent: false, message: `The message was not sent: ${reason}` });
  });

  it('has a time to live of its own while it waits', async () => {
    const client = new FakeServer().client({ connectTimeout: 60_000 });
    const request = client.request(metrics, { timeToLive: 10 });
    request.catch(() => {});
    await pass(10);
    await expect(request).rejects.toMatchObject({ isSent: false });
  });

  it('gives way to later messages where too many wait', async () => {
    const client = new FakeServer().client({ messageQueueSize: 1 });
    const request = client.request(metrics);
    client.send(metrics);
    await expect(request).rejects.toThrow('overflow');
  });

  it('that is aborted is not waited for, nor sent if it waits', async () => {
    const server = new FakeServer();
    const client = server.client();
    const ending = new AbortController();
    const waiting = client.request(metrics, { signal: ending.signal });
    ending.abort(new Error('Never mind'));
    await expect(waiting).rejects.toThrow('Never mind');
    const socket = await server.open();
    expect(socket.sent).toEqual([]);

    const other = new AbortController();
    const sent = client.request(metrics, { signal: other.signal });
    other.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    socket.say('ack', answer, socket.sent[0]!.id);
    await expect(client.request(metrics, { signal: ending.signal })).rejects.toThrow('Never mind');
    expect(socket.sent).toHaveLength(1);
  });

  it('leaves nothing behind at a signal that lives long', async () => {
    const { client, socket } = await connected();
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const request = client.request(metrics, { signal });
    socket.say('ack', answer, socket.sent[0]!.id);
    await request;
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
  });

  it.each(['subscription', 'unsubscription'])('cannot be a %s, which outlasts connections', async (type) => {
    const { client, socket } = await connected();
    await expect(client.request({ type, data: { topic: 'security' } })).rejects.toThrow(TypeError);
    expect(socket.sent).toEqual([]);
  });

  it('that is no JSON is refused', async () => {
    const { client } = await connected();
    await expect(client.request({ type: 'ack', data: 1n })).rejects.toThrow(TypeError);
  });
});
