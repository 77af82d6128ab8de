import type { DeviceAction } from '@androidzen/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../live/frames';
import { rest } from '../live/rest';
import { ErrorText, Loading } from '../parts/states';
import { ago } from '../parts/text';
import { mayPublish } from '../session/session';
import { isSigningIn } from '../session/signIn';
import { toast } from '../shell/toasts';
import type { TwinView } from './twin';

/** What agents commonly know; any other word may be written. */
const common = ['reboot', 'lock', 'clear_cache', 'update_apps', 'collect_logs'];
const tones: Record<DeviceAction['status'], string> = { queued: 'plain', in_progress: 'warning', completed: 'good', failed: 'critical' };

/** What the device has been asked to do, how far it is, and the form to ask for more. */
export function ActionsPanel({ id, twin }: { id: string; twin: TwinView }): JSX.Element {
  return (
    <section class="card" aria-label="Actions">
      <h2>Actions</h2>
      {mayPublish.value ? (
        <RequestForm id={id} twin={twin} />
      ) : (
        <p class="help">
          To request an action you need the role publisher.{' '}
          <button type="button" class="link" onClick={() => (isSigningIn.value = true)}>
            Sign in
          </button>
        </p>
      )}
      {!twin.isKnown.value ? (
        <Loading what="actions" />
      ) : twin.actions.value.length === 0 ? (
        <p class="empty">No action has been requested yet.</p>
      ) : (
        <ol class="actions">
          {twin.actions.value.map((action) => (
            <li key={action.action_id}>
              <span class="what">
                <b>{action.action_type}</b>
                <small>
                  {ago(action.timestamp ?? action.requested_at, now.value)}
                  {action.requested_by ? `, by ${action.requested_by}` : ''}
                </small>
              </span>
              <span class={`label ${tones[action.status]}`}>
                {action.status.replace('_', ' ')}
                {action.status === 'in_progress' && action.progress !== undefined ? ` ${action.progress} %` : ''}
              </span>
              {action.status === 'in_progress' && action.progress !== undefined && <progress max={100} value={action.progress} aria-label={`Progress of ${action.action_type}`} />}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function RequestForm({ id, twin }: { id: string; twin: TwinView }): JSX.Element {
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const request = async (form: HTMLFormElement) => {
    setIsBusy(true);
    setError(undefined);
    try {
      const type = String(new FormData(form).get('action_type')).trim();
      twin.act(await rest<DeviceAction>('POST', `/devices/${encodeURIComponent(id)}/actions`, { action_type: type }));
      toast(`${type} has been requested. The device is told now, or when it connects.`);
      form.reset();
    } catch (failed) {
      setError((failed as Error).message);
    }
    setIsBusy(false);
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void request(event.currentTarget);
      }}
    >
      <label class="grow">
        <span class="hidden">Action</span>
        <input name="action_type" list="actions" required maxLength={128} placeholder="reboot, lock, collect_logs…" autocomplete="off" />
      </label>
      <datalist id="actions">
        {common.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <button type="submit" class="primary" disabled={isBusy}>
        Request
      </button>
      <ErrorText text={error} />
    </form>
  );
}
