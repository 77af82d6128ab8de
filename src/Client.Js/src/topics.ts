import { backoff } from './backoff.js';
import { call, type Listener } from './emitter.js';
import { ProtocolError } from './errors.js';
import type { Gap, Message, Recovered } from './events.js';
import type { Frame } from './link.js';
import type { OutgoingMessage } from './queue.js';
import type { ErrorCode, Position, Subscribed, SubscriptionAnswer, TopicStart } from './protocol.generated.js';
import { Subscription, type SubscribeOptions } from './subscription.js';

/** What the topics need of the client. */
export interface TopicHost {
  /** Sends where there is a connection, and does nothing otherwise: what was not sent is asked for again with the next connection. */
  send(message: OutgoingMessage): void;
  emit(name: string, ...values: unknown[]): void;
  nextId(): string;
}

/** How long to wait before a topic is asked for again that the cluster did not answer for, in milliseconds. */
const retryBase = 500;
const retryCap = 10_000;

/** A topic that the client wants to be on. */
class Topic {
  readonly subscriptions = new Set<Subscription>();
  position: Position | undefined;
  /** Whether publications are for this subscription: not before its acknowledgement. */
  isActive = false;
  /** The id of the last request that has not been answered. */
  pending: string | undefined;
  /** How many publications the snapshot has, how many of them have come, and where the server stands with it. */
  snapshot: { of: number; taken: number; upTo?: Position } = { of: 0, taken: 0 };
  /** Somebody has come who wants the snapshot, whatever the others have. */
  isSnapshotDue = false;
  failures = 0;
  /** A hole was seen, and what is missing has been asked for: what comes before the answer would be out of order. */
  isRepairing = false;

  constructor(
    readonly name: string,
    public wantsSnapshot: boolean,
    public mode: 'every' | 'latest',
    readonly history?: number,
  ) {}
}

