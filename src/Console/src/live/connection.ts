import { WebSocketClient, type ConnectionState, type StateChange } from '@androidzen/client';
import { computed, effect, signal } from '@preact/signals';
import { session, tokenFor, type Session } from '../session/session';
import { tellOfCatchingUp } from './catchUp';
import { serverNow, setServerTime } from './frames';

function connect(who: Session | undefined): WebSocketClient {
  const client = new WebSocketClient('/ws', {
    maxReconnectAttempts: Infinity, // The page is of no use without it.
    heartbeatInterval: 15_000,
    heartbeatTimeout: 5000,
    maxReconnectDelay: 10_000,
    ...(who && { token: tokenFor(who) }),
  });
  client.on('stateChange', (change) => onChange(client, change));
  client.on('device_connected', (_, { topic, timestamp }) => topic === undefined && setServerTime(timestamp));
  tellOfCatchingUp(client);
  return client;
}

/** The connection of whoever is signed in. Another person is another connection. */
export const client = signal(connect(session.value));
export const state = signal<ConnectionState>(client.value.state);
/** When the next attempt is made, while there is no connection. */
export const retryAt = signal<number | undefined>(undefined);
export const isLive = computed(() => state.value === 'OPEN');
/** Why there will be no connection before somebody does something. */
export const failure = signal<StateChange | undefined>(undefined);

let known = session.value;
effect(() => {
  const who = session.value;
  if (who !== known) {
    known = who;
    client.peek().close();
    failure.value = undefined;
    client.value = connect(who);
    state.value = client.value.state;
  }
});

function onChange(of: WebSocketClient, change: StateChange): void {
  if (of !== client.peek()) {
    return;
  }
  state.value = change.state;
  retryAt.value = change.delay === undefined ? undefined : serverNow() + change.delay;
  failure.value = change.state === 'FAILED' ? change : undefined;
}
