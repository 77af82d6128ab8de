import type { Greeting, Position, Subscribed, TopicStart, WebSocketLike } from '@androidzen/client';
import { checkClientMessage, checkServerMessage } from './checks.js';

/** What the client has sent. */
export interface SentMessage {
  type: string;
  id?: string | number;
  data: Record<string, any>;
}

/** A publication of a test: `data.n` is its number, which is its offset too unless the test says otherwise. */
export interface PublicationOptions {
  type?: string;
  epoch?: string;
  offset?: number;
  key?: string;
  skipped?: number;
}

const connecting = 0;
const open = 1;
const closing = 2;
const closed = 3;

export const timestamp = '2026-11-23T10:15:30.123Z';
export const epoch = 'e1';

/** One socket of the client, with its other end in the hands of the test. As with a real one, nothing is told from inside a call of the client's. */
export class FakeSocket implements WebSocketLike {
  readyState = connecting;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: SentMessage[] = [];
  /** What the client has closed it with. */
  closedWith: { code: number | undefined; reason: string | undefined } | undefined;
  /** Whether heartbeats are answered, as a server does. */
  answersHeartbeats = true;
  /** Whether the server answers when the client closes. */
  answersClose = true;
  #hasVanished = false;

  constructor(readonly url: string) {}

  get query(): { clientId: string | null; token: string | null; since: Record<string, Position> | undefined } {
    const { searchParams } = new URL(this.url);
    const since = searchParams.get('since');
    return { clientId: searchParams.get('client_id'), token: searchParams.get('token'), since: since ? (JSON.parse(since) as Record<string, Position>) : undefined };
  }

  /** Of the client's WebSocket. */
  send(text: string): void {
    if (this.readyState !== open) {
      throw new DOMException('The socket is not open', 'InvalidStateError');
    }
    const message = JSON.parse(text) as SentMessage;
    checkClientMessage(message);
    if (!this.#hasVanished) {
      this.sent.push(message);
    }
    if (message.type === 'heartbeat' && this.answersHeartbeats) {
      queueMicrotask(() => this.say('heartbeat', { status: 'alive' }, message.id));
    }
  }

  /** Of the client's WebSocket; the server answers with the client's code, unless it has vanished. */
  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code < 5000)) {
      throw new DOMException(`${code} is no code to close with`, 'InvalidAccessError');
    }
    if (this.readyState >= closing) {
      return;
    }
    const wasOpen = this.readyState === open;
    this.readyState = closing;
    this.closedWith = { code, reason };
    if (!this.#hasVanished && this.answersClose) {
      queueMicrotask(() => this.end(wasOpen ? (code ?? 1005) : 1006, wasOpen ? reason : ''));
    }
  }

  /** The handshake has succeeded. */
  accept(): void {
    this.readyState = open;
    this.onopen?.({} as never);
  }

  /** The first message of a connection; the handshake has succeeded before it. */
  greet(greeting: Partial<Greeting> = {}): this {
    if (this.readyState === connecting) {
      this.accept();
    }
    const { clientId } = this.query;
    this.say('device_connected', {
      client_id: clientId, user_id: null, username: null, message: 'Connected to AndroidZen', protocol: 1, gateway: 'host-1', heartbeat_interval_ms: 30_000, topics: {}, ...greeting,
    });
    return this;
  }

  /** A message that is no publication. */
  say(type: string, data: object, id?: string | number): void {
    const frame = { type, timestamp, data, ...(id !== undefined && { id }) };
    checkServerMessage(frame);
    this.text(JSON.stringify(frame));
  }

  /** Whatever the network brings. */
  text(text: unknown): void {
    if (!this.#hasVanished && this.readyState !== connecting && this.readyState !== closed) {
      this.onmessage?.({ data: text } as never);
    }
  }

  error(code: string, id?: string | number, message = 'It may not be'): void {
    this.say('error', { code, message }, id);
  }

  /** Answers the latest subscription to a topic. */
  acknowledge(topic: string, start: Partial<TopicStart & Pick<Subscribed, 'history'>> = {}): void {
    this.say('subscription', { topic, status: 'subscribed', epoch, offset: 0, ...start }, this.subscription(topic).id);
  }

  /** The same without having been asked. */
  announce(topic: string, start: Partial<TopicStart & Pick<Subscribed, 'history'>>): void {
    this.say('subscription', { topic, status: 'subscribed', epoch, offset: 0, ...start });
  }

  reject(topic: string, code = 'not_permitted', message = 'Not for you'): void {
    this.say('subscription', { topic, status: 'rejected', code, message }, this.subscription(topic).id);
  }

  publish(topic: string, n: number, { type = 'analytics_update', offset = n, ...rest }: PublicationOptions = {}): void {
    const frame = { type, timestamp, data: { n }, v: 1, topic, epoch, offset, ...rest };
    checkServerMessage(frame);
    this.text(JSON.stringify(frame));
  }

  /** The connection is over: closed by the server with a code, or broken (1006). */
  end(code = 1006, reason = ''): void {
    if (this.readyState !== closed) {
      this.readyState = closed;
      this.onclose?.({ code, reason } as never);
    }
  }

  /** From here on nothing comes through, in neither direction, and nobody says so. */
  vanish(): this {
    this.#hasVanished = true;
    return this;
  }

  /** The latest subscription to a topic that the client has sent. */
  subscription(topic: string): SentMessage {
    const subscription = this.sent.findLast((message) => message.type === 'subscription' && message.data.topic === topic);
    if (!subscription) {
      throw new Error(`The client has not subscribed to "${topic}": ${JSON.stringify(this.sent)}`);
    }
    return subscription;
  }

  sentOf(type: string): SentMessage[] {
    return this.sent.filter((message) => message.type === type);
  }

  get types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}
