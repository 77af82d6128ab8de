import { WebSocket } from 'ws';
import { validateBroadcast, validateServerMessage } from './schema.js';

/** A message of the server, as it came. */
export type Frame = Record<string, any>;

const patience = 15_000;

/** A socket that looks at every frame: what docs/asyncapi.yaml does not say is a violation. */
export class CheckedSocket {
  /** All sockets that a run of tests has opened. */
  static readonly all: CheckedSocket[] = [];

  readonly frames: Frame[] = [];
  readonly violations: string[] = [];
  /** The close code, when it has come. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #taken = 0;
  #heard = () => {};
  #id = 0;

  private constructor(url: string) {
    CheckedSocket.all.push(this);
    this.#socket = new WebSocket(url);
    this.closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.on('error', () => {}); // A close comes behind it.
    this.#socket.on('message', (text) => this.#receive(JSON.parse(String(text)) as Frame));
  }

  /** Connects, and waits for the first frame: the greeting, or why there is none. */
  static async connect(wsUrl: string, query: Record<string, string> = {}): Promise<{ socket: CheckedSocket; greeting: Frame }> {
    const socket = new CheckedSocket(`${wsUrl}?${new URLSearchParams(query)}`);
    return { socket, greeting: await socket.next(() => true, 'the greeting') };
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Sends a message, and waits for the answer that has its id. */
  async ask(type: string, data?: unknown): Promise<Frame> {
    const id = `${type}-${++this.#id}`;
    this.sendText(JSON.stringify({ type, id, ...(data !== undefined && { data }) }));
    return this.next((frame) => frame.id === id, `the answer to ${type} ${JSON.stringify(data)}`);
  }

  /** The next frame, behind those that have been waited for, that is as it should be. */
  async next(is: (frame: Frame) => unknown, what: string): Promise<Frame> {
    const until = Date.now() + patience;
    for (;;) {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken++]!;
        if (is(frame)) {
          return frame;
        }
      }

      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${what} did not come; what came: ${JSON.stringify(this.frames.slice(-5)).slice(0, 2000)}`)), until - Date.now());
        this.#heard = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  /** The next publication on a topic of a type, with certain data. */
  publication(topic: string, type: string, data: Frame = {}): Promise<Frame> {
    return this.next(
      (frame) => frame.topic === topic && frame.type === type && Object.entries(data).every(([name, value]) => frame.data[name] === value),
      `${type} ${JSON.stringify(data)} on ${topic}`,
    );
  }

  /** Reads nothing. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.closed;
  }

  #receive(frame: Frame): void {
    this.frames.push(frame);
    // The tests mark what an administrator sends: of what it means, nothing is said anywhere.
    const violations = frame.data?.broadcast === true ? validateBroadcast(frame) : validateServerMessage(frame);
    this.violations.push(...violations.map((violation) => `${violation} in ${JSON.stringify(frame).slice(0, 2000)}`));
    this.#heard();
  }
}
