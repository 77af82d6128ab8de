/** What is called with each event of a kind. */
export type Listener = (...values: never[]) => void;

/** How long a listener stays. */
export interface ListenerOptions {
  /** Ends the listening when it aborts. */
  signal?: AbortSignal;
  /** Ends the listening after the first event. */
  once?: boolean;
}

/** Keeps listeners by the name of what they listen to. One that throws is reported as an uncaught error and disturbs nobody else; one that is taken off is not called any more, also not with the event that is being told. */
export class Emitter {
  readonly #listeners = new Map<string, Map<Listener, ListenerOptions>>();

  on(name: string, listener: Listener, options: ListenerOptions = {}): () => void {
    const listeners = this.#listeners.get(name) ?? new Map<Listener, ListenerOptions>();
    const off = () => {
      // Not one that has been put on again since, for another reason.
      if (listeners.get(listener) === options) {
        listeners.delete(listener);
      }
    };
    if (!options.signal?.aborted) {
      this.#listeners.set(name, listeners.set(listener, options));
      options.signal?.addEventListener('abort', off, { once: true });
    }
    return off;
  }

  off(name: string, listener?: Listener): void {
    const listeners = this.#listeners.get(name);
    if (listener) {
      listeners?.delete(listener);
    } else {
      listeners?.clear();
    }
  }

  emit(name: string, ...values: unknown[]): void {
    const listeners = this.#listeners.get(name);
    for (const [listener, options] of [...(listeners ?? [])]) {
      if (listeners!.get(listener) === options) {
        if (options.once) {
          listeners!.delete(listener);
        }
        call(listener, ...values);
      }
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
