import { ConnectionLostError, ProtocolError } from './errors.js';
import type { Frame } from './link.js';
import type { ErrorCode } from './protocol.generated.js';

interface Request {
  isSent: boolean;
  resolve(data: Frame['data']): void;
  reject(error: unknown): void;
}

/** Messages that wait for their answer. */
export class Requests {
  readonly #requests = new Map<string | number, Request>();

  /** @returns The data of the answer. */
  add(id: string): Promise<Frame['data']> {
    return new Promise((resolve, reject) => this.#requests.set(id, { isSent: false, resolve, reject }));
  }

  sent(id: string | number | undefined): void {
    const request = id !== undefined && this.#requests.get(id);
    if (request) {
      request.isSent = true;
    }
  }

  answered(frame: Frame): void {
    const request = this.#take(frame.id);
    if (frame.type === 'error') {
      request?.reject(new ProtocolError(frame.data['code'] as ErrorCode, frame.data['message'] as string));
    } else {
      request?.resolve(frame.data);
    }
  }

  /** It is not waited for any more. */
  failed(id: string, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  dropped(id: string | number | undefined, reason: string): void {
    this.#take(id)?.reject(new ConnectionLostError(false, `The message was not sent: ${reason}`));
  }

  /** The connection is gone, and with it the answers to what was sent on it. */
  lost(): void {
    for (const [id, request] of this.#requests) {
      if (request.isSent) {
        this.#requests.delete(id);
        request.reject(new ConnectionLostError(true));
      }
    }
  }

  #take(id: string | number | undefined): Request | undefined {
    const request = id !== undefined ? this.#requests.get(id) : undefined;
    this.#requests.delete(id!);
    return request;
  }
}
