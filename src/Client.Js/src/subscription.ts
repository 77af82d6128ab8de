import type { Message } from './events.js';
import type { Position } from './protocol.generated.js';
import type { Topics } from './topics.js';

/** How to be on a topic. */
export interface SubscribeOptions {
  /** Continue behind this place: what has been published since comes first, where it is kept. Where the client is on the topic already, all its handlers hear it again. */
  since?: Position;
  /** Begin with the topic's state: the latest publication of each key. It also comes again when it cannot be told what was missed. */
  snapshot?: boolean;
  /** Begin so many publications back, or as far back as they are kept: for the first subscription to a topic that does not say `since`. */
  history?: number;
  /** `latest`: a client that reads slowly gets the latest of each key instead of every publication. */
  mode?: 'every' | 'latest';
  /** Ends the subscription when it aborts. */
  signal?: AbortSignal;
  /** Called with the data of each publication on this topic, whatever its type. */
  onMessage?: (data: Message['data'], message: Message) => void;
}

/** A reason to be on a topic. The client is on it as long as there is one. */
export class Subscription {
  /** Settled with the server's first answer: rejected with a `ProtocolError` if the topic is not for this client, or the subscription ended before. */
  readonly ready: Promise<void>;
  readonly onMessage: SubscribeOptions['onMessage'];
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  readonly #ended = new AbortController();

  constructor(
    readonly topic: string,
    options: SubscribeOptions,
    private readonly topics: Topics,
  ) {
    this.onMessage = options.onMessage;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.ready.catch(() => {}); // Whoever does not wait for it has the event `rejected`.
    options.signal?.addEventListener('abort', () => this.unsubscribe(), { once: true, signal: this.#ended.signal });
  }

  /** The last publication that was delivered, or where the subscription began; to be given as `since`, in another page for example. */
  get position(): Position | undefined {
    return this.topics.positionOf(this.topic);
  }

  /** Aborted when the subscription has ended, for whatever reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  unsubscribe(): void {
    this.topics.unsubscribe(this.topic, this);
  }

  /** @internal */
  settle(): void {
    this.#resolve();
  }

  /** @internal */
  end(error: unknown = new DOMException('The subscription has ended', 'AbortError')): void {
    this.#reject(error);
    this.#ended.abort(error);
  }
}
