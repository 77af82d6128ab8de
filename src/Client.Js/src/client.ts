import { Connection } from './connection.js';
import { Emitter, type Listener, type ListenerOptions } from './emitter.js';
import type { ClientEvents, ConnectionState, Message } from './events.js';
import { messagesOf, type IterationOptions } from './iteration.js';
import type { Frame } from './link.js';
import { settingsOf, type Settings, type WebSocketClientOptions } from './options.js';
import type { ErrorCode, Greeting, Position, ServerMessages } from './protocol.generated.js';
import { OutgoingQueue, type DropReason, type OutgoingMessage } from './queue.js';
import { Requests } from './requests.js';
import type { SubscribeOptions, Subscription } from './subscription.js';
import { Topics } from './topics.js';

/** How to send one message. */
export interface SendOptions {
  /** How long it may wait for a connection, in milliseconds. Default: `messageTimeToLive`. */
  timeToLive?: number;
}

/** How to ask for something. */
export interface RequestOptions extends SendOptions {
  /** Ends the waiting for the answer. */
  signal?: AbortSignal;
}

/**
 * A connection to AndroidZen that comes back by itself, and the topics that are wanted on it. Its handlers get each publication of a topic once and in order, across all reconnections, or
 * hear that it cannot be so (`gap`).
 */
export class WebSocketClient {
  readonly #settings: Settings;
  readonly #connection: Connection;
  readonly #emitter = new Emitter();
  readonly #topics: Topics;
  readonly #requests = new Requests();
  readonly #queue: OutgoingQueue;
  #ids = 0;

