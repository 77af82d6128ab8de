import type { SecurityAlert } from '@androidzen/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../live/frames';
import { ago, dateAndTime, words } from '../parts/text';
import { mayAcknowledge } from '../session/session';
import { linkToDevice } from '../shell/router';
import { toast } from '../shell/toasts';
import { acknowledge } from './alerts';

/** Alerts, each with what it says and what has become of it. */
export function AlertList({ alerts, empty, showDevice = false }: { alerts: readonly SecurityAlert[]; empty: string; showDevice?: boolean }): JSX.Element {
  if (alerts.length === 0) {
    return <p class="empty">{empty}</p>;
  }
  return (
    <ol class="alerts">
      {alerts.map((alert) => (
        <Alert key={alert.alert_id} alert={alert} showDevice={showDevice} />
      ))}
    </ol>
  );
}

function Alert({ alert, showDevice }: { alert: SecurityAlert; showDevice: boolean }): JSX.Element {
  const { type, severity, message, ...details } = alert.alert_details as { type?: string; severity?: string; message?: string };
  const isOpen = alert.state === 'open';
  return (
    <li class={isOpen ? 'open' : 'done'} data-alert={alert.alert_id}>
      <div class="what">
        <b>{words(String(type ?? 'Alert'))}</b>
        {showDevice && <a href={linkToDevice(alert.device_id)}>{alert.device_id}</a>}
        {severity && <span class={`label ${severity === 'critical' || severity === 'high' ? 'critical' : 'warning'}`}>{severity}</span>}
        {alert.escalated && isOpen && <span class="label critical">escalated</span>}
        <time dateTime={alert.timestamp} title={dateAndTime(alert.timestamp)}>
          {ago(alert.timestamp, now.value)}
        </time>
      </div>
      {message && <p>{message}</p>}
      {Object.keys(details).length > 0 && <p class="details">{Object.entries(details).map(([name, value]) => `${words(name)}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(' · ')}</p>}
      {!isOpen && (
        <p class="by">
          Seen to by {alert.acknowledged_by} {ago(alert.acknowledged_at, now.value)}
          {alert.note ? `: “${alert.note}”` : ''}
        </p>
      )}
      {isOpen && mayAcknowledge.value && <AcknowledgeForm alert={alert} />}
    </li>
  );
}

function AcknowledgeForm({ alert }: { alert: SecurityAlert }): JSX.Element {
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setIsBusy(true);
    try {
      await acknowledge(alert.alert_id, String(new FormData(form).get('note')).trim());
      toast('The alert has been acknowledged.');
      document.getElementById('main')?.focus(); // The form is gone.
    } catch (error) {
      toast((error as Error).message, 'bad');
    }
    setIsBusy(false);
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label class="grow">
        <span class="hidden">Note</span>
        <input name="note" maxLength={500} placeholder="What you did about it (optional)" autocomplete="off" />
      </label>
      <button type="submit" disabled={isBusy}>
        Acknowledge
      </button>
    </form>
  );
}
