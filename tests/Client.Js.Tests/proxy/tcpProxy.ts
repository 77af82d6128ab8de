import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How a connection ends: with a reset, or in good order. */
export type Ending = 'reset' | 'end';

/** A network between a client and a server that does as it is told. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #delay = 0;
  #isStalled = false;
  #isAway = false;
  /** How many connections have been made. */
  accepted = 0;

  private constructor(private readonly port: number, private readonly host: string) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  /** @param target Where the server is: `http://127.0.0.1:8000`. */
  static async start(target: string): Promise<TcpProxy> {
    const { port, hostname } = new URL(target);
    const proxy = new TcpProxy(Number(port), hostname);
    await new Promise<void>((resolve, reject) => proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** `127.0.0.1:…` */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, towards both sides. */
  cut(ending: Ending): void {
    for (const pair of this.#pairs) {
      pair.end(ending);
    }
  }

  /** Until `comeBack`, whoever connects is reset. */
  goAway(): void {
    this.#isAway = true;
    this.cut('reset');
  }

  comeBack(): void {
    this.#isAway = false;
  }

  /** Until `flow`, everything is taken and nothing passed on: a cable that is pulled. What was sent meanwhile arrives after it, as TCP has it. */
  stall(): void {
    this.#isStalled = true;
    for (const pair of this.#pairs) {
      pair.stall();
    }
  }

  flow(): void {
    this.#isStalled = false;
    for (const pair of this.#pairs) {
      pair.flow();
    }
  }

  /** How long everything takes from now on, in milliseconds, in each direction. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Says to one side that nothing more comes; in the other direction everything goes on. */
  halfClose(towards: 'client' | 'server'): void {
    for (const pair of this.#pairs) {
      pair.halfClose(towards);
    }
  }

  async stop(): Promise<void> {
    this.cut('reset');
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#isAway) {
      client.on('error', () => {}).resetAndDestroy();
      return;
    }
    this.accepted++;
    const pair = new Pair(client, connect({ port: this.port, host: this.host, allowHalfOpen: true, noDelay: true }), () => this.#delay);
    this.#pairs.add(pair);
    client.once('close', () => this.#pairs.delete(pair));
    if (this.#isStalled) {
      pair.stall();
    }
  }
}

/** A connection through the proxy. */
class Pair {
  readonly #directions: Direction[];

  constructor(private readonly client: Socket, private readonly server: Socket, delay: () => number) {
    this.#directions = [new Direction(client, server, delay), new Direction(server, client, delay)];
  }

  end(ending: Ending): void {
    for (const socket of [this.client, this.server]) {
      if (ending === 'reset') {
        socket.resetAndDestroy();
      } else {
        socket.end();
      }
    }
  }

  halfClose(towards: 'client' | 'server'): void {
    this[towards].end();
  }

  stall(): void {
    this.#directions.forEach((direction) => direction.stall());
  }

  flow(): void {
    this.#directions.forEach((direction) => direction.flow());
  }
}

/** What goes one way, in its order: bytes, and the end. */
class Direction {
  readonly #waiting: (() => void)[] = [];
  #isStalled = false;

  constructor(from: Socket, to: Socket, delay: () => number) {
    const later = (action: () => void) => {
      this.#waiting.push(action);
      setTimeout(() => this.#pass(), delay());
    };
    from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => later(() => to.destroy()));
  }

  stall(): void {
    this.#isStalled = true;
  }

  flow(): void {
    this.#isStalled = false;
    while (this.#waiting.length > 0) {
      this.#pass();
    }
  }

  #pass(): void {
    if (!this.#isStalled) {
      this.#waiting.shift()?.();
    }
  }
}