  /**
   * @param url Where the server is: `ws://host/ws`; http and https will do, and in a page a path alone.
   * @throws TypeError The address, or an option, is not well formed.
   */
  constructor(url: string | URL, options: WebSocketClientOptions = {}) {
    this.#settings = settingsOf(options);
    this.#topics = new Topics({ send: (message) => void this.#transmit(message), emit: (name, ...values) => this.#emitter.emit(name, ...values), nextId: () => this.#nextId() });
    this.#queue = new OutgoingQueue(this.#settings.messageQueueSize, (message, reason) => this.#dropped(message, reason));
    this.#connection = new Connection(url, this.#settings, {
      since: () => this.#topics.since,
      opened: (greeting) => this.#opened(greeting),
      lost: () => {
        this.#topics.suspend();
        this.#requests.lost();
      },
      received: (frame) => this.#receive(frame),
      changed: (change) => {
        if (change.state === 'CLOSED' || change.state === 'FAILED') {
          this.#queue.clear();
        }
        this.#emitter.emit('stateChange', change);
        this.#emitter.emit(change.state.toLowerCase(), change);
      },
      renew: (token) => this.#renew(token),
      tokenFailed: (error) => this.#emitter.emit('tokenError', error),
    });
    this.#settings.signal?.addEventListener('abort', () => this.close(), { once: true });
    if (this.#settings.autoConnect && !this.#settings.signal?.aborted) {
      void this.connect();
    }
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** The id of the connection: another connection with it takes this one's place. */
  get clientId(): string {
    return this.#connection.clientId;
  }

  /** What the server said when the connection was made; there is none while there is no connection. */
  get greeting(): Greeting | undefined {
    return this.#connection.greeting;
  }

  /** The topics that the client is on, or will be when it has a connection. */
  get topics(): string[] {
    return this.#topics.names;
  }

  /**
   * Connects, or if a connection is being waited for, tries at once.
   * @returns When the state is `OPEN`; rejected when it becomes `FAILED` or `CLOSED` before. Nobody has to look at it.
   */
  connect(): Promise<void> {
    return this.#connection.connect();
  }

  /** Closes the connection for good. Subscriptions stay wanted, for a later `connect`; messages that wait are dropped. */
  close(code = 1000, reason = ''): void {
    this.#connection.close(code, reason);
  }

  /**
   * Listens to messages by their type (docs/protocol.md, "Message types"), or to the client's own events.
   * @returns What ends it.
   */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void, options?: ListenerOptions): () => void;
  on<Type extends keyof ServerMessages & string>(type: Type, listener: (data: ServerMessages[Type], message: Message<Type>) => void, options?: ListenerOptions): () => void;
  on(name: string, listener: (...values: never[]) => void, options?: ListenerOptions): () => void {
    return this.#emitter.on(name, listener as Listener, options);
  }

  /** Ends the listening of one listener, or of all to this name. */
  off(name: keyof ClientEvents | keyof ServerMessages, listener?: (...values: never[]) => void): void {
    this.#emitter.off(name, listener as Listener | undefined);
  }

  /** Wants to be on a topic, now and after every reconnection, until `unsubscribe`. */
  subscribe(topic: string, options: SubscribeOptions = {}): Subscription {
    return this.#topics.subscribe(topic, options);
  }

  /** Leaves a topic, however often it was subscribed to. */
  unsubscribe(topic: string): void {
    this.#topics.unsubscribe(topic);
  }

  /** Where the client is in a topic: behind the last publication that it got. */
  positionOf(topic: string): Position | undefined {
    return this.#topics.positionOf(topic);
  }

  /** The publications on a topic, as they come: `for await (const message of client.messages('device_status'))`. The subscription ends with the loop. */
  messages(topic: string, options: IterationOptions = {}): AsyncIterable<Message> {
    return messagesOf(this, topic, options);
  }

  /**
   * Sends a message, or lets it wait for a connection. A `subscription` is remembered as one made with `subscribe`, and has an `id` of the client's own.
   * @returns Whether it was sent, or waits.
   */
  send(message: OutgoingMessage, options: SendOptions = {}): boolean {
    const data = message.data as ({ topic?: unknown } & SubscribeOptions) | undefined;
    if (typeof data?.topic === 'string') {
      if (message.type === 'subscription') {
        this.subscribe(data.topic, data);
        return true;
      }
      if (message.type === 'unsubscription') {
        this.unsubscribe(data.topic);
        return true;
      }
    }
    if (this.#transmit(message)) {
      return true;
    }
    const isOver = this.state === 'CLOSING' || this.state === 'FAILED';
    if (this.#settings.messageQueueEnabled && !isOver) {
      this.#queue.add(message, options.timeToLive ?? this.#settings.messageTimeToLive);
      return true;
    }
    this.#dropped(message, isOver ? 'closed' : 'disabled');
    return false;
  }

  /**
   * Sends a message and waits for its answer.
   * @returns The answer's data; rejected with `ProtocolError` if the server refuses, with `ConnectionLostError` if no answer can come, and with `TypeError` if the message is none that can be asked.
   */
  async request(message: OutgoingMessage, options: RequestOptions = {}): Promise<Record<string, unknown>> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (message.type === 'subscription' || message.type === 'unsubscription') {
      throw new TypeError(`A ${message.type} is made with subscribe or unsubscribe, and outlasts connections`);
    }
    const id = this.#nextId();
    const answer = this.#requests.add(id);
    const abort = () => {
      this.#queue.remove(id);
      this.#requests.failed(id, signal!.reason);
    };
    signal?.addEventListener('abort', abort);
    try {
      this.send({ ...message, id }, options);
      return await answer;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** @returns How many seconds the new token has. On this connection or not at all: the next one begins with a token of its own. */
  async #renew(token: string): Promise<number | undefined> {
    const message = { type: 'auth', id: this.#nextId(), data: { token } };
    const answer = this.#requests.add(message.id);
    if (!this.#transmit(message)) {
      this.#requests.dropped(message.id, 'closed');
    }
    return (await answer)['token_expires_in_s'] as number | undefined;
  }

  #dropped(message: OutgoingMessage, reason: DropReason): void {
    this.#requests.dropped(message.id, reason);
    this.#emitter.emit('dropped', { message, reason });
  }

  #nextId(): string {
    return `c${++this.#ids}`;
  }

  #transmit(message: OutgoingMessage): boolean {
    const isSent = this.#connection.send(message);
    if (isSent) {
      this.#requests.sent(message.id);
    }
    return isSent;
  }

  #opened(greeting: Greeting): void {
    this.#topics.resume(greeting.topics);
    this.#queue.flush((message) => this.#transmit(message));
  }

  #receive(frame: Frame): void {
    const { topic, epoch, offset } = frame;
    const isPublication = topic !== undefined && epoch !== undefined && offset !== undefined;
    const message = isPublication ? this.#topics.take({ ...frame, topic, epoch, offset }) : (frame as unknown as Message);
    if (!message) {
      return;
    }
    if (!isPublication) {
      this.#control(frame);
    }
    this.#emitter.emit(frame.type, frame.data, message);
    this.#emitter.emit('message', message);
    if (isPublication) {
      this.#topics.deliver(topic, message);
    }
  }

  /** What is not a publication answers something, or is about the connection. */
  #control(frame: Frame): void {
    if (frame.type === 'subscription') {
      this.#topics.answered(frame);
    } else if (frame.type !== 'error' || !this.#topics.failed(frame.id, frame.data['code'] as ErrorCode, frame.data['message'] as string)) {
      this.#requests.answered(frame);
    }
  }
}
