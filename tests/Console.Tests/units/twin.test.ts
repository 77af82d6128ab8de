import type { Gap, Message, Subscribed, WebSocketClient } from '@androidzen/client';
import { expect, test } from 'vitest';
import { TwinView } from '../../../src/Console/src/devices/twin.ts';

const topic = 'device_one';

/** A client that says what the test has it say. */
function fakeClient() {
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const emit = (event: string, data: unknown) => [...(listeners.get(event) ?? [])].forEach((listener) => listener(data));
  const client = {
    subscribe: (topic: string) => ({ topic, ready: new Promise(() => {}), unsubscribe: () => {} }),
    on: (event: string, listener: (event: unknown) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return () => listeners.get(event)!.delete(listener);
    },
  };
  return {
    client: client as unknown as WebSocketClient,
    answer: (snapshot: number) => emit('subscription', { topic, status: 'subscribed', snapshot } as Subscribed),
    state: (n: number, of: number) => emit('message', { topic, snapshot: { n, of } } as Message),
    gap: () => emit('gap', { topic, snapshot: 0 } as Gap),
  };
}

/** Until what was put off has run. */
const soon = () => Promise.resolve();

test('a device is known when its whole state has come', async () => {
  const { client, answer, state } = fakeClient();
  const twin = new TwinView();
  twin.follow(client, 'one');
  answer(2);
  state(1, 2);
  await soon();
  expect(twin.isKnown.value).toBe(false);

  state(2, 2);
  await soon();
  expect(twin.isKnown.value).toBe(true);
});

test('a device that has no state is known to have none, also behind a gap', async () => {
  const { client, answer, gap } = fakeClient();
  const twin = new TwinView();
  twin.follow(client, 'one');
  answer(0);
  await soon();
  expect(twin.isKnown.value).toBe(true);

  gap();
  expect([twin.isKnown.value, twin.device.value]).toEqual([true, undefined]);
});
