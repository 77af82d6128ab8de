import { describe, expect, it } from 'vitest';
import { ago, count, percent, words } from '../../../src/Console/src/parts/text.ts';

describe('ago', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  it.each([
    ['2026-11-28T11:59:59.000Z', 'now'],
    ['2026-11-28T12:00:05.000Z', 'now'],
    ['2026-11-28T11:59:18.000Z', '42 s ago'],
    ['2026-11-28T11:55:00.000Z', '5 min ago'],
    ['2026-11-28T09:00:00.000Z', '3 h ago'],
    ['2026-11-26T11:00:00.000Z', '2 d ago'],
    [null, 'never'],
    [undefined, 'never'],
  ])('of %s is %s', (timestamp, text) => expect(ago(timestamp, now)).toBe(text));
});

it('says words of the wire as people do', () => {
  expect(words('cpu_usage')).toBe('CPU usage');
  expect(words('root_detected')).toBe('Root detected');
  expect(words('fps')).toBe('FPS');
});

it('counts one and many', () => {
  expect(count(1, 'device')).toBe('1 device');
  expect(count(0, 'device')).toBe('0 devices');
  expect(count(2, 'needs', 'need')).toBe('2 need');
});

it('has no number where there is none', () => {
  expect(percent(null)).toBe('–');
  expect(percent(12.6)).toBe('13 %');
});
