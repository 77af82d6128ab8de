import { describe, expect, it } from 'vitest';
import { Series } from '../../../src/Console/src/devices/series.ts';

const sample = (second: number, metrics: Record<string, unknown>) => ({ device_id: 'd', metrics, timestamp: new Date(second * 1000).toISOString() });

describe('Series', () => {
  it('has one value for each time in each column, none where a sample has none', () => {
    const series = new Series(300);
    series.add(sample(1, { cpu_usage: 10 }));
    series.add(sample(2, { cpu_usage: 11, fps: 60, model: 'a' }));
    series.add(sample(3, { fps: 59 }));
    expect(series.times).toEqual([1, 2, 3]);
    expect(series.names).toEqual(['cpu_usage', 'fps']);
    expect(series.column('cpu_usage')).toEqual([10, 11, null]);
    expect(series.column('fps')).toEqual([null, 60, 59]);
    expect(series.last('cpu_usage')).toBe(11);
  });

  it('takes no sample that is older than the last', () => {
    const series = new Series(300);
    series.add(sample(5, { fps: 60 }));
    series.add(sample(4, { fps: 1 }));
    expect(series.column('fps')).toEqual([60]);
  });

  it('forgets what is out of sight, and stays bounded', () => {
    const series = new Series(60);
    for (let second = 0; second < 5000; second++) {
      series.add(sample(second, { fps: second }));
    }
    expect(series.times.length).toBeLessThan(200);
    expect(series.times.length).toBe(series.column('fps').length);
    expect(series.times[0]).toBeLessThanOrEqual(5000 - 60);
    expect(series.column('fps').at(-1)).toBe(4999);
  });
});
