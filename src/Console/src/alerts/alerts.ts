import type { Message, SecurityAlert, WebSocketClient } from '@androidzen/client';
import { computed, effect, signal } from '@preact/signals';
import { client } from '../live/connection';
import { Changes } from '../live/frames';
import { rest } from '../live/rest';
import { session } from '../session/session';

/** An alert as a list has it: the time when it was raised has another name there. */
interface ListedAlert extends Omit<SecurityAlert, 'timestamp'> {
  raised_at: string;
}

/** So many are kept; of more, the acknowledged ones that were raised first go. */
const most = 1000;
const pageSize = 200;

const alerts = new Map<string, SecurityAlert>();
const changes = new Changes();
export const rejection = signal<string | undefined>(undefined);

/** The newest first. */
export const allAlerts = computed(() => (changes.version, [...alerts.values()].sort((a, b) => b.timestamp.localeCompare(a.timestamp))));
export const openAlerts = computed(() => allAlerts.value.filter(({ state }) => state === 'open'));

effect(() => follow(client.value));
effect(() => {
  if (session.value) {
    void load();
  }
});

/** Says that one has seen to it; the answer, and so every page, comes over the topic. */
export async function acknowledge(id: string, note: string): Promise<void> {
  take(listed(await rest<ListedAlert>('POST', `/alerts/${encodeURIComponent(id)}/acknowledge`, note ? { note } : {})));
}

function follow(of: WebSocketClient): () => void {
  alerts.clear();
  rejection.value = undefined;
  changes.mark();
  const subscription = of.subscribe('security', { snapshot: true, onMessage: (_, message) => receive(message) });
  subscription.ready.catch((error: Error) => error.name === 'ProtocolError' && (rejection.value = error.message));
  return () => subscription.unsubscribe();
}

/** The topic's state has the latest alerts; older ones that nobody has seen to are in the list. */
async function load(): Promise<void> {
  try {
    const page = await rest<{ alerts: ListedAlert[] }>('GET', `/alerts?state=open&limit=${pageSize}`);
    page.alerts.filter(({ alert_id }) => !alerts.has(alert_id)).forEach((alert) => take(listed(alert)));
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
