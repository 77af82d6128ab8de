import type { ConnectionState, Gap, Recovered, StateChange, WebSocketClient } from '@androidzen/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catchUpText, tellOfCatchingUp } from '../../../src/Console/src/live/catchUp.ts';
import { toasts } from '../../../src/Console/src/shell/toasts.ts';

describe('what is said after a cut', () => {
  it.each([
    [{ recovered: 0, lost: 0, isUnknown: false }, 'Live again. Nothing was missed.'],
    [{ recovered: 1, lost: 0, isUnknown: false }, 'Live again. 1 missed message has come after all.'],
    [{ recovered: 1200, lost: 0, isUnknown: false }, 'Live again. 1,200 missed messages have come after all.'],
    [{ recovered: 0, lost: 12, isUnknown: false }, 'Live again. 12 messages are kept no longer. What you see is current.'],
    [{ recovered: 3, lost: 0, isUnknown: true }, 'Live again. 3 missed messages have come after all; some of the history is kept no longer. What you see is current.'],
  ])('of %o', (catchUp, text) => {
    expect(catchUpText(catchUp)).toBe(text);
  });
});

describe('a cut is told', () => {
  const listeners: Record<string, (event: unknown) => void> = {};
  let topics: string[];
  const client = {
    get topics() {
      return topics;
    },
    positionOf: () => ({ epoch: 'e', offset: 1 }),
    on: (event: string, listener: (event: unknown) => void) => (listeners[event] = listener),
  };
  const told = () => toasts.value.map(({ text }) => text);
  const is = (state: ConnectionState) => listeners['stateChange']!({ state } as StateChange);
  const answered = (topic: string) => listeners['subscription']!({ topic });
  const recovered = (topic: string, missed: number) => {
    listeners['recovered']!({ topic, missed } as Recovered);
    answered(topic);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    toasts.value = [];
    topics = ['$all', 'device_status', 'metrics_one'];
    tellOfCatchingUp(client as unknown as WebSocketClient);
    is('RECONNECTING');
    is('OPEN');
  });
  afterEach(() => vi.useRealTimers());

  it('once, when the answers about all topics are here, however long the last takes', () => {
    recovered('$all', 3);
    recovered('device_status', 1);
    vi.advanceTimersByTime(6000);
    expect(told()).toEqual([]);
    recovered('metrics_one', 7);
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual(['Live again. 8 missed messages have come after all.']);
  });

  it.each<[string, () => void]>([
    ['has been left', () => (topics = ['$all', 'device_status'])],
    ['is answered with nothing to recover', () => answered('metrics_one')],
    ['is not for this client any more', () => listeners['rejected']!({ topic: 'metrics_one' })],
  ])('without waiting for a topic that %s', (_, happens) => {
    recovered('device_status', 1);
    happens();
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual(['Live again. 1 missed message has come after all.']);
  });

  it('together with another one that comes in the middle of it', () => {
    recovered('device_status', 1);
    is('RECONNECTING');
    vi.advanceTimersByTime(60_000);
    is('OPEN');
    recovered('device_status', 0);
    recovered('metrics_one', 2);
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual(['Live again. 3 missed messages have come after all.']);
  });

  it('no more when the client is closed', () => {
    recovered('device_status', 1);
    recovered('metrics_one', 2);
    is('CLOSED');
    vi.advanceTimersByTime(60_000);
    expect(told()).toEqual([]);
  });

  it('once; what is lost without one is told, too, but not what is merely made good', () => {
    recovered('device_status', 0);
    recovered('metrics_one', 0);
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual(['Live again. Nothing was missed.']);
    toasts.value = [];

    recovered('device_status', 2);
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual([]);
    listeners['gap']!({ topic: 'device_status', missed: 4 } as Gap);
    vi.advanceTimersByTime(1000);
    expect(told()).toEqual(['Live again. 4 messages are kept no longer. What you see is current.']);
  });
});
