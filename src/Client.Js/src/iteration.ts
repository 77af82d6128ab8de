import type { WebSocketClient } from './client.js';
import type { Message } from './events.js';
import type { SubscribeOptions } from './subscription.js';

/** How to iterate over a topic. */
export interface IterationOptions extends Omit<SubscribeOptions, 'onMessage'> {
  /** How many publications may wait for the loop; beyond it the iteration ends with an error, and misses nothing in silence. Default: 10,000. */
  maxWaiting?: number;
}

const defaultMaxWaiting = 10_000;

/**
 * The publications on a topic from the first `next` on. It ends with the loop, with the signal, or with an error: a `ProtocolError` if the topic is not for this client, a `RangeError` if the
 * loop is too slow.
 */
export async function* messagesOf(client: WebSocketClient, topic: string, { maxWaiting = defaultMaxWaiting, ...options }: IterationOptions): AsyncGenerator<Message, void, void> {
  if (options.signal?.aborted) {
    return;
  }
  const waiting: Message[] = [];
  let wake = () => {};
  const subscription = client.subscribe(topic, {
    ...options,
    onMessage: (_, message) => {
      if (waiting.push(message) > maxWaiting) {
        subscription.unsubscribe(); // A loop that has stopped would let them grow for ever.
      }
      wake();
    },
  });
  const { ended } = subscription;
  ended.addEventListener('abort', () => wake(), { once: true });
  try {
    while (true) {
      if (waiting.length > maxWaiting) {
        throw new RangeError(`More than ${maxWaiting} publications on "${topic}" wait for the loop`);
      }
      const message = waiting.shift();
      if (message) {
        yield message;
      } else if (ended.aborted) {
        if ((ended.reason as Error).name !== 'AbortError') {
          throw ended.reason;
        }
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    subscription.unsubscribe();
  }
}
