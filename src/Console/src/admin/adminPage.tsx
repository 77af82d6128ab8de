import type { JSX } from 'preact';
import { rest } from '../live/rest';
import { useAsked } from '../parts/asked';
import { Icon } from '../parts/icons';
import { Loading, Notice } from '../parts/states';
import { isAdmin } from '../session/session';
import { isSigningIn } from '../session/signIn';
import { toast } from '../shell/toasts';
import { Connections } from './connections';
import { SendForm } from './sendForm';
import { TopicList } from './topicList';

interface Stats {
  websocket_stats: { total_connections: number; active_connections: number; total_users: number; subscription_counts: Record<string, number>; average_subscriptions_per_client: number };
}

const refreshEvery = 2000;

/** What the cluster carries, and what administrators may do about it. */
export function AdminPage(): JSX.Element {
  if (!isAdmin.value) {
    return (
      <Notice icon="admin" title="This is for administrators" tone="bad">
        <p>Sign in with a token of role admin.</p>
        <button type="button" class="primary" onClick={() => (isSigningIn.value = true)}>
          Sign in
        </button>
      </Notice>
    );
  }
  return (
    <div class="page">
      <div class="heading">
        <h1>Administration</h1>
        <p class="lead">The whole cluster, as it is now.</p>
        <div class="row">
          <button type="button" onClick={() => void openDashboard()}>
            <Icon name="external" size={18} /> Orleans dashboard
          </button>
        </div>
      </div>
      <Figures />
      <div class="columns">
        <TopicList />
        <Connections />
        <SendForm />
      </div>
    </div>
  );
}

function Figures(): JSX.Element {
  const { answer, error } = useAsked<Stats>('/ws/stats', refreshEvery);
  if (!answer) {
    return error ? <Notice icon="admin" title="The figures cannot be had" tone="bad" isPart><p>{error.message}</p></Notice> : <Loading what="figures" />;
  }
  const stats = answer.websocket_stats;
  const figures: [string, number][] = [
    ['Connections', stats.total_connections],
    ['Active', stats.active_connections],
    ['Users', stats.total_users],
    ['Topics', Object.keys(stats.subscription_counts).length],
    ['Topics per connection', stats.average_subscriptions_per_client],
  ];
  return (
    <section class="tiles" aria-label="Figures">
      {figures.map(([what, value]) => (
        <div key={what} class="tile">
          <span class="what">{what}</span>
          <span class="value">{Number(value.toFixed(1)).toLocaleString()}</span>
        </div>
      ))}
    </section>
  );
}

/** The dashboard is behind a cookie of its own, which the token gets. */
async function openDashboard(): Promise<void> {
  const tab = window.open('about:blank'); // While the click counts: later, browsers take it for a pop-up.
  try {
    await rest('POST', '/dashboard/session');
    tab?.location.replace(new URL('./dashboard', location.href));
  } catch (error) {
    tab?.close();
    toast((error as Error).message, 'bad');
  }
}
