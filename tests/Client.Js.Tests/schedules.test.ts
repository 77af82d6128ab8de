import { WebSocketClient, type Subscription } from '@androidzen/client';
import { describe, expect, it, vi } from 'vitest';
import { stopTime } from './fake/fakeServer.js';
import { History } from './fake/history.js';
import { ModelServer, ModelTopic, noFaults } from './fake/modelServer.js';

stopTime();

/** `CLIENT_SCHEDULES=100000` looks longer. */
const schedules = Number(process.env.CLIENT_SCHEDULES ?? 2000);
/** Repeats one schedule, and tells its steps: `CLIENT_SCHEDULE=17 npx vitest run schedules`. */
const only = process.env.CLIENT_SCHEDULE;

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whatever is to follow at once has followed: the client waits for no more than a few promises in a row. */
async function soon(): Promise<void> {
  for (let i = 0; i < 12; i++) {
    await undefined;
  }
}

/** What may happen in a schedule, and how often: the numbers are weights. */
const weights = {
  publish: 30, broadcast: 6, deliver: 30, take: 14, accept: 12, wait: 10, refuse: 2, cut: 3, close: 2, vanish: 1, advise: 2, beginAnew: 1, join: 2, leave: 2, closeAndConnect: 0.5,
};

type Step = keyof typeof weights;

const likelihoods = Object.entries(weights) as [Step, number][];
const allWeights = likelihoods.reduce((sum, [, weight]) => sum + weight, 0);

class Schedule {
  readonly #random: () => number;
  readonly #server: ModelServer;
  readonly #topic: ModelTopic;
  readonly #client: WebSocketClient;
  readonly #history = new History('topic');
  readonly #broadcasts = new History('$all');
  readonly #others: Subscription[] = [];
  readonly #problems: unknown[] = [];
  readonly #isLossless: boolean;
  readonly steps: string[] = [];

