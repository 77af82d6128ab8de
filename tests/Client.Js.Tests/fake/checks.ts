import { validateBroadcast, validateClientMessage, validateServerMessage } from '../protocol/schema.js';

// A client that is tested against what no server says, or says what no server takes, is not tested.

/** Throws where a client may not say this. */
export const checkClientMessage = (message: unknown): void => check('client', message, validateClientMessage(message));

/** Throws where a server does not say this. What a publication of a test carries may be any object. */
export const checkServerMessage = (frame: object): void => check('server', frame, 'offset' in frame ? validateBroadcast(frame) : validateServerMessage(frame));

function check(who: string, message: unknown, violations: string[]): void {
  if (violations.length > 0) {
    throw new Error(`The ${who} does not say ${JSON.stringify(message)}: ${violations.join('; ')}`);
  }
}
