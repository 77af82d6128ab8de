import type { Message, SecurityAlert, WebSocketClient } from '@androidzen/client';
import { computed, effect, signal } from '@preact/signals';
import { client } from '../live/connection';
import { Changes } from '../live/frames';
import { onLoaded } from '../live/loaded';
import { rest } from '../live/rest';
import { session } from '../session/session';

/** An alert as a list has it: the time when it was raised has another name there. */
interface ListedAlert extends Omit<SecurityAlert, 'timestamp'> {
  raised_at: string;
}

/** As many as a server keeps open by default; of more, the acknowledged ones that were raised first go. */
const most = 10_000;
const pageSize = 200;

const alerts = new Map<string, SecurityAlert>();
const changes = new Changes();
/** Whether the state has come: before, no open alert only means that nobody knows. */
export const isKnown = signal(false);
export const rejection = signal<string | undefined>(undefined);

/** The newest first. */
export const allAlerts = computed(() => (changes.version, [...alerts.values()].sort((a, b) => b.timestamp.localeCompare(a.timestamp))));
export const openAlerts = computed(() => allAlerts.value.filter(({ state }) => state === 'open'));

effect(() => follow(client.value, session.peek() !== undefined));

/** Says that one has seen to it; the answer, and so every page, comes over the topic. */
export async function acknowledge(id: string, note: string): Promise<void> {
  take(listed(await rest<ListedAlert>('POST', `/alerts/${encodeURIComponent(id)}/acknowledge`, note ? { note } : {})));
}

/** What is open comes over the topic, as its state; what somebody has seen to lately is in the list, which is for whoever is signed in. */
function follow(of: WebSocketClient, isSignedIn: boolean): () => void {
  alerts.clear();
  isKnown.value = false;
  rejection.value = undefined;
  changes.mark();
  const over = new AbortController();
  const subscription = of.subscribe('security', { snapshot: true, onMessage: (_, message) => receive(message) });
  subscription.ready.catch((error: Error) => error.name === 'ProtocolError' && (rejection.value = error.message));
  const offLoaded = onLoaded(of, subscription, () => (isKnown.value = true));
  const list = () => isSignedIn && void load(over.signal);
  const off = of.on('gap', ({ topic }) => {
    if (topic === subscription.topic) {
      // What is open still comes again; of the others somebody has seen to meanwhile.
      openAlerts.peek().forEach(({ alert_id }) => alerts.delete(alert_id));
      changes.mark();
      list();
    }
  });
  list();
  return () => {
    over.abort();
    off();
    offLoaded();
    subscription.unsubscribe();
  };
}

async function load(signal: AbortSignal): Promise<void> {
  try {
    const page = await rest<{ alerts: ListedAlert[] }>('GET', `/alerts?limit=${pageSize}`, undefined, signal);
    page.alerts.filter(({ alert_id, state }) => state !== 'open' && alerts.get(alert_id)?.state !== 'acknowledged').forEach((alert) => take(listed(alert)));
  } catch {
    // The token may not see them; what the topic brings is shown.
  }
}

function receive(message: Message): void {
  if (message.type === 'security_alert' && 'alert_id' in message.data) {
    take(message.data as SecurityAlert);
  }
}

function take(alert: SecurityAlert): void {
  alerts.set(alert.alert_id, alert);
  if (alerts.size > most) {
    const oldest = [...alerts.values()].filter(({ state }) => state === 'acknowledged').sort((a, b) => a.timestamp.localeCompare(b.timestamp))[0];
    alerts.delete((oldest ?? [...alerts.values()][0]!).alert_id);
  }
  changes.mark();
}

const listed = ({ raised_at, ...alert }: ListedAlert): SecurityAlert => ({ ...alert, timestamp: raised_at });
