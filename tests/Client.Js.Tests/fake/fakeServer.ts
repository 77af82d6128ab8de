import { WebSocketClient, type ClientEvents, type WebSocketClientOptions, type WebSocketConstructor } from '@androidzen/client';
import { afterEach, beforeEach, vi } from 'vitest';
import { FakeSocket } from './fakeSocket.js';

const url = 'ws://server.test/ws';

/** Lets time pass, and everything happen that is due. */
export const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** Lets everything happen that needs no time. */
export const settle = (): Promise<unknown> => pass(0);

/** For every test of a file: time stands still unless it is made to pass, and delays are as short as they can be. */
export function stopTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-23T10:15:30Z') });
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
  });
}

/** A server as a script: it does what the test says, one socket for each attempt of a client. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  readonly WebSocket: WebSocketConstructor;
  #taken = 0;

  constructor() {
    const { sockets } = this;
    this.WebSocket = class extends FakeSocket {
      constructor(address: string) {
        super(address);
        sockets.push(this);
      }
    };
  }

  client(options: WebSocketClientOptions = {}): WebSocketClient {
    return new WebSocketClient(url, { WebSocket: this.WebSocket, ...options });
  }

  /** The next attempt of a client, made by now. */
  async attempt(): Promise<FakeSocket> {
    await settle();
    if (!this.hasMore) {
      await pass(1); // A fake timer of no length that another one has set takes a millisecond.
    }
    const socket = this.sockets[this.#taken];
    if (!socket) {
      throw new Error(`The client has not made attempt ${this.#taken + 1}`);
    }
    this.#taken++;
    return socket;
  }

  /** The same, greeted. */
  async open(greeting: Parameters<FakeSocket['greet']>[0] = {}): Promise<FakeSocket> {
    const socket = (await this.attempt()).greet(greeting);
    await settle();
    return socket;
  }

  /** Whether the client has made attempts that the test has not looked at. */
  get hasMore(): boolean {
    return this.sockets.length > this.#taken;
  }
}

/** A client that is open, and its socket. */
export async function connected(options: WebSocketClientOptions = {}, greeting: Parameters<FakeSocket['greet']>[0] = {}) {
  const server = new FakeServer();
  const client = server.client(options);
  return { server, client, socket: await server.open(greeting) };
}

/** The events of one kind, from here on. */
export function record<Name extends keyof ClientEvents>(client: WebSocketClient, name: Name): ClientEvents[Name][] {
  const events: ClientEvents[Name][] = [];
  client.on(name, (event) => void events.push(event));
  return events;
}

/** The states from here on. */
export function statesOf(client: WebSocketClient): string[] {
  const states: string[] = [];
  client.on('stateChange', ({ previous, state }) => void states.push(`${previous}>${state}`));
  return states;
}

/** The numbers of the publications on a topic, from here on; those of a snapshot with an `s` before them. */
export function numbersOn(client: WebSocketClient, topic: string): (number | string)[] {
  const numbers: (number | string)[] = [];
  client.on('message', (message) => {
    if (message.topic === topic) {
      const { n } = message.data as { n: number };
      numbers.push(message.snapshot ? `s${n}` : n);
    }
  });
  return numbers;
}
