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
  expires: number;
}

/** Messages that wait for a connection: bounded in number, and each in time. When it is full, the oldest gives way. */
export class OutgoingQueue {
  #waiting: Waiting[] = [];

  constructor(
    private readonly capacity: number,
    private readonly dropped: (message: OutgoingMessage, reason: DropReason) => void,
  ) {}

  /** @param timeToLive Milliseconds after which it is not worth sending any more. */
  add(message: OutgoingMessage, timeToLive: number): void {
    this.#waiting.push({ message, expires: Date.now() + timeToLive });
    if (this.#waiting.length > this.capacity) {
      this.dropped(this.#waiting.shift()!.message, 'overflow');
    }
  }

  /** Takes everything out, in order; what has expired is told as dropped. */
  takeAll(): OutgoingMessage[] {
    const now = Date.now();
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.filter(({ message, expires }) => {
      if (expires < now) {
        this.dropped(message, 'expired');
      }
      return expires >= now;
    }).map(({ message }) => message);
  }

  remove(message: OutgoingMessage): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.message !== message);
  }

  clear(): void {
    for (const message of this.takeAll()) {
      this.dropped(message, 'closed');
    }
  }
}
