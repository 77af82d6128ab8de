import { describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../src/Client.Js/src/emitter.js';
import { connected, stopTime } from './fake/fakeServer.js';

stopTime();

describe('a listener', () => {
  it('is called with each event of its name, in the order of registration', () => {
    const emitter = new Emitter();
    const calls: unknown[] = [];
    emitter.on('a', (...values) => void calls.push(['first', ...values]));
    emitter.on('a', (...values) => void calls.push(['second', ...values]));
    emitter.on('b', () => void calls.push('never'));
    emitter.emit('a', 1, 2);
    emitter.emit('nothing');
    expect(calls).toEqual([['first', 1, 2], ['second', 1, 2]]);
  });

  it('with once is called once', () => {
    const emitter = new Emitter();
    const listener = vi.fn(() => emitter.emit('a'));
    emitter.on('a', listener, { once: true });
    emitter.emit('a');
    emitter.emit('a');
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('with a signal is called until it aborts, and never if it has', () => {
    const emitter = new Emitter();
    const ending = new AbortController();
    const [listener, late] = [vi.fn(), vi.fn()];
    emitter.on('a', listener, { signal: ending.signal });
    emitter.emit('a');
    ending.abort();
    emitter.on('a', late, { signal: ending.signal });
    emitter.emit('a');
    expect([listener.mock.calls.length, late.mock.calls.length]).toEqual([1, 0]);
  });

  it('that is registered twice is called once, like those of a page', () => {
    const emitter = new Emitter();
    const listener = vi.fn();
    emitter.on('a', listener);
    emitter.on('a', listener);
    emitter.emit('a');
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('that was taken off and put on again does not end with the signal of before', () => {
    const emitter = new Emitter();
    const ending = new AbortController();
    const listener = vi.fn();
    const off = emitter.on('a', listener, { signal: ending.signal });
    off();
    emitter.on('a', listener);
    ending.abort();
    off();
    emitter.emit('a');
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('off', () => {
  it('ends one listener, or all of a name; what on returns does so too', () => {
    const emitter = new Emitter();
    const [one, two, three, other] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    emitter.on('a', one);
    const off = emitter.on('a', two);
    emitter.on('a', three);
    emitter.on('b', other);
    emitter.off('a', one);
    off();
    emitter.emit('a');
    emitter.off('a');
    emitter.off('never heard of');
    emitter.emit('a');
    emitter.emit('b');
    expect([one, two, three, other].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1, 1]);
  });

  it.each(['one', 'all'])('counts for the event that is being told: %s', (which) => {
    const emitter = new Emitter();
    const second = vi.fn();
    emitter.on('a', () => emitter.off('a', which === 'one' ? second : undefined));
    emitter.on('a', second);
    emitter.emit('a');
    expect(second).not.toHaveBeenCalled();
  });

  it('does not disturb who is on; a listener that comes meanwhile hears the next event', () => {
    const emitter = new Emitter();
    const late = vi.fn();
    emitter.on('a', () => emitter.on('a', late), { once: true });
    emitter.emit('a');
    expect(late).not.toHaveBeenCalled();
    emitter.emit('a');
    expect(late).toHaveBeenCalledTimes(1);
  });
});

describe('a listener that throws', () => {
  it('is reported as an uncaught error where there is such a thing, and disturbs nobody', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const emitter = new Emitter();
    const second = vi.fn();
    emitter.on('a', () => {
      throw new Error('Mine');
    });
    emitter.on('a', second);
    emitter.emit('a');
    expect(second).toHaveBeenCalledTimes(1);
    expect(report).toHaveBeenCalledWith(new Error('Mine'));
  });

  it('does not disturb the client, whatever it listens to', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { server, client, socket } = await connected();
    for (const name of ['stateChange', 'reconnecting', 'open', 'message', 'device_connected', 'recovered'] as const) {
      client.on(name as 'message', () => {
        throw new Error(name);
      });
    }
    client.subscribe('security');
    socket.acknowledge('security');
    socket.end();
    const next = await server.open();
    next.acknowledge('security', { recovered: true, missed: 1 });
    next.publish('security', 1);
    expect(client.state).toBe('OPEN');
    expect(client.positionOf('security')).toEqual({ epoch: 'e1', offset: 1 });
    expect(new Set(report.mock.calls.map(([error]) => (error as Error).message))).toEqual(new Set(['stateChange', 'reconnecting', 'open', 'message', 'device_connected', 'recovered']));
  });
});

describe('the client', () => {
  it('tells messages by their type, with their data and themselves, and each as message', async () => {
    const { client, socket } = await connected();
    const [typed, every, answers] = [vi.fn(), vi.fn(), vi.fn()];
    client.on('heartbeat', typed);
    client.on('message', every);
    client.on('subscription', answers, { once: true });
    socket.say('heartbeat', { source: 'server' });
    client.subscribe('security');
    socket.acknowledge('security', { offset: 3 });
    const message = { type: 'heartbeat', timestamp: expect.any(String), data: { source: 'server' } };
    expect(typed.mock.calls).toEqual([[{ source: 'server' }, message]]);
    expect(every.mock.calls[0]).toEqual([message]);
    expect(answers.mock.calls[0]![0]).toEqual({ topic: 'security', status: 'subscribed', epoch: 'e1', offset: 3 });
    client.off('heartbeat', typed);
    client.off('message');
    socket.say('heartbeat', { source: 'server' });
    expect([typed.mock.calls.length, every.mock.calls.length]).toEqual([1, 2]);
  });
});
