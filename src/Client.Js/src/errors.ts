import type { ErrorCode } from './protocol.generated.js';

/** The server refused what was asked: docs/protocol.md, "Error codes". */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The connection was lost, or closed, before the answer. Whether what was asked has been done is not known if `isSent`. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(readonly isSent: boolean, message = 'The connection was lost before the answer') {
    super(message);
  }
}
