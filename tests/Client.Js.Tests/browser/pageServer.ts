import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Serves a few files to a browser: a path leads to a text, and there is nothing else. */
export class PageServer {
  readonly #server: Server;

  private constructor(readonly files: Map<string, string>) {
    this.#server = createServer(({ url = '' }, response) => {
      const text = files.get(new URL(url, 'http://page').pathname);
      response.writeHead(text === undefined ? 404 : 200, { 'Content-Type': types[url.split('.').at(-1)!] ?? 'text/plain' }).end(text);
    });
  }

  static async start(): Promise<PageServer> {
    const server = new PageServer(new Map());
    await new Promise<void>((resolve, reject) => server.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
