import type { Greeting } from './protocol.generated.js';

/** The part of the WebSocket interface that is needed: that of browsers, of Node, and of the `ws` package. */
export interface WebSocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Ends it without a word; that of `ws` has it, and waits half a minute for an answer to `close`. */
  terminate?(): void;
}

/** What makes a WebSocket. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** A message of the server as it came. */
export interface Frame {
  type: string;
  /** When the server made it: ISO 8601, UTC. */
  timestamp: string;
  data: Record<string, unknown>;
  v?: number;
  topic?: string;
  epoch?: string;
  offset?: number;
  /** What the publication is the latest of. */
  key?: string;
  id?: string | number;
  /** How many publications directly before this one were left out for a client that reads slowly. */
  skipped?: number;
}

/** The times of a connection, in milliseconds. */
export interface LinkTimes {
  connectTimeout: number;
  heartbeatInterval: number;
  heartbeatTimeout: number;
  closeTimeout: number;
  enableHeartbeat: boolean;
}

/** Who hears of a connection. Nothing more is said after `closed`. */
export interface LinkListener {
  greeted(greeting: Greeting): void;
  received(frame: Frame): void;
  closed(code: number, reason: string): void;
}

/** Close codes that no server sends here. */
const abnormal = 1006;
const protocolViolation = 1002;
const socketOpen = 1;
const defaultServerInterval = 30_000;

/** One socket, from its opening to its end. It tells of its end once, also when the network does not. */
export class Link {
  readonly #socket: WebSocketLike;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #serverInterval = defaultServerInterval;
  #isGreeted = false;
  /** Whether an answer is waited for. */
  #isProbing = false;
  #heardAt = 0;
  #isOver = false;

  constructor(
    url: string,
    socketType: WebSocketConstructor,
    private readonly times: LinkTimes,
    private readonly listener: LinkListener,
  ) {
    this.#socket = new socketType(url);
    this.#socket.onmessage = (event: { data: unknown }) => this.#receive(event.data);
    this.#socket.onclose = (event: { code: number; reason: string }) => this.#end(event.code, event.reason);
    this.#socket.onerror = () => {}; // The close event that follows says what there is to say.
    this.#after(times.connectTimeout, () => this.#abandon('The server did not greet in time'));
  }

  /** @returns Whether it was sent: a socket that is closing takes nothing any more. */
  send(message: object): boolean {
    const isOpen = this.#socket.readyState === socketOpen;
    if (isOpen) {
      this.#socket.send(JSON.stringify(message));
    }
    return isOpen;
  }

  /**
   * Closes in good order; where the other side does not answer, it is over all the same.
   * @throws DOMException The code is none that may be sent, or the reason too long; then nothing is closed.
   */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#socket.onmessage = null; // As in a browser: not everybody's WebSocket is silent from here on.
    this.#after(this.times.closeTimeout, () => this.#abandon(reason, code));
  }

  /** Asks whether the other side is there still, and gives up if nothing comes back in time. */
  probe(): void {
    if (this.#isGreeted && !this.#isProbing) {
      this.#isProbing = true;
      this.send({ type: 'heartbeat', data: {} });
      this.#after(this.times.heartbeatTimeout, () => this.#abandon('Nothing was heard from the server'));
    }
  }

  /** Gives up without waiting for anything: the listener is not told. */
  forget(code?: number, reason?: string): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    if (code === undefined && this.#socket.terminate) {
      this.#socket.terminate();
    } else {
      this.#socket.close(code, reason);
    }
  }

  #receive(text: unknown): void {
    if (this.#isOver) {
      return;
    }
    this.#heardAt = Date.now();
    if (this.#isProbing) {
      this.#isProbing = false;
      this.#watch();
    }
    let frame: Frame;
    try {
      frame = JSON.parse(text as string) as Frame;
    } catch {
      this.#abandon('The server sent what is not JSON', protocolViolation);
      return;
    }
    if (!this.#isGreeted && frame.type === 'device_connected') {
      const greeting = frame.data as unknown as Greeting;
      this.#isGreeted = true;
      this.#serverInterval = greeting.heartbeat_interval_ms ?? defaultServerInterval;
      this.#watch();
      this.listener.greeted(greeting);
    }
    if (!this.#isOver) {
      this.listener.received(frame);
    }
  }

  /** With heartbeats of our own, each must be followed by something; without them, two intervals of the server's may not pass in silence. */
  #watch(): void {
    if (this.times.enableHeartbeat) {
      this.#after(this.times.heartbeatInterval, () => this.probe());
      return;
    }
    const silence = this.#heardAt + 2 * this.#serverInterval - Date.now();
    if (silence > 0) {
      this.#after(silence, () => this.#watch());
    } else {
      this.#abandon('Nothing was heard from the server');
    }
  }

  #after(delay: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, delay);
  }

  #abandon(reason: string, code = abnormal): void {
    const isOver = this.#isOver;
    this.forget();
    if (!isOver) {
      this.listener.closed(code, reason);
    }
  }

  #end(code: number, reason: string): void {
    if (!this.#isOver) {
      this.#isOver = true;
      clearTimeout(this.#timer);
      this.listener.closed(code, reason);
    }
  }
}
