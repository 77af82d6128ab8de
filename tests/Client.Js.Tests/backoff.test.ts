import { describe, expect, it } from 'vitest';
import { backoff, mayReconnect } from '../../src/Client.Js/src/backoff.js';
import { asyncapi } from './protocol/schema.js';

describe('backoff', () => {
  const longest = () => 1;

  it('doubles what a delay may be with each attempt, up to the cap', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 20, 2000].map((attempt) => backoff(attempt, 1000, 30_000, longest))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it('has full jitter: a delay is any part of that, from nothing on', () => {
    expect([0, 0.25, 0.5, 1].map((part) => backoff(3, 1000, 30_000, () => part))).toEqual([0, 2000, 4000, 8000]);
  });

  it('takes its part at random', () => {
    const delays = Array.from({ length: 1000 }, () => backoff(2, 1000, 30_000));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...delays)).toBeLessThan(400);
    expect(Math.max(...delays)).toBeGreaterThan(3600);
    expect(Math.max(...delays)).toBeLessThanOrEqual(4000);
  });
});

describe('mayReconnect', () => {
  it.each(asyncapi['x-close-codes'].map(({ code, name, reconnect }) => [code, name, reconnect !== false] as const))('%i (%s): %s, as docs/protocol.md says', (code, _, may) =>
    expect(mayReconnect(code)).toBe(may));

  it.each([[1006, true], [1011, true], [1012, true], [1013, true], [1015, true], [3000, true], [4499, true], [1007, false], [1008, false], [4500, false], [4999, false]])(
    '%i, which the table does not have: %s', (code, may) => expect(mayReconnect(code)).toBe(may));
});
