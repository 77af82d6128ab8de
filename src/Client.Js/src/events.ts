import type { Frame } from './link.js';
import type { ErrorCode, Position, ServerMessages } from './protocol.generated.js';
import type { DropReason, OutgoingMessage } from './queue.js';

/** Where a connection stands: the specification's states. */
export type ConnectionState = 'CONNECTING' | 'OPEN' | 'CLOSING' | 'CLOSED' | 'RECONNECTING' | 'FAILED';

/** A message of the server. Of a publication, `topic`, `epoch` and `offset` are its place. */
export interface Message<Type extends keyof ServerMessages = keyof ServerMessages> extends Omit<Frame, 'type' | 'data'> {
  type: Type;
  data: ServerMessages[Type];
  /** It is state, and not news: the n-th, from 1, of so many publications that are a snapshot together. */
  snapshot?: { n: number; of: number };
}

/** A change of the connection's state. */
export interface StateChange {
  state: ConnectionState;
  previous: ConnectionState;
  /** The close code of the connection that was lost (docs/protocol.md, "Close codes"). */
  code?: number;
  reason?: string;
  /** How many attempts have failed. */
  attempt?: number;
  /** Milliseconds until the next attempt. */
  delay?: number;
}

/** Everything that was missed on a topic comes now, each publication once. */
export interface Recovered {
  topic: string;
  /** How many publications were missed, and follow. */
  missed: number;
  position: Position;
}

/** Publications on a topic were missed for good. */
export interface Gap {
  topic: string;
  /** How many, where that is known. */
  missed: number | undefined;
  /** How many publications of the topic's state follow. */
  snapshot: number;
  /** The last publication before the gap. */
  from: Position;
  /** Where the subscription goes on. */
  position: Position;
}

/** The server does not let the client be on a topic. */
export interface Rejected {
  topic: string;
  code: ErrorCode;
  message: string;
}

/** A message was not sent, and will not be. */
export interface Dropped {
  message: OutgoingMessage;
  reason: DropReason;
}

/** What the client itself tells, beside the server's messages, which have their types as names. */
export interface ClientEvents {
  stateChange: StateChange;
  connecting: StateChange;
  open: StateChange;
  closing: StateChange;
  closed: StateChange;
  reconnecting: StateChange;
  failed: StateChange;
  recovered: Recovered;
  gap: Gap;
  rejected: Rejected;
  dropped: Dropped;
  /** The token provider, or the renewal of a token, failed. */
  tokenError: unknown;
  /** Each message of the server that is delivered. */
  message: Message;
}
