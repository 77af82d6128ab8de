import type { WebSocketConstructor } from './link.js';

/** A token, or what gets one: it is called for each connection, and when a token is about to run out. */
export type TokenProvider = string | (() => string | undefined | Promise<string | undefined>);

/** How a client behaves. Times are in milliseconds. */
export interface WebSocketClientOptions {
  /** How many attempts may fail in a row before the state is `FAILED`; attempts that a browser makes while it says it is offline do not count. Default: 10. */
  maxReconnectAttempts?: number;
  /** The base of the delays between attempts: each is a random part of `reconnectDelay` · 2^n. Default: 1000. */
  reconnectDelay?: number;
  /** No delay is longer. Default: 30,000. */
  maxReconnectDelay?: number;
  /** How long an attempt may take to have a token, and then to have the server's greeting. Default: 10,000. */
  connectTimeout?: number;
  /** How often a heartbeat is sent: so long after the answer to the last one. Default: 30,000. */
  heartbeatInterval?: number;
  /** How long nothing may be heard after a heartbeat, before the connection counts as dead. Default: 10,000. */
  heartbeatTimeout?: number;
  /** How long a connection that is being closed may take, before it counts as closed. Default: 2000. */
  closeTimeout?: number;
  /** Whether heartbeats are sent. Without them the server closes a connection that says nothing for 5 minutes. Default: true. */
  enableHeartbeat?: boolean;
  /** Whether the constructor connects. Default: true. */
  autoConnect?: boolean;
  /** Whether messages wait while there is no connection. Default: true. */
  messageQueueEnabled?: boolean;
  /** How many may wait; beyond it the oldest is dropped. Default: 1000. */
  messageQueueSize?: number;
  /** How long a message may wait. Default: 60,000. */
  messageTimeToLive?: number;
  /** The connection's id. Default: a random one, the same for each connection of this client. */
  clientId?: string;
  /** Who the client is; without one it is anonymous. */
  token?: TokenProvider;
  /** Closes the client when it aborts. */
  signal?: AbortSignal;
  /** The class to connect with, where there is no global `WebSocket` (Node 20: that of the package `ws`). */
  WebSocket?: WebSocketConstructor;
}

export const defaults = {
  maxReconnectAttempts: 10,
  reconnectDelay: 1000,
  maxReconnectDelay: 30_000,
  connectTimeout: 10_000,
  heartbeatInterval: 30_000,
  heartbeatTimeout: 10_000,
  closeTimeout: 2000,
  enableHeartbeat: true,
  autoConnect: true,
  messageQueueEnabled: true,
  messageQueueSize: 1000,
  messageTimeToLive: 60_000,
};

/** Timers take no longer delay: a longer one would be none. */
export const longestTimer = 2 ** 31 - 1;

/** The options of a client, complete. */
export type Settings = typeof defaults & WebSocketClientOptions & { WebSocket: WebSocketConstructor };

/** @throws TypeError An option has a value that it cannot have; the text names it. */
export function settingsOf(options: WebSocketClientOptions): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings = { ...defaults, WebSocket: (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket, ...given } as Settings;
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[]) {
    const value = settings[name];
    if (typeof value !== typeof defaults[name] || Number.isNaN(value) || (value as number) < 0) {
      throw new TypeError(`Option "${name}" must be a ${typeof defaults[name]}${typeof value === 'number' ? ' and not negative' : ''}`);
    }
    if (typeof value === 'number') {
      settings[name] = Math.min(value, longestTimer) as never;
    }
  }
  if (!settings.WebSocket) {
    throw new TypeError('Option "WebSocket" is needed: there is no global WebSocket here');
  }
  return settings;
}
