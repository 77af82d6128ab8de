import { addressOf, randomId } from './address.js';
import { backoff, mayReconnect } from './backoff.js';
import type { ConnectionState, StateChange } from './events.js';
import { Link, type Frame } from './link.js';
import type { Settings } from './options.js';
import type { Greeting, Position } from './protocol.generated.js';
import { Tokens } from './token.js';

const normalClosure = 1000;
const abnormalClosure = 1006;
const tokenExpired = 4003;
const replaced = 4008;
const invalidToken = 4500;
/** A connection that lasts longer, in milliseconds, was a success: the next delays begin small again. */
const successAfter = 5000;
/** What a browser tells when its network, or the page itself, comes and goes. */
const wakeEvents = ['online', 'offline', 'visibilitychange', 'pageshow'];

/** What a connection needs of the client, and tells it. */
export interface ConnectionOwner {
  /** What the client has of the topics that it is on without having asked: the `since` of the query. */
  since(): Record<string, Position>;
  /** There is a connection now, in place of none, or of another one that has been given up in the same step. */
  opened(greeting: Greeting): void;
  /** What was sent and not answered will not be. */
  lost(): void;
  received(frame: Frame): void;
  changed(change: StateChange): void;
  renew(token: string): Promise<number | undefined>;
  tokenFailed(error: unknown): void;
}

interface Opening {
  promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Whether the browser says that it has no network. It may be wrong, so attempts are made all the same. */
const isOffline = () => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;

/** The connection as the client sees it: one link after another, and the states of the specification. */
export class Connection {
  readonly #address: URL;
  readonly #tokens: Tokens;
  #state: ConnectionState = 'CLOSED';
  #clientId: string;
  #greeting: Greeting | undefined;
  #link: Link | undefined;
  /** A link that is to take the place of `#link`, before that one is closed. */
  #next: Link | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many attempts have failed in a row; those that were made offline do not count. */
  #attempt = 0;
  /** How far the delays have grown. */
  #step = 0;
  /** Whether the timer leads to the next attempt: one that is under way is not begun again. */
  #isWaiting = false;
  #openedAt: number | undefined;
  #refusedToken: string | undefined;
  /** Counts what ends attempts under way: one that has waited for its token must not go on then. */
  #generation = 0;
  #opening: Opening | undefined;
  readonly #wake = () => this.#check();

  /** @throws TypeError The address is not well formed. */
  constructor(
    url: string | URL,
    private readonly settings: Settings,
    private readonly owner: ConnectionOwner,
  ) {
    this.#address = addressOf(url);
    this.#clientId = settings.clientId ?? this.#address.searchParams.get('client_id') ?? randomId();
    this.#tokens = new Tokens(settings.token, (token) => owner.renew(token), (error) => owner.tokenFailed(error));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get clientId(): string {
    return this.#clientId;
  }

  /** What the server said when the connection was made; there is none while there is no connection. */
  get greeting(): Greeting | undefined {
    return this.#greeting;
  }

  /** @returns Whether there is a connection, and it was sent. */
  send(message: object): boolean {
    return this.#greeting !== undefined && this.#link?.send(message) === true;
  }

  connect(): Promise<void> {
    if (this.#state === 'OPEN') {
      return Promise.resolve();
    }
    const opening = this.#opening ?? this.#promiseToOpen();
    if (this.#isWaiting) {
      this.#tryNow();
    } else if (this.#state !== 'CONNECTING' && this.#state !== 'RECONNECTING') {
      this.#link?.forget();
      this.#disconnected();
      this.#attempt = this.#step = 0;
      this.#listenForWakeUps(true);
      this.#tryNow();
      this.#become('CONNECTING');
    }
    return opening.promise;
  }

  close(code: number, reason: string): void {
    if (this.#state === 'CLOSED' || this.#state === 'CLOSING') {
      return;
    }
    this.#link?.close(code, reason);
    this.#stopWaiting();
    if (this.#link) {
      this.#become('CLOSING', { code, reason });
    } else {
      this.#ended('CLOSED', { code, reason });
    }
  }

  /** Ends every attempt that is under way or waited for. */
  #stopWaiting(): void {
    this.#generation++;
    this.#isWaiting = false;
    clearTimeout(this.#timer);
    this.#next?.forget();
    this.#next = undefined;
  }

