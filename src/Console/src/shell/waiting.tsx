import type { JSX } from 'preact';
import { client, failure, isLive, state } from '../live/connection';
import { Command } from '../parts/command';
import { Loading, Notice } from '../parts/states';
import { isSigningIn } from '../session/signIn';
import { failureText, isTokenProblem } from './failure';

/** In place of what the server does not let one see. */
export function NotPermitted({ what, why }: { what: string; why: string }): JSX.Element {
  return (
    <Notice icon="person" title={`You may not see ${what}`} tone="bad">
      <p>{why}</p>
      <button type="button" class="primary" onClick={() => (isSigningIn.value = true)}>
        Sign in
      </button>
    </Notice>
  );
}

/** In place of what is not known yet: says what it waits for, and what one can do about it. */
export function Waiting({ what }: { what: string }): JSX.Element {
  if (isLive.value) {
    return <Loading what={what} />;
  }
  if (state.value !== 'FAILED') {
    return (
      <Notice icon="fleet" title="There is no connection to the server">
        <p>The page connects by itself as soon as the server answers. If you run it yourself, look at its output, or start it:</p>
        <Command text="dotnet run --project src/WebHost" />
      </Notice>
    );
  }
  return (
    <Notice icon="person" title={failureText()} tone="bad">
      <p>{isTokenProblem() ? 'This server wants to know who you are.' : (failure.value?.reason ?? '')}</p>
      <button type="button" class="primary" onClick={() => (isTokenProblem() ? (isSigningIn.value = true) : void client.value.connect())}>
        {isTokenProblem() ? 'Sign in' : 'Connect again'}
      </button>
    </Notice>
  );
}
