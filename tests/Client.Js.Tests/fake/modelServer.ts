import type { Position, TopicStart, WebSocketConstructor, WebSocketLike } from '@androidzen/client';
import type { SentMessage } from './fakeSocket.js';

/** How likely the server does what it should not, or rarely does. */
export interface Faults {
  /** The cluster does not answer for a topic. */
  unavailable: number;
  /** A publication does not reach a connection, and the server tells so. */
  loss: number;
  /** A publication does not reach a connection, and nobody tells. */
  hole: number;
  /** A publication comes twice. */
  duplicate: number;
  /** A publication gives way to the next one. */
  skip: number;
}

export const noFaults: Faults = { unavailable: 0, loss: 0, hole: 0, duplicate: 0, skip: 0 };

interface Publication extends Position {
  n: number;
  key: string;
}

/** A topic with a history that is bounded, and lives that end. */
export class ModelTopic {
  #life = 1;
  #offset = 0;
  #published = 0;
  #kept: Publication[] = [];
  readonly #latest = new Map<string, Publication>();
  /** Lives in which nothing was published: whoever stands there has missed nothing. */
  readonly #emptyLives = new Set<string>();

  constructor(readonly name: string, private readonly keep: number) {}

  get position(): Position {
    return { epoch: `e${this.#life}`, offset: this.#offset };
  }

  publish(): Publication {
    this.#offset++;
    const n = ++this.#published;
    const publication = { ...this.position, n, key: `k${n % 3}` };
    this.#kept.push(publication);
    if (this.#kept.length > this.keep) {
      this.#kept.shift();
    }
    this.#latest.set(publication.key, publication);
    return publication;
  }

  beginAnew(): void {
    if (this.#offset === 0) {
      this.#emptyLives.add(this.position.epoch);
    }
    this.#life++;
    this.#offset = 0;
    this.#kept = [];
    this.#latest.clear();
  }

  /** Where somebody begins who is at `since`, and the frames that follow: docs/protocol.md, "Recovery". */
  start(since?: Position, wantsSnapshot = false): { start: TopicStart; frames: object[] } {
    const now = this.position;
    const known = since && this.#emptyLives.has(since.epoch) ? { epoch: now.epoch, offset: 0 } : since;
    const missed = known?.epoch === now.epoch ? now.offset - known.offset : undefined;
    if (known && missed !== undefined && missed <= this.#kept.length) {
      const frames = this.#kept.slice(this.#kept.length - missed).map((publication) => this.frame(publication));
      return { start: known === since ? { ...known, recovered: true, missed } : { ...known, recovered: false, missed: 0, snapshot: 0 }, frames };
    }
    const frames = wantsSnapshot ? [...this.#latest.values()].sort((a, b) => a.offset - b.offset).map((publication) => this.frame(publication, { isState: true })) : [];
    return { start: { ...now, ...(known && { recovered: false, ...(missed !== undefined && { missed }) }), ...((known || wantsSnapshot) && { snapshot: frames.length }) }, frames };
  }

  frame({ epoch, offset, n, key }: Publication, { skipped = 0, isState = false } = {}): object {
    return { type: 'analytics_update', timestamp: '', v: 1, topic: this.name, epoch, offset, key, data: { n, isState }, ...(skipped && { skipped }) };
  }
}

/** A socket of the model: what is on its way, in both directions, is in the hands of the schedule. */
class ModelSocket implements WebSocketLike {
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly toServer: SentMessage[] = [];
  readonly toClient: object[] = [];
  /** The topics that it is on, and how many publications of each have been skipped. */
  readonly skipped = new Map<ModelTopic, number>();
  hasVanished = false;

  constructor(readonly url: string) {}

  send(text: string): void {
    this.toServer.push(JSON.parse(text) as SentMessage);
  }

  close(): void {
    if (this.readyState < 2) {
      this.readyState = 2;
      if (!this.hasVanished) {
        queueMicrotask(() => this.end(1000));
      }
    }
  }

  end(code: number): void {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.onclose?.({ code, reason: '' } as never);
    }
  }

  deliver(): void {
    const frame = this.toClient.shift();
    if (frame) {
      this.onmessage?.({ data: JSON.stringify(frame) } as never);
    }
  }
}

/** A server that does what docs/protocol.md says, but for its faults; one client, which may have several sockets while it moves. */
export class ModelServer {
  readonly WebSocket: WebSocketConstructor;
  readonly #sockets: ModelSocket[] = [];
  readonly everybody: ModelTopic;
  faults: Faults = noFaults;

