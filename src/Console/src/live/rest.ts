import { currentToken, signOut } from '../session/session';
import { toast } from '../shell/toasts';

/** A request was refused: the text is for people, and names the field and the rule where one is wrong. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const noContent = 204;

interface Problem {
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

/**
 * Asks the REST interface (docs/protocol.md, "REST"), with the token of whoever is signed in.
 * @throws RestError The answer is a problem, or there is none.
 */
export async function rest<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const token = currentToken();
  let answer: Response;
  try {
    answer = await fetch(`.${path}`, {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new RestError(0, `The server does not answer (${(error as Error).message}). Try again when the connection is live.`);
  }
  if (answer.ok) {
    return (answer.status === noContent ? undefined : await answer.json()) as Answer;
  }
  if (answer.status === 401 && token && token === currentToken()) {
    signOut();
    toast('Your token is not accepted any more: sign in again.', 'bad');
  }
  throw new RestError(answer.status, await explain(answer));
}

async function explain(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as Problem;
    const errors = Object.entries(problem.errors ?? {}).map(([field, rules]) => `${field} ${rules.join(', ')}`);
    return errors.length > 0 ? errors.join('; ') : (problem.detail ?? problem.title ?? answer.statusText);
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}
