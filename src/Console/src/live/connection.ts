import { WebSocketClient, type ConnectionState, type StateChange } from '@androidzen/client';
import { computed, effect, signal } from '@preact/signals';
import { count } from '../parts/text';
import { toast } from '../shell/toasts';
import { session, tokenFor, type Session } from '../session/session';
import { serverNow, setServerTime } from './frames';

/** What was caught up with after the last cut, as people are told it. */
export interface CatchUp {
  recovered: number;
  lost: number;
  isUnknown: boolean;
}

/** What is broadcast to every connection; nothing of it is on these pages, and it begins anew with each server. */
const everybody = '$all';
/** How long after a reconnection answers are gathered before they are told, in milliseconds. */
const gatherFor = 700;

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

function tellOfCatchingUp(of: WebSocketClient): void {
  let catchUp: CatchUp | undefined;
  let wasCut = false;
  of.on('reconnecting', () => (wasCut = true));
  const gather = (topic: string, recovered: number, lost: number | undefined) => {
    if (topic === everybody) {
      return;
    }
    if (!catchUp) {
      catchUp = { recovered: 0, lost: 0, isUnknown: false };
      setTimeout(() => {
        if (wasCut || catchUp!.lost > 0) {
          toast(catchUpText(catchUp!), catchUp!.lost > 0 || catchUp!.isUnknown ? 'warning' : 'good');
        }
        wasCut = false;
        catchUp = undefined;
      }, gatherFor);
    }
    catchUp.recovered += recovered;
    catchUp.lost += lost ?? 0;
    catchUp.isUnknown ||= lost === undefined;
  };
  of.on('recovered', ({ topic, missed }) => gather(topic, missed, 0));
  of.on('gap', ({ topic, missed }) => gather(topic, 0, missed));
}

/** What was caught up with, for people. */
export function catchUpText({ recovered, lost, isUnknown }: CatchUp): string {
  const came = recovered > 0 ? `${count(recovered, 'missed message has', 'missed messages have')} come after all` : '';
  const gone = lost > 0 ? `${count(lost, 'message is', 'messages are')} kept no longer` : isUnknown ? 'some of the history is kept no longer' : '';
  const parts = [came, gone].filter(Boolean).join('; ');
  const text = parts ? parts.charAt(0).toUpperCase() + parts.slice(1) : 'Nothing was missed';
  return `Live again. ${text}.${gone ? ' What you see is current.' : ''}`;
}
