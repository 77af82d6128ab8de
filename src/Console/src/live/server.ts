import { signal } from '@preact/signals';
import { rest } from './rest';

/** What the server says of itself. */
export interface ServerInfo {
  version: string;
  /** Whether it mints tokens for whoever asks. */
  development: boolean;
}

export const serverInfo = signal<ServerInfo | undefined>(undefined);

rest<ServerInfo>('GET', '/console.json').then(
  (info) => (serverInfo.value = info),
  () => {}, // Then there is no one-click sign-in, and the badge says what is wrong with the server.
);
