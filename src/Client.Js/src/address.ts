/**
 * The address of a connection: http and https become ws and wss, and a path alone is one of the page's host.
 * @throws TypeError It is none.
 */
export function addressOf(url: string | URL): URL {
  const address = new URL(url, (globalThis as { location?: Location }).location?.href);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  address.hash = ''; // Not every WebSocket takes one.
  if (!/^wss?:$/.test(address.protocol)) {
    throw new TypeError(`"${url}" is no address of a WebSocket`);
  }
  return address;
}

/** 128 random bits. `crypto.randomUUID` is not there on pages without TLS. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
