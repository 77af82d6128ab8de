// A client that is tested against what no server says, or says what no server takes, is not tested. In a page's environment (jsdom) the document cannot be read: there nothing is checked.
const schema = typeof document === 'undefined' ? await import('../protocol/schema.js') : undefined;

/** Throws where a client may not say this. */
export function checkClientMessage(message: unknown): void {
  check('client', message, schema?.validateClientMessage(message));
}

/** Throws where a server does not say this. What a publication of a test carries may be any object. */
export function checkServerMessage(frame: object): void {
  check('server', frame, 'offset' in frame ? schema?.validateBroadcast(frame) : schema?.validateServerMessage(frame));
}

function check(who: string, message: unknown, violations: string[] = []): void {
  if (violations.length > 0) {
    throw new Error(`The ${who} does not say ${JSON.stringify(message)}: ${violations.join('; ')}`);
  }
}
