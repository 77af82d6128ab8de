import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { WebSocketClient } from './client.js';
import type { ConnectionState, Message } from './events.js';
import type { SubscribeOptions } from './subscription.js';

/** The state of a client's connection; the component is rendered again when it changes. */
export function useConnectionState(client: WebSocketClient): ConnectionState {
  const read = () => client.state;
  return useSyncExternalStore((changed) => client.on('stateChange', changed), read, read);
}

/**
 * Subscribes to a topic while the component is there, and calls `onMessage` with each publication. The handler may be a new function at every rendering: that does not subscribe anew.
 * @param topic `undefined`: none, for now.
 * @returns Why the server does not let the client be on the topic, if so.
 */
export function useTopic(
  client: WebSocketClient,
  topic: string | undefined,
  onMessage: (data: Message['data'], message: Message) => void,
  { snapshot, mode }: Pick<SubscribeOptions, 'snapshot' | 'mode'> = {},
): Error | undefined {
  const latest = useRef(onMessage);
  latest.current = onMessage;
  const [rejection, setRejection] = useState<Error>();
  useEffect(() => {
    setRejection(undefined);
    if (topic === undefined) {
      return undefined;
    }
    let isOver = false;
    const subscription = client.subscribe(topic, { ...(snapshot && { snapshot }), ...(mode && { mode }), onMessage: (data, message) => latest.current(data, message) });
    subscription.ready.catch((error: Error) => !isOver && setRejection(error));
    return () => {
      isOver = true;
      subscription.unsubscribe();
    };
  }, [client, topic, snapshot, mode]);
  return rejection;
}

/**
 * The latest publication on a topic, or what `reduce` makes of all that have come.
 * @param reduce Gets what it returned last (`undefined` at first), the data, and the message.
 */
export function useLatest<State = Message['data']>(
  client: WebSocketClient,
  topic: string | undefined,
  reduce: (state: State | undefined, data: Message['data'], message: Message) => State = (_, data) => data as State,
  options: Pick<SubscribeOptions, 'snapshot' | 'mode'> = { snapshot: true },
): State | undefined {
  const [latest, setLatest] = useState<{ client: WebSocketClient; topic: string | undefined; state: State }>();
  // What another topic has left is not this one's.
  const stateOf = (kept: typeof latest, name = topic) => (kept?.client === client && kept.topic === name ? kept?.state : undefined);
  useTopic(client, topic, (data, message) => setLatest((kept) => ({ client, topic: message.topic, state: reduce(stateOf(kept, message.topic), data, message) })), options);
  return stateOf(latest);
}
