// @vitest-environment jsdom
import { beforeAll, describe, expect, it, vi } from 'vitest';

// These modules look at the browser when they are loaded.
beforeAll(() => {
  vi.stubGlobal('WebSocket', class {
    readyState = 0;
    close() {}
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {} }));
});

describe('the address', () => {
  it.each([
    ['', { page: 'fleet' }],
    ['#/', { page: 'fleet' }],
    ['#/devices/a%3Ab', { page: 'device', id: 'a:b' }],
    ['#/devices/50%', { page: 'nowhere' }],
    ['#/devices/', { page: 'fleet' }],
    ['#/admin', { page: 'admin' }],
    ['#/else', { page: 'nowhere' }],
  ])('%s is %o', async (hash, route) => {
    const { routeOf } = await import('../../../src/Console/src/shell/router.ts');
    expect(routeOf(hash)).toEqual(route);
  });
});

describe('the map', () => {
  it.each([1, 50, 1000, 10_000, 100_000])('of %i devices fits', async (count) => {
    const { layoutOf } = await import('../../../src/Console/src/devices/mapLayout.ts');
    const { columns, pitch, size, height } = layoutOf(count, 1100);
    expect(columns * pitch).toBeLessThanOrEqual(1100);
    expect(Math.ceil(count / columns) * pitch).toBe(height);
    expect(height).toBeLessThanOrEqual(400);
    expect(size).toBeGreaterThan(0);
  });
});