  constructor(readonly topics: ModelTopic[], keep: number, private readonly random: () => number) {
    this.everybody = new ModelTopic('$all', keep);
    const sockets = this.#sockets;
    this.WebSocket = class extends ModelSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
  }

  /** Attempts that have not been decided on. */
  get waiting(): ModelSocket[] {
    return this.#sockets.filter(({ readyState }) => readyState === 0);
  }

  get open(): ModelSocket[] {
    return this.#sockets.filter(({ readyState, hasVanished }) => readyState === 1 && !hasVanished);
  }

  /** The newest connection with a client_id gets it: the older one is closed before, with all that was on its way or without. */
  accept(socket: ModelSocket): void {
    for (const older of this.open) {
      while (older.toClient.length > 0 && this.random() < 0.7) {
        older.deliver();
      }
      older.end(4008);
    }
    socket.readyState = 1;
    socket.onopen?.({} as never);
    const since = JSON.parse(new URL(socket.url).searchParams.get('since') ?? '{}') as Record<string, Position>;
    const { start, frames } = this.everybody.start(since[this.everybody.name]);
    this.#say(socket, 'device_connected', { heartbeat_interval_ms: 30_000, topics: { [this.everybody.name]: start } });
    socket.toClient.push(...frames);
    socket.skipped.set(this.everybody, 0);
  }

  /** Takes one message of the client's. */
  take(socket: ModelSocket): void {
    const message = socket.toServer.shift();
    const topic = this.topics.find(({ name }) => name === message?.data.topic);
    if (message?.type === 'heartbeat') {
      this.#say(socket, 'heartbeat', { status: 'alive' });
    } else if (message?.type === 'unsubscription' && topic) {
      socket.skipped.delete(topic);
      this.#say(socket, 'unsubscription', { topic: topic.name, status: 'unsubscribed' });
    } else if (message?.type === 'subscription' && topic) {
      if (this.#happens('unavailable')) {
        socket.skipped.delete(topic);
        this.#say(socket, 'error', { code: 'unavailable', message: '' }, message.id);
        return;
      }
      const { start, frames } = topic.start(message.data.since as Position | undefined, message.data.snapshot === true);
      this.#say(socket, 'subscription', { topic: topic.name, status: 'subscribed', ...start }, message.id);
      socket.toClient.push(...frames);
      socket.skipped.set(topic, 0);
    }
  }

  publish(topic: ModelTopic): void {
    const publication = topic.publish();
    for (const socket of this.open) {
      const skipped = socket.skipped.get(topic);
      if (skipped === undefined) {
        continue;
      }
      if (this.#happens('skip')) {
        socket.skipped.set(topic, skipped + 1);
      } else if (this.#happens('hole')) {
        // As if it had been sent.
      } else if (this.#happens('loss')) {
        socket.skipped.set(topic, 0);
        this.#say(socket, 'subscription', { topic: topic.name, status: 'subscribed', ...topic.position, recovered: false, missed: skipped + 1, snapshot: 0 });
      } else {
        socket.skipped.set(topic, 0);
        const frame = topic.frame(publication, { skipped });
        socket.toClient.push(frame, ...(this.#happens('duplicate') ? [frame] : []));
      }
    }
  }

  beginAnew(topic: ModelTopic): void {
    topic.beginAnew();
    for (const socket of this.open.filter(({ skipped }) => skipped.has(topic))) {
      socket.skipped.set(topic, 0);
      this.#say(socket, 'subscription', { topic: topic.name, status: 'subscribed', ...topic.position, recovered: false, snapshot: 0 });
    }
  }

  advise(socket: ModelSocket, afterMs: number): void {
    this.#say(socket, 'reconnect', { after_ms: afterMs, reason: 'shutdown' });
  }

  #happens(fault: keyof Faults): boolean {
    return this.random() < this.faults[fault];
  }

  #say(socket: ModelSocket, type: string, data: object, id?: string | number): void {
    socket.toClient.push({ type, timestamp: '', data, ...(id !== undefined && { id }) });
  }
}
