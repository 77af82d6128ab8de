import { failure } from '../live/connection';
import { session } from '../session/session';

/** Whether another token would mend it: it was refused, or has run out, or one is asked for (docs/protocol.md, "Close codes"). */
export const isTokenProblem = () => failure.value?.code === 4500 || failure.value?.code === 4003;

/** Why there will be no connection before somebody does something. */
export function failureText(): string {
  switch (failure.value?.code) {
    case 4003:
    case 4500:
      return session.value ? 'Sign in again' : 'Sign in to see this';
    case 4503:
      return 'Disconnected by an administrator';
    case 4504:
      return 'Too many connections';
    default:
      return 'Disconnected';
  }
}
