import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type Role = 'admin' | 'publisher' | 'operator' | 'device' | 'user';

export interface Options {
  /** Configuration over that of Development (docs/configuration.md): `{'Gateway:HeartbeatInterval': '00:00:01'}`. */
  settings?: Record<string, string>;
  /** Where it listens; a free port unless given. */
  port?: number;
}

/** The web host of this build with its embedded silo, as a process of its own: `dotnet build -c Release` comes before. */
export interface RealServer {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly url: string;
  /** `ws://127.0.0.1:…/ws` */
  readonly wsUrl: string;
  /** What it has printed. */
  readonly output: string;
  /** A token of Development. Of the role `device`, the user is the device. */
  token(role: Role, userId?: string): Promise<string>;
  /** A REST request; its answer's body, or an error if that is no 2xx. */
  request(method: string, path: string, body?: unknown, token?: string): Promise<any>;
  /** Ends the process and keeps its state: as an operator does, or, with SIGKILL, as bad luck does. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again after `end`, at the same address and with the same state. */
  startAgain(): Promise<void>;
  /** Ends the process, and removes its state. */
  stop(): Promise<void>;
}

const startTimeout = 60_000;
const stopTimeout = 20_000;

// A server that lives for seconds is not to be compiled twice, nor instrumented in between: half of the processor's time is that.
const shortLived = { DOTNET_TieredPGO: '0', DOTNET_TC_CallCountingDelayMs: '100' };

const configuration = process.env.ANDROIDZEN_CONFIGURATION ?? 'Release';
const folder = fileURLToPath(new URL(`../../../src/WebHost/bin/${configuration}/net10.0`, import.meta.url));
const program = join(folder, 'AndroidZen.WebHost.dll');

// A run of tests that is cut short leaves no server behind.
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a server and waits until it is ready for connections. */
export async function start(options: Options = {}): Promise<RealServer> {
  if (!existsSync(program)) {
    throw new Error(`${program} is not there: dotnet build -c ${configuration}`);
  }

  const server = new WebHost(options);
  await server.startAgain();
  return server;
}

class WebHost implements RealServer {
  readonly #settings: Record<string, string>;
  readonly #data = mkdtempSync(join(tmpdir(), 'androidzen-js-test-'));
  #port: number;
  #child: ChildProcess | undefined;
  #output = '';

  constructor({ settings = {}, port = 0 }: Options) {
    this.#settings = settings;
    this.#port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}/ws`;
  }

  get output(): string {
    return this.#output;
  }

  async token(role: Role, userId?: string): Promise<string> {
    const { token } = await this.request('POST', '/dev/token', { role, user_id: userId }) as { token: string };
    return token;
  }

  async request(method: string, path: string, body?: unknown, token?: string): Promise<any> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }

    return text === '' ? undefined : JSON.parse(text);
  }

  async startAgain(): Promise<void> {
    if (this.#child) {
      throw new Error('The server runs already');
    }

    const settings = Object.entries({ ...this.#settings, 'Data:Folder': this.#data }).map(([key, value]) => [key.replaceAll(':', '__'), value]);
    // The command line counts more than whatever address the environment has.
    const child = spawn('dotnet', [program, '--Urls', this.url], {
      cwd: folder,
      env: { ...shortLived, ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', ...Object.fromEntries(settings) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    const from = this.#output.length;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }

    try {
      await this.#whenReady(child, from);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || hasEnded(child)) {
      return;
    }

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
    await ended;
    clearTimeout(late);
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#data, { recursive: true, force: true });
  }

  async #whenReady(child: ChildProcess, from: number): Promise<void> {
    const until = Date.now() + startTimeout;
    while (!(await this.#isReady(from))) {
      if (hasEnded(child) || Date.now() > until) {
        throw new Error(`The server did not become ready:\n${this.#output}`);
      }

      await delay(50);
    }
  }

  async #isReady(from: number): Promise<boolean> {
    const address = /Now listening on: http:\/\/127\.0\.0\.1:(\d+)/.exec(this.#output.slice(from));
    if (!address) {
      return false;
    }

    this.#port = Number(address[1]);
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
