import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { rest } from '../live/rest';
import { ErrorText } from '../parts/states';
import { toast } from '../shell/toasts';

type Kind = 'notification' | 'broadcast';

/** Says something to one user, to everybody, or to whoever is on a topic. */
export function SendForm(): JSX.Element {
  const kind = useSignal<Kind>('notification');
  const [error, setError] = useState<string>();
  const send = async (form: HTMLFormElement) => {
    setError(undefined);
    try {
      const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value)) as Record<string, string>;
      toast(kind.value === 'notification' ? await notify(fields) : await broadcast(fields));
      form.reset();
    } catch (failed) {
      setError((failed as Error).message);
    }
  };
  return (
    <section class="card" aria-label="Send">
      <h2>Send</h2>
      <div class="chips" role="group" aria-label="What to send">
        <button type="button" class="chip" aria-pressed={kind.value === 'notification'} onClick={() => (kind.value = 'notification')}>
          Notification
        </button>
        <button type="button" class="chip" aria-pressed={kind.value === 'broadcast'} onClick={() => (kind.value = 'broadcast')}>
          Broadcast
        </button>
      </div>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        {kind.value === 'notification' ? <NotificationFields /> : <BroadcastFields />}
        <ErrorText text={error} />
        <button type="submit" class="primary">
          Send {kind.value}
        </button>
      </form>
    </section>
  );
}

function NotificationFields(): JSX.Element {
  return (
    <>
      <label>
        Title
        <input name="title" required maxLength={1024} />
      </label>
      <label>
        Message
        <textarea name="message" required rows={3} />
      </label>
      <label>
        Severity
        <select name="severity">
          <option>info</option>
          <option>low</option>
          <option>medium</option>
          <option>high</option>
          <option>critical</option>
        </select>
      </label>
      <label>
        User id
        <input name="user_id" placeholder="Everybody" autocomplete="off" />
      </label>
    </>
  );
}

function BroadcastFields(): JSX.Element {
  return (
    <>
      <label>
        Type
        <select name="type">
          <option>system_message</option>
          <option>analytics_update</option>
          <option>network_status</option>
          <option>storage_alert</option>
        </select>
      </label>
      <label>
        Topic
        <input name="subscription_filter" placeholder="Every connection" autocomplete="off" />
      </label>
      <label>
        Data (JSON object)
        <textarea name="data" rows={4} spellcheck={false} placeholder={'{"message": "Maintenance at noon"}'} />
      </label>
    </>
  );
}

async function notify(fields: Record<string, string>): Promise<string> {
  await rest('POST', '/ws/notification', fields);
  return fields['user_id'] ? `${fields['user_id']} has been notified.` : 'Everybody has been notified.';
}

async function broadcast({ data, ...fields }: Record<string, string>): Promise<string> {
  let object: unknown;
  try {
    object = JSON.parse(data ?? '{}');
  } catch (error) {
    throw new Error(`Data is not JSON: ${(error as Error).message}`);
  }
  const { recipients } = await rest<{ recipients: number }>('POST', '/ws/broadcast', { ...fields, data: object });
  return `Sent to ${recipients.toLocaleString()} ${recipients === 1 ? 'connection' : 'connections'}.`;
}
