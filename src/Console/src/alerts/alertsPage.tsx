import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { count } from '../parts/text';
import { mayAcknowledge } from '../session/session';
import { isSigningIn } from '../session/signIn';
import { NotPermitted, Waiting } from '../shell/waiting';
import { AlertList } from './alertList';
import { allAlerts, isKnown, openAlerts, rejection } from './alerts';

/** All alerts: those that wait for somebody first. */
export function AlertsPage(): JSX.Element {
  const showsAll = useSignal(false);
  if (rejection.value) {
    return <NotPermitted what="alerts" why={rejection.value} />;
  }
  if (!isKnown.value) {
    return <Waiting what="alerts" />;
  }
  const shown = showsAll.value ? allAlerts.value : openAlerts.value;
  return (
    <div class="page">
      <div class="heading">
        <h1>Alerts</h1>
        <p class="lead">
          {openAlerts.value.length === 0 ? 'Nothing waits for you.' : `${count(openAlerts.value.length, 'alert waits', 'alerts wait')} for somebody to see to ${openAlerts.value.length === 1 ? 'it' : 'them'}.`}
        </p>
      </div>
      <section class="card" aria-label="Alerts">
        <div class="toolbar">
          <div class="chips" role="group" aria-label="Show">
            <button type="button" class="chip" aria-pressed={!showsAll.value} onClick={() => (showsAll.value = false)}>
              Open <span class="n">{openAlerts.value.length}</span>
            </button>
            <button type="button" class="chip" aria-pressed={showsAll.value} onClick={() => (showsAll.value = true)}>
              All <span class="n">{allAlerts.value.length}</span>
            </button>
          </div>
          {!mayAcknowledge.value && (
            <p class="help">
              To acknowledge alerts you need the role operator.{' '}
              <button type="button" class="link" onClick={() => (isSigningIn.value = true)}>
                Sign in
              </button>
            </p>
          )}
        </div>
        <AlertList alerts={shown} showDevice empty={showsAll.value ? 'No alert has been raised yet. Those that back ends raise are here at once.' : 'No open alert. New ones are here at once.'} />
      </section>
    </div>
  );
}
