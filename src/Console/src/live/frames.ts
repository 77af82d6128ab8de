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

/** The time, as often as texts like "12 s ago" need it. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);
