import type { Device } from '@androidzen/client';
import { describe, expect, it } from 'vitest';
import { healthOf, reasonsOf } from '../../../src/Console/src/devices/health.ts';
import { counts, select, type Query } from '../../../src/Console/src/devices/query.ts';

const device = (id: string, rest: Partial<Device> = {}): Device => ({
  id, name: id, status: 'connected', battery_level: null, cpu_usage: null, memory_usage: null, storage_usage: null, last_seen: null, ...rest,
});
const all: Query = { text: '', filter: 'all', sort: 'name', isDescending: false };
const ids = (devices: Device[]) => devices.map(({ id }) => id);

describe('what a device needs', () => {
  it.each([
    [{}, 'good', []],
    [{ battery_level: 25 }, 'warning', ['battery 25 %']],
    [{ battery_level: 10 }, 'critical', ['battery 10 %']],
    [{ battery_level: 26, cpu_usage: 84.9 }, 'good', []],
    [{ cpu_usage: 85, memory_usage: 95 }, 'critical', ['CPU 85 %', 'memory 95 %']],
    [{ status: 'disconnected', battery_level: 1 }, 'offline', ['battery 1 %']],
    [{ status: 'unknown' }, 'unknown', []],
    [{ status: 'charging' }, 'good', []],
  ])('of %o is %s', (rest, health, reasons) => {
    expect(healthOf(device('a', rest))).toBe(health);
    expect(reasonsOf(device('a', rest))).toEqual(reasons);
  });
});

it('a device that is removed between the layout of the map and its drawing does not take the page with it', () => {
  expect(healthOf(undefined)).toBe('unknown');
});

describe('select', () => {
  it('finds by name, id, status and model, whatever the case', () => {
    const devices = [device('one', { name: 'Pixel' }), device('two', { model: 'GVU6C' }), device('three', { status: 'charging' })];
    expect(ids(select(devices, { ...all, text: ' PIXEL ' }))).toEqual(['one']);
    expect(ids(select(devices, { ...all, text: 'gvu' }))).toEqual(['two']);
    expect(ids(select(devices, { ...all, text: 'charg' }))).toEqual(['three']);
    expect(ids(select(devices, { ...all, text: 'w' }))).toEqual(['two']);
  });

  it('puts devices without the value last, in both directions, and equal ones by id', () => {
    const devices = [device('none'), device('b', { cpu_usage: 5 }), device('a', { cpu_usage: 5 }), device('high', { cpu_usage: 90 })];
    expect(ids(select(devices, { ...all, sort: 'cpu_usage' }))).toEqual(['a', 'b', 'high', 'none']);
    expect(ids(select(devices, { ...all, sort: 'cpu_usage', isDescending: true }))).toEqual(['high', 'a', 'b', 'none']);
  });

  it('has in each filter as many as it counts', () => {
    const devices = Array.from({ length: 60 }, (_, n) => device(`d${n}`, { status: n % 5 ? 'connected' : 'disconnected', battery_level: (n * 7) % 101, cpu_usage: (n * 13) % 101 }));
    for (const [filter, count] of Object.entries(counts(devices))) {
      expect(select(devices, { ...all, filter: filter as Query['filter'] })).toHaveLength(count);
    }
  });
});
