import type { Gap, WebSocketClient } from '@androidzen/client';
import { expect, test } from 'vitest';
import { TwinView } from '../../../src/Console/src/devices/twin.ts';

/** A client whose server answers, and tells of gaps, when the test says so. */
function fakeClient() {
  let answer = () => {};
  let onGap = (_: Gap) => {};
  const ready = new Promise<void>((resolve) => (answer = resolve));
  const client = {
    subscribe: (topic: string) => ({ topic, ready, unsubscribe: () => {} }),
    on: (_: 'gap', listener: (gap: Gap) => void) => {
      onGap = listener;
      return () => {};
    },
  };
  return {
    client: client as unknown as WebSocketClient,
    gap: (gap: Partial<Gap>) => onGap(gap as Gap),
    /** Until what waits for the answer has run, the state behind it included. */
    answer: async () => {
      answer();
      await ready;
      await nextTask();
    },
  };
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

test('what is known of a device is only said when the server has answered', async () => {
  const { client, answer } = fakeClient();
  const twin = new TwinView();
  twin.follow(client, 'one');
  await nextTask();
  expect(twin.isKnown.value).toBe(false);

  await answer();
  expect(twin.isKnown.value).toBe(true);
});

test('a gap behind which there is nothing leaves a device that nobody knows, and no waiting', async () => {
  const { client, answer, gap } = fakeClient();
  const twin = new TwinView();
  twin.follow(client, 'one');
  await answer();

  gap({ topic: 'device_one', snapshot: 0 });
  expect(twin.isKnown.value).toBe(true);
  expect(twin.device.value).toBeUndefined();
});
