import { signal, type Signal } from '@preact/signals';

/** A number that goes up when something has changed, at most once for each frame that the browser paints: however fast messages come, nothing is drawn more often than it can be seen. */
export class Changes {
  readonly #version: Signal<number> = signal(0);
  #isWaiting = false;

  /** To be read where something is to be drawn anew. */
  get version(): number {
    return this.#version.value;
  }

  mark(): void {
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      // A page in the background paints nothing; what it shows when it comes back must be there already.
      (document.hidden ? (next: () => void) => setTimeout(next, 250) : requestAnimationFrame)(() => {
        this.#isWaiting = false;
        this.#version.value++;
      });
    }
  }
}

/** How far the server's clock is ahead of this browser's, in milliseconds: ages are of timestamps of the server. */
let ahead = 0;

/** The time by the server's clock, in milliseconds since 1970. */
export const serverNow = () => Date.now() + ahead;

/** The server has just said what time it is. */
export function setServerTime(timestamp: string): void {
  ahead = Date.parse(timestamp) - Date.now();
}

/** The time by the server's clock, as often as texts like "12 s ago" need it. */
export const now = signal(serverNow());
setInterval(() => (now.value = serverNow()), 1000);
