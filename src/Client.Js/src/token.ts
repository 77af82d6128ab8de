import type { TokenProvider } from './options.js';

/** The part of a token's life after which it is renewed, and how long before its end at the latest, in milliseconds. */
const renewAfter = 0.8;
const latestBeforeEnd = 60_000;
/** Timers take no longer delay. */
const longestTimer = 2 ** 31 - 1;

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
      this.#timer = setTimeout(() => void this.#renew(), Math.min(longestTimer, Math.max(life * renewAfter, life - latestBeforeEnd)));
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #renew(): Promise<void> {
    try {
      const token = await this.get();
      if (token) {
        this.expiresIn(await this.renew(token));
      }
    } catch (error) {
      this.failed(error); // The server closes with 4003 when the old one has run out; the next connection asks again.
    }
  }
}