  constructor(seed: number) {
    const random = (this.#random = randomOf(seed));
    vi.mocked(Math.random).mockImplementation(random);
    const keep = this.#pick([2, 5, 20, Infinity]);
    this.#topic = new ModelTopic('topic', keep);
    this.#server = new ModelServer([this.#topic], keep, random);
    const chance = (likely: number) => (random() < 0.4 ? random() * likely : 0);
    this.#server.faults = { unavailable: chance(0.4), loss: chance(0.1), hole: chance(0.1), duplicate: chance(0.3), skip: chance(0.2) };
    this.#isLossless = keep === Infinity && this.#server.faults.loss === 0;
    this.#client = new WebSocketClient('ws://model.test/ws', { WebSocket: this.#server.WebSocket, maxReconnectAttempts: Infinity, maxReconnectDelay: 4000 });
    this.#listen();
  }

  #listen(): void {
    const client = this.#client;
    const of = (topic: string | undefined) => (topic === '$all' ? this.#broadcasts : this.#history);
    const checked = (action: () => void) => {
      try {
        action();
      } catch (error) {
        this.#problems.push(error);
      }
    };
    client.subscribe('topic', { onMessage: (_, message) => checked(() => this.#history.add({ kind: 'publication', message })) });
    client.on('message', (message) => message.topic === '$all' && checked(() => this.#broadcasts.add({ kind: 'publication', message })));
    client.on('gap', (gap) => checked(() => of(gap.topic).add({ kind: 'gap', gap })));
    client.on('recovered', (recovered) => checked(() => of(recovered.topic).add({ kind: 'recovered', recovered })));
    for (const type of ['subscription', 'device_connected'] as const) {
      client.on(type, () => checked(() => this.#begin()));
    }
  }

  /** The first acknowledgement, or greeting: from there on everything must be accounted for. */
  #begin(): void {
    for (const [history, topic] of [[this.#history, 'topic'], [this.#broadcasts, '$all']] as const) {
      const position = this.#client.positionOf(topic);
      if (position && !history.isBegun) {
        history.begin(position);
      }
    }
  }

  async run(): Promise<void> {
    const length = 30 + Math.floor(this.#random() * 100);
    for (let i = 0; i < length && this.#problems.length === 0; i++) {
      this.#step(this.#pickStep());
      await soon();
    }
    await this.#heal();
    this.#client.close();
    vi.clearAllTimers();
    if (this.#problems.length > 0) {
      throw this.#problems[0];
    }
    this.#history.end(this.#topic.position);
    if (this.#isLossless && !this.steps.includes('beginAnew')) {
      expect(this.#history.gaps, 'gaps where all is kept').toBe(0);
    }
    expect(this.#history.isBegun && this.#broadcasts.isBegun, 'the client has never got through').toBe(true);
  }

  /** The network, the server and the cluster are as they should be: the client must come to where the topic stands. */
  async #heal(): Promise<void> {
    this.#server.faults = noFaults;
    const isThere = () => {
      const position = this.#client.positionOf('topic');
      return this.#client.state === 'OPEN' && this.#server.open.every(({ toClient, toServer }) => toClient.length + toServer.length === 0) &&
        position?.epoch === this.#topic.position.epoch && position.offset === this.#topic.position.offset;
    };
    this.#server.publish(this.#topic); // Whatever was left out before it is seen to be missing now.
    this.#server.publish(this.#server.everybody);
    for (let i = 0; i < 100 && !isThere(); i++) {
      this.#server.waiting.forEach((socket) => this.#server.accept(socket));
      for (const socket of this.#server.open) {
        while (socket.toServer.length > 0) {
          this.#server.take(socket);
        }
        while (socket.toClient.length > 0 && socket.readyState === 1) {
          socket.deliver();
        }
      }
      await soon();
      vi.advanceTimersByTime(isThere() ? 0 : 5000);
      await soon();
    }
    if (!isThere() && this.#problems.length === 0) {
      throw new Error(`The client is ${this.#client.state} at ${JSON.stringify(this.#client.positionOf('topic'))}, the topic at ${JSON.stringify(this.#topic.position)}`);
    }
  }

  #step(step: Step): void {
    this.steps.push(step);
    const server = this.#server;
    const socket = server.open.at(-1);
    const attempt = server.waiting[0];
    switch (step) {
      case 'publish': return server.publish(this.#topic);
      case 'broadcast': return server.publish(server.everybody);
      case 'deliver': return this.#times(5, () => this.#pick(server.open)?.deliver());
      case 'take': return this.#times(3, () => socket && server.take(socket));
      case 'accept': return attempt && server.accept(attempt);
      case 'refuse': return attempt?.end(1006);
      case 'cut': return socket?.end(1006);
      case 'close': return socket?.end(this.#pick([1001, 1012, 4001, 4002, 4004, 4005, 4007]));
      case 'vanish': return void (socket && (socket.hasVanished = true));
      case 'advise': return socket && server.advise(socket, Math.floor(this.#random() * 3000));
      case 'beginAnew': return server.beginAnew(this.#topic);
      case 'wait': return void vi.advanceTimersByTime(Math.floor(this.#random() * this.#pick([10, 1000, 5000, 45_000])));
      case 'join': return void this.#others.push(this.#client.subscribe('topic', this.#pick([{ snapshot: true }, { mode: 'latest' }, { mode: 'every' }, {}])));
      case 'leave': return this.#others.shift()?.unsubscribe();
      case 'closeAndConnect':
        this.#client.close();
        return void this.#client.connect();
    }
  }

  #times(most: number, action: () => void): void {
    for (let count = Math.ceil(this.#random() * most); count > 0; count--) {
      action();
    }
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)]!;
  }

  #pickStep(): Step {
    let at = this.#random() * allWeights;
    return likelihoods.find(([, weight]) => (at -= weight) < 0)![0];
  }

  get publications(): number {
    return this.#history.publications;
  }
}

describe('any schedule of publications, cuts, hand-overs, new epochs and faults', () => {
  it('is told to a handler once and in order, or as gaps of exactly what it did not see', async () => {
    const seeds = only === undefined ? Array.from({ length: schedules }, (_, seed) => seed) : [Number(only)];
    let publications = 0;
    for (const seed of seeds) {
      const schedule = new Schedule(seed);
      try {
        await schedule.run();
      } catch (error) {
        throw new Error(`CLIENT_SCHEDULE=${seed}: ${(error as Error).message}${only === undefined ? '' : `\n${schedule.steps.join(' ')}`}`, { cause: error });
      }
      publications += schedule.publications;
    }
    expect(publications).toBeGreaterThan(seeds.length);
  }, 60_000 + 20 * schedules);
});
