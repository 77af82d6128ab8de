import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { serverInfo } from '../live/server';
import { Dialog } from '../parts/dialog';
import { ErrorText } from '../parts/states';
import { signIn, signInAsDeveloper } from './session';

export const isSigningIn = signal(false);

/** Who are you? A token says it; on a developer's machine, one click. */
export function SignIn(): JSX.Element | null {
  const [error, setError] = useState<string>();
  if (!isSigningIn.value) {
    return null;
  }
  const close = () => {
    setError(undefined);
    isSigningIn.value = false;
    document.getElementById('main')?.focus(); // Where one came from may not be there any more.
  };
  const attempt = async (how: () => void | Promise<void>) => {
    try {
      await how();
      close();
    } catch (failed) {
      setError((failed as Error).message);
    }
  };
  return (
    <Dialog title="Sign in" onClose={close}>
      {serverInfo.value?.development && (
        <div class="stack">
          <p>This server runs in Development: it believes you.</p>
          <div class="row">
            <button type="button" class="primary" autofocus onClick={() => void attempt(() => signInAsDeveloper('admin'))}>
              Sign in as administrator
            </button>
            <button type="button" onClick={() => void attempt(() => signInAsDeveloper('operator'))}>
              as operator
            </button>
            <button type="button" onClick={() => void attempt(() => signInAsDeveloper('user'))}>
              as user
            </button>
          </div>
          <p class="or">or with a token</p>
        </div>
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => signIn(String(new FormData(event.currentTarget).get('token'))));
        }}
      >
        <label>
          Token
          <textarea name="token" rows={4} required spellcheck={false} autocomplete="off" placeholder="eyJhbGciOi…" aria-describedby="token-help" />
        </label>
        <p id="token-help" class="help">
          A JSON Web Token of your organization. It is kept in this tab alone, until you sign out or close it.
        </p>
        <ErrorText text={error} />
        <button type="submit" class={serverInfo.value?.development ? '' : 'primary'}>
          Sign in
        </button>
      </form>
    </Dialog>
  );
}
