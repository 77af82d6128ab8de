/** What is called with each event of a kind. */
export type Listener = (...values: never[]) => void;

/** How long a listener stays. */
export interface ListenerOptions {
  /** Ends the listening when it aborts. */
  signal?: AbortSignal;
  /** Ends the listening after the first event. */
  once?: boolean;
}

/** Keeps listeners by the name of what they listen to. One that throws is reported as an uncaught error and disturbs nobody else. */
export class Emitter {
  readonly #listeners = new Map<string, Map<Listener, ListenerOptions>>();

  on(name: string, listener: Listener, options: ListenerOptions = {}): () => void {
    const off = () => this.off(name, listener);
    if (options.signal?.aborted) {
      return off;
    }
    const listeners = this.#listeners.get(name) ?? new Map<Listener, ListenerOptions>();
    this.#listeners.set(name, listeners.set(listener, options));
    options.signal?.addEventListener('abort', off, { once: true });
    return off;
  }

  off(name: string, listener?: Listener): void {
    if (listener) {
      this.#listeners.get(name)?.delete(listener);
    } else {
      this.#listeners.delete(name);
    }
  }

  emit(name: string, ...values: unknown[]): void {
    const listeners = this.#listeners.get(name);
    if (!listeners) {
      return;
    }
    for (const [listener, { once }] of [...listeners]) {
      if (once) {
        listeners.delete(listener);
      }
      call(listener, ...values);
    }
  }
}

/** Calls what belongs to the user of the library. */
export function call(listener: Listener, ...values: unknown[]): void {
  try {
    listener(...(values as never[]));
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  if (typeof reportError === 'function') {
    reportError(error);
  } else {
    console.error(error);
  }
}
