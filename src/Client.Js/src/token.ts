import { ProtocolError } from './errors.js';
import { longestTimer, type TokenProvider } from './options.js';

/** The part of a token's life after which it is renewed, and how long before its end at the latest, in milliseconds. */
const renewAfter = 0.8;
const latestBeforeEnd = 60_000;
/** No sooner, in milliseconds: a provider may have none but the token that is about to run out. */
const renewNotBefore = 1000;

/** Gets tokens, and says when the next one is due. */
export class Tokens {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly provider: TokenProvider | undefined,
    private readonly renew: (token: string) => Promise<number | undefined>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Whether another token may be had when one was not accepted. */
  get mayChange(): boolean {
    return typeof this.provider === 'function';
  }

  async get(): Promise<string | undefined> {
    return typeof this.provider === 'function' ? this.provider() : this.provider;
  }

  /** The connection's token has so long to live: before that, the next one is got and sent. */
  expiresIn(seconds: number | undefined): void {
    this.stop();
    if (seconds !== undefined && this.mayChange) {
      const life = seconds * 1000;
      const expires = Date.now() + life;
      this.#timer = setTimeout(() => void this.#renew(expires), Math.min(longestTimer, Math.max(renewNotBefore, life * renewAfter, life - latestBeforeEnd)));
    }
  }

  /** The connection is gone: what comes of a renewal that is under way is not for the next one, which has a token of its own. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #renew(expires: number): Promise<void> {
    const timer = this.#timer;
    const isStopped = () => this.#timer !== timer;
    try {
      const token = await this.get();
      const seconds = token && !isStopped() ? await this.renew(token) : undefined;
      if (!isStopped()) {
        this.expiresIn(seconds);
      }
    } catch (error) {
      if (!isStopped()) {
        this.failed(error);
        // What the server has refused it would refuse again. It closes with 4003 when the old token has run out; the next connection asks for another one.
        this.expiresIn(error instanceof ProtocolError && error.code !== 'unavailable' ? undefined : (expires - Date.now()) / 1000);
      }
    }
  }
}
