/** Close codes below 4000 after which the same would happen again: what was sent broke the protocol (RFC 6455, section 7.4.1). */
const finalCodes = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

/** Whether a connection that was closed with this code may be opened again: docs/protocol.md, "Close codes". */
export function mayReconnect(code: number): boolean {
  return !finalCodes.has(code) && !(code >= 4500 && code < 5000);
}

/**
 * How long to wait before an attempt: exponential, with full jitter, so that many clients that lost one host do not come back together.
 * @param attempt 0 for the first one.
 * @returns Milliseconds from 0 to `base` · 2^`attempt`, and never more than `cap`.
 */
export function backoff(attempt: number, base: number, cap: number, random: () => number = Math.random): number {
  return random() * Math.min(cap, base * 2 ** attempt);
}
