import type { TokenProvider } from '@androidzen/client';
import { computed, signal } from '@preact/signals';
import { serverNow } from '../live/frames';
import { load, store } from '../parts/storage';

/** Who is signed in: in this tab, until it is closed. */
export interface Session {
  token: string;
  userId: string;
  username: string;
  roles: string[];
  /** The token can be minted anew, because this is a developer's machine. */
  isOfDevelopment: boolean;
}

const storageKey = 'androidzen.session';

const ofTab = () => sessionStorage;

export const session = signal(load<Session | undefined>(storageKey, undefined, ofTab));
/** The last one that has been minted: the connection renews its token, and requests are to have the new one, too. */
let minted: string | undefined;
/** What requests show. */
export const currentToken = () => minted ?? session.peek()?.token;
export const isAdmin = computed(() => session.value?.roles.includes('admin') ?? false);
export const mayPublish = computed(() => isAdmin.value || (session.value?.roles.includes('publisher') ?? false));
export const mayAcknowledge = computed(() => mayPublish.value || (session.value?.roles.includes('operator') ?? false));

/** @throws Error It is no token, or has run out: the text is for people. */
export function signIn(token: string, isOfDevelopment = false): void {
  const claims = claimsOf(token.trim());
  if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < serverNow()) {
    throw new Error('This token has run out. Ask for a new one.');
  }
  const roles = [claims['role'], claims['roles']].flat().filter((role): role is string => typeof role === 'string');
  const username = String(claims['sub'] ?? '');
  keep({
    token: token.trim(),
    userId: String(claims['user_id'] ?? username),
    username,
    roles: claims['is_admin'] === true ? [...roles, 'admin'] : roles,
    isOfDevelopment,
  });
}

/** Mints a token: in Development alone. */
export async function signInAsDeveloper(role = 'admin'): Promise<void> {
  signIn(await mint(role, 'developer'), true);
}

export function signOut(): void {
  // The dashboard has a cookie of its own.
  void fetch('./dashboard/session', { method: 'DELETE' }).catch(() => {});
  keep(undefined);
}

/** What the connection asks for its token: a developer's is minted anew, since it costs nothing. */
export function tokenFor(who: Session): TokenProvider {
  return who.isOfDevelopment ? () => mint(who.roles[0] ?? 'user', who.userId) : who.token;
}

async function mint(role: string, userId: string): Promise<string> {
  const answer = await fetch('./dev/token', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ role, user_id: userId }) });
  if (!answer.ok) {
    throw new Error('This server mints no tokens: it does not run in Development.');
  }
  minted = ((await answer.json()) as { token: string }).token;
  return minted;
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0)))) as Record<string, unknown>;
  } catch {
    throw new Error('This is not a JSON Web Token. It has three parts with dots between them.');
  }
}

function keep(value: Session | undefined): void {
  minted = undefined;
  store(storageKey, value, ofTab);
  session.value = value;
}
