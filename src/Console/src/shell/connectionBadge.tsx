import type { ConnectionState } from '@androidzen/client';
import type { JSX } from 'preact';
import { client, retryAt, state } from '../live/connection';
import { now } from '../live/frames';
import { isSigningIn } from '../session/signIn';
import { failureText, isTokenProblem } from './failure';

/** Said when it changes; the seconds to the next attempt are to be seen, and not to be listened to. */
const spoken: Record<ConnectionState, string> = {
  CONNECTING: 'Connecting',
  OPEN: 'The page is live',
  CLOSING: 'Disconnected',
  CLOSED: 'Disconnected',
  RECONNECTING: 'The connection is lost; reconnecting',
  FAILED: '',
};

/** Whether what is on the page is live: always in sight. */
export function ConnectionBadge(): JSX.Element {
  const { tone, text } = describe();
  return (
    <div class="connection">
      <span class="hidden" role="status">
        {spoken[state.value] || failureText()}
      </span>
      <span class={`badge ${tone}`} data-state={state.value}>
        <span class="dot" aria-hidden="true" />
        {text}
      </span>
      {state.value === 'RECONNECTING' && (
        <button type="button" class="quiet" onClick={() => void client.value.connect()}>
          Try now
        </button>
      )}
      {state.value === 'FAILED' && (
        <button type="button" class="quiet" onClick={() => (isTokenProblem() ? (isSigningIn.value = true) : void client.value.connect())}>
          {isTokenProblem() ? 'Sign in' : 'Connect'}
        </button>
      )}
    </div>
  );
}

function describe(): { tone: string; text: string } {
  switch (state.value) {
    case 'OPEN':
      return { tone: 'good', text: 'Live' };
    case 'CONNECTING':
      return { tone: 'warning', text: 'Connecting…' };
    case 'RECONNECTING': {
      const seconds = Math.ceil(((retryAt.value ?? 0) - now.value) / 1000);
      return { tone: 'warning', text: seconds > 0 ? `Offline. Trying in ${seconds} s` : 'Reconnecting…' };
    }
    case 'FAILED':
      return { tone: 'bad', text: failureText() };
    default:
      return { tone: 'bad', text: 'Disconnected' };
  }
}