/** Keeps the client's place in each topic: so its handlers get each publication once and in order, whatever happens to connections. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  /** Topics that the server has put the connection on: everybody's, the user's, the device's. */
  #implicit = new Map<string, Topic>();

  constructor(private readonly host: TopicHost) {}

  get names(): string[] {
    return [...this.#topics.keys()];
  }

  positionOf(name: string): Position | undefined {
    return (this.#topics.get(name) ?? this.#implicit.get(name))?.position;
  }

  subscribe(name: string, options: SubscribeOptions): Subscription {
    const known = this.#topics.get(name);
    const topic = known ?? new Topic(name, false, options.mode ?? 'every', options.history);
    const subscription = new Subscription(name, options, this);
    if (options.signal?.aborted) {
      subscription.end();
      return subscription;
    }
    topic.subscriptions.add(subscription);
    this.#topics.set(name, topic);
    const isDue = topic.isSnapshotDue;
    if (options.since) {
      topic.position = { ...options.since };
    }
    topic.wantsSnapshot ||= options.snapshot ?? false;
    topic.isSnapshotDue = !options.since && (isDue || (options.snapshot ?? false));
    const isChanged = !known || options.since || (topic.isSnapshotDue && !isDue) || (options.mode && options.mode !== topic.mode);
    topic.mode = options.mode ?? topic.mode;
    if (isChanged) {
      this.#ask(topic);
    } else if (topic.isActive) {
      subscription.settle();
    }
    return subscription;
  }

  /** Ends one subscription, or all of them; without the last the topic is left. */
  unsubscribe(name: string, subscription?: Subscription): void {
    const topic = this.#topics.get(name);
    if (!topic || (subscription && !topic.subscriptions.delete(subscription))) {
      return;
    }
    if (!subscription || topic.subscriptions.size === 0) {
      this.#topics.delete(name);
      for (const ended of topic.subscriptions) {
        ended.end();
      }
      this.host.send({ type: 'unsubscription', data: { topic: name } });
    }
    subscription?.end();
  }

  /** The `since` of the connection's query: what the client has of the topics that it is on without having asked. */
  get since(): Record<string, Position> {
    return Object.fromEntries([...this.#implicit].filter(([, topic]) => topic.position).map(([name, topic]) => [name, topic.position!]));
  }

  /** A connection has been made: says where the client stands. */
  resume(implicit: Record<string, TopicStart> = {}): void {
    const before = this.#implicit;
    this.#implicit = new Map();
    for (const [name, answer] of Object.entries(implicit)) {
      const topic = before.get(name) ?? new Topic(name, false, 'every');
      this.#implicit.set(name, topic);
      this.#accept(topic, answer);
    }
    for (const topic of this.#topics.values()) {
      this.#ask(topic);
    }
  }

  /** The connection is gone: nothing that comes late may count. */
  suspend(): void {
    for (const topic of [...this.#topics.values(), ...this.#implicit.values()]) {
      topic.isActive = false;
    }
  }

  /** Takes the answer to a subscription; the server may also say it without having been asked. */
  answered(frame: Frame): void {
    const answer = frame.data as unknown as SubscriptionAnswer;
    const topic = this.#topics.get(answer.topic) ?? this.#implicit.get(answer.topic);
    if (!topic) {
      return; // Left meanwhile.
    }
    if (frame.id !== undefined && frame.id !== topic.pending) {
      topic.isRepairing = topic.isActive; // It has been asked again: what comes before that answer may be of a snapshot, and looks like news.
      return;
    }
    if (answer.status === 'rejected') {
      this.#reject(topic, answer.code, answer.message);
    } else {
      if (frame.id !== undefined) {
        topic.pending = undefined;
      }
      topic.failures = 0;
      this.#accept(topic, answer);
    }
  }

  /** @returns Whether the error was about a subscription, which is asked for again if the cluster did not answer. */
  failed(id: string | number | undefined, code: ErrorCode, message: string): boolean {
    const topic = id !== undefined && [...this.#topics.values()].find(({ pending }) => pending === id);
    if (!topic) {
      return false;
    }
    if (code === 'unavailable') {
      setTimeout(() => {
        if (topic.pending === id && this.#topics.get(topic.name) === topic) {
          this.#ask(topic);
        }
      }, backoff(topic.failures++, retryBase, retryCap));
    } else {
      this.#reject(topic, code, message);
    }
    return true;
  }

  /** @returns Whether the publication is the next one, or one of a snapshot; then the client's place has moved on. */
  take(frame: Frame & { topic: string; epoch: string; offset: number }): Message | undefined {
    const topic = this.#topics.get(frame.topic) ?? this.#implicit.get(frame.topic);
    if (!topic?.isActive || topic.isRepairing || !topic.position) {
      return undefined;
    }
    const { of, taken, upTo } = topic.snapshot;
    if (taken < of && frame.epoch === upTo?.epoch && frame.offset <= upTo.offset) {
      topic.snapshot.taken++;
      this.#catchUp(topic);
      return { ...frame, snapshot: { n: taken + 1, of } } as unknown as Message;
    }
    const { epoch, offset } = topic.position;
    if (frame.epoch === epoch && frame.offset <= offset) {
      return undefined;
    }
    const first = frame.offset - (frame.skipped ?? 0);
    if ((frame.epoch !== epoch || first !== offset + 1) && this.#hasAskedForTheHole(topic, frame.epoch, first - 1)) {
      return undefined;
    }
    topic.position = { epoch: frame.epoch, offset: frame.offset };
    return frame as unknown as Message;
  }

  /** Gives a publication to those who subscribed with a handler, and have not left since it came. */
  deliver(name: string, message: Message): void {
    for (const { onMessage, ended } of [...(this.#topics.get(name)?.subscriptions ?? [])]) {
      if (onMessage && !ended.aborted) {
        call(onMessage as Listener, message.data, message);
      }
    }
  }

  /** Asks for what comes after the client's place. Who is to have the snapshot must not say where it stands; what the others would miss by that is fetched then. */
  #ask(topic: Topic): void {
    const since = topic.isSnapshotDue ? undefined : topic.position;
    topic.pending = this.host.nextId();
    this.host.send({
      type: 'subscription',
      id: topic.pending,
      data: {
        topic: topic.name,
        ...(since && { since }),
        ...(!topic.position && topic.history && { history: topic.history }),
        ...(topic.wantsSnapshot && { snapshot: true }),
        ...(topic.mode !== 'every' && { mode: topic.mode }),
      },
    });
  }

  #accept(topic: Topic, start: TopicStart & Pick<Subscribed, 'history'>): void {
    const before = topic.position;
    const upTo = { epoch: start.epoch, offset: start.offset };
    // Where the server can tell all that comes after the client's place, that is where it goes on: what it has already is not taken again, and what it lacks is fetched.
    const isContinued = before?.epoch === start.epoch && (start.missed === 0 || (start.recovered ?? this.#topics.get(topic.name) === topic));
    topic.position = isContinued ? before : upTo;
    topic.isActive = true;
    topic.isRepairing = false;
    topic.isSnapshotDue &&= (start.recovered !== undefined || start.history !== undefined) && !start.snapshot;
    topic.snapshot = { of: start.snapshot ?? 0, taken: 0, upTo };
    for (const subscription of topic.subscriptions) {
      subscription.settle();
    }
    if (start.history !== undefined && topic.isSnapshotDue) {
      this.#ask(topic); // Whoever asked for the history has it; somebody else wants the snapshot, which does not come with it.
    } else if (start.recovered === undefined) {
      this.#catchUp(topic);
    }
    const lost = isContinued ? undefined : lostBetween(before, start);
    if (start.recovered || lost === 0) {
      const missed = (start.missed ?? 0) - (topic.position.offset - start.offset);
      this.host.emit('recovered', { topic: topic.name, missed, position: topic.position } satisfies Recovered);
    } else if (lost !== undefined) {
      this.host.emit('gap', {
        topic: topic.name, missed: Number.isNaN(lost) ? undefined : lost, snapshot: start.snapshot ?? 0, from: before!, position: topic.position,
      } satisfies Gap);
    }
  }

  /** The snapshot is from further on than the client's place: once it is here, what is between them is fetched. */
  #catchUp(topic: Topic): void {
    const { of, taken, upTo } = topic.snapshot;
    if (taken === of && topic.position!.epoch === upTo?.epoch && topic.position!.offset < upTo.offset) {
      topic.isRepairing = true;
      this.#ask(topic);
    }
  }

  #reject(topic: Topic, code: ErrorCode, message: string): void {
    this.#topics.delete(topic.name);
    this.host.emit('rejected', { topic: topic.name, code, message });
    for (const subscription of topic.subscriptions) {
      subscription.end(new ProtocolError(code, message));
    }
  }

  /** It should not happen: the server fills holes before it sends. Where one is there, what is missing is fetched, and what comes meanwhile is asked for again with it. */
  #hasAskedForTheHole(topic: Topic, epoch: string, offset: number): boolean {
    topic.isRepairing = this.#topics.has(topic.name);
    if (topic.isRepairing) {
      this.#ask(topic);
    } else {
      const missed = topic.position!.epoch === epoch ? offset - topic.position!.offset : undefined;
      this.#accept(topic, { recovered: false, epoch, offset, ...(missed !== undefined && { missed }) });
    }
    return topic.isRepairing;
  }
}

/**
 * How many publications the client will not get, between what it has and where it goes on.
 * @returns `undefined` where it has nothing to miss, `NaN` where nobody knows.
 */
function lostBetween(before: Position | undefined, start: TopicStart): number | undefined {
  if (!before || start.recovered) {
    return undefined;
  }
  // Offsets have no holes: where they can be compared, they count more than what the server says, which knows what it has sent, and not what has come.
  if (before.epoch === start.epoch && before.offset <= start.offset) {
    return start.offset - before.offset;
  }
  return before.offset === 0 && start.missed === 0 ? 0 : NaN;
}
