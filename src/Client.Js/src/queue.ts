import { longestTimer } from './options.js';

/** A message as a client says it. */
export interface OutgoingMessage {
  type: string;
  data?: unknown;
  /** Echoed in the answer: docs/protocol.md, "What a client may send". */
  id?: string | number;
}

/** Why a message was not sent. */
export type DropReason = 'expired' | 'overflow' | 'closed' | 'disabled';

interface Waiting {
  message: OutgoingMessage;
  timer: ReturnType<typeof setTimeout>;
}

/** Messages that wait for a connection: bounded in number, and each in time. When it is full, the oldest gives way. */
export class OutgoingQueue {
  readonly #waiting: Waiting[] = [];

  constructor(
    private readonly capacity: number,
    private readonly dropped: (message: OutgoingMessage, reason: DropReason) => void,
  ) {}

  /**
   * @param message It waits as it is now, whatever becomes of the object.
   * @param timeToLive Milliseconds after which it is not worth sending any more.
   * @throws TypeError The message is no JSON.
   */
  add(message: OutgoingMessage, timeToLive: number): void {
    const waiting: Waiting = {
      message: JSON.parse(JSON.stringify(message)) as OutgoingMessage,
      timer: setTimeout(() => this.#drop(waiting, 'expired'), Math.min(timeToLive, longestTimer)),
    };
    this.#waiting.push(waiting);
    if (this.#waiting.length > this.capacity) {
      this.#drop(this.#waiting[0]!, 'overflow');
    }
  }

  /** Sends what waits, in order, for as long as that succeeds. */
  flush(send: (message: OutgoingMessage) => boolean): void {
    for (let first = this.#waiting[0]; first && send(first.message); first = this.#waiting[0]) {
      this.#take(first);
    }
  }

  remove(id: string | number): void {
    const waiting = this.#waiting.find(({ message }) => message.id === id);
    if (waiting) {
      this.#take(waiting);
    }
  }

  clear(): void {
    for (const waiting of [...this.#waiting]) {
      this.#drop(waiting, 'closed');
    }
  }

  #drop(waiting: Waiting, reason: DropReason): void {
    this.#take(waiting);
    this.dropped(waiting.message, reason);
  }

  #take(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
  }
}
