import type { Subscription, WebSocketClient } from '@androidzen/client';

/**
 * Calls back once, when the state of a topic that was subscribed to with `snapshot` is here: with the first answer if that announces none, with the last publication of it otherwise.
 * Nothing, if the topic is not for this client, or left before.
 * @returns What ends the waiting.
 */
export function onLoaded(client: WebSocketClient, { topic }: Subscription, loaded: () => void): () => void {
  const offs = [
    client.on('subscription', (data) => data.topic === topic && data.status === 'subscribed' && !data.snapshot && done()),
    client.on('message', (message) => message.topic === topic && message.snapshot && message.snapshot.n === message.snapshot.of && done()),
  ];
  const off = () => offs.forEach((stop) => stop());
  const done = () => {
    off();
    // The client gives a publication to whoever subscribed after it has told that it came.
    queueMicrotask(loaded);
  };
  return off;
}