  #tryNow(): void {
    this.#stopWaiting();
    this.#timer = setTimeout(() => {
      this.owner.tokenFailed(new Error('No token was there in time'));
      this.#lost(abnormalClosure, 'No token was there in time');
    }, this.settings.connectTimeout);
    void this.#open((link) => {
      clearTimeout(this.#timer);
      this.#link = link;
    });
  }

  /** Makes a link, once there is a token for it. */
  async #open(use: (link: Link) => void): Promise<void> {
    const generation = this.#generation;
    const failed = (reason: string) => {
      if (this.#generation === generation && !this.#link) {
        this.#lost(abnormalClosure, reason);
      }
    };
    let token: string | undefined;
    try {
      token = await this.#tokens.get();
    } catch (error) {
      this.owner.tokenFailed(error);
      return failed('No token could be had');
    }
    if (this.#generation === generation) {
      try {
        const link: Link = new Link(this.#addressWith(token), this.settings.WebSocket, this.settings, {
          greeted: (greeting) => this.#greeted(link, greeting),
          received: (frame) => this.#received(link, frame),
          closed: (code, reason) => this.#closed(link, code, reason, token),
        });
        use(link);
      } catch (error) {
        failed(String(error)); // A page with TLS may not open a socket without.
      }
    }
  }

  #addressWith(token: string | undefined): string {
    const address = new URL(this.#address);
    address.searchParams.set('client_id', this.#clientId);
    if (token) {
      address.searchParams.set('token', token);
    }
    const since = this.owner.since();
    if (Object.keys(since).length > 0) {
      address.searchParams.set('since', JSON.stringify(since));
    }
    return address.href;
  }

  #greeted(link: Link, greeting: Greeting): void {
    if (link === this.#next) {
      this.owner.lost();
      this.#link?.forget(normalClosure, 'Moved to another connection');
      this.#link = link;
      this.#next = undefined;
    }
    this.#greeting = greeting;
    this.#openedAt = Date.now();
    this.#tokens.expiresIn(greeting.token_expires_in_s);
    this.owner.opened(greeting);
    if (this.#link !== link || this.#state === 'CLOSING') {
      return; // Somebody has closed it who was told of what came.
    }
    this.#become('OPEN');
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  #received(link: Link, frame: Frame): void {
    if (link !== this.#link) {
      return;
    }
    if (frame.type === 'reconnect') {
      this.#stopWaiting();
      // The next link is made before this one is given up. If that fails, this one's end leads to the next attempt.
      this.#timer = setTimeout(() => void this.#open((next) => (this.#next = next)), frame.data['after_ms'] as number);
    }
    this.owner.received(frame);
  }

  #closed(link: Link, code: number, reason: string, token: string | undefined): void {
    if (link === this.#next) {
      this.#next = undefined;
      if (this.#link) {
        return;
      }
    } else if (link !== this.#link) {
      return;
    }
    this.#link = undefined;
    if (this.#next && mayReconnect(code)) {
      this.#greeting = undefined;
      return; // The link that is to take its place is on its way; where both have one client id, that is why this one was closed.
    }
    if (this.#state === 'CLOSING') {
      this.#ended('CLOSED', { code, reason });
    } else {
      this.#lost(code, reason, token);
    }
  }

  #lost(code: number, reason: string, token?: string): void {
    this.#stopWaiting();
    if (this.#openedAt !== undefined && Date.now() - this.#openedAt >= successAfter) {
      this.#attempt = this.#step = 0;
    }
    if (this.#isHopeless(code, token) || this.#attempt >= this.settings.maxReconnectAttempts) {
      this.#ended('FAILED', { code, reason, attempt: this.#attempt });
      return;
    }
    this.#disconnected();
    if (code === replaced) {
      this.#clientId = randomId(); // Whoever has the old one would take turns with this client for ever.
    }
    const delay = backoff(this.#step++, this.settings.reconnectDelay, this.settings.maxReconnectDelay);
    if (!isOffline()) {
      this.#attempt++;
    }
    this.#isWaiting = true;
    this.#timer = setTimeout(() => this.#tryNow(), delay);
    this.#become('RECONNECTING', { code, reason, attempt: this.#attempt, delay });
  }

  /** Whether another attempt would end in the same way. A provider may have another token; twice the same one is not asked for again. */
  #isHopeless(code: number, token: string | undefined): boolean {
    const used = token ?? '';
    const mayBeAnother = this.#tokens.mayChange && used !== this.#refusedToken;
    this.#refusedToken = code === invalidToken ? used : undefined;
    return code === invalidToken ? !mayBeAnother : !mayReconnect(code) || (code === tokenExpired && !this.#tokens.mayChange);
  }

  #ended(state: 'CLOSED' | 'FAILED', change: Partial<StateChange>): void {
    const opening = this.#opening; // Whoever is told may connect again, and wait for that.
    this.#opening = undefined;
    this.#disconnected();
    this.#listenForWakeUps(false);
    this.#become(state, change);
    opening?.reject(new Error(`The connection is ${state}: ${change.code} ${change.reason}`));
  }

  #disconnected(): void {
    this.#greeting = undefined;
    this.#link = undefined;
    this.#openedAt = undefined;
    this.#tokens.stop();
    this.owner.lost();
  }

  #become(state: ConnectionState, change: Partial<StateChange> = {}): void {
    const previous = this.#state;
    this.#state = state;
    if (state !== previous || state === 'RECONNECTING') {
      this.owner.changed({ ...change, state, previous });
    }
  }

  #promiseToOpen(): Opening {
    let resolve!: () => void;
    let reject!: (error: unknown) => void;
    const promise = new Promise<void>((onOpen, onFailure) => ([resolve, reject] = [onOpen, onFailure]));
    promise.catch(() => {}); // The states tell it to those who do not wait.
    return (this.#opening = { promise, resolve, reject });
  }

  #listenForWakeUps(isListening: boolean): void {
    const page = globalThis as Partial<EventTarget>;
    for (const event of wakeEvents) {
      page[isListening ? 'addEventListener' : 'removeEventListener']?.(event, this.#wake);
    }
  }

  /** The network or the page may have been away: what is waited for is tried at once, what is open must prove it. */
  #check(): void {
    if (this.#state === 'OPEN') {
      this.#link?.probe();
    } else if (this.#isWaiting && !isOffline()) {
      this.#step = 0;
      this.#tryNow();
    }
  }
}
