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

describe('what is said after a cut', () => {
  it.each([
    [{ recovered: 0, lost: 0, isUnknown: false }, 'Live again. Nothing was missed.'],
    [{ recovered: 1, lost: 0, isUnknown: false }, 'Live again. 1 missed message has come after all.'],
    [{ recovered: 1200, lost: 0, isUnknown: false }, 'Live again. 1,200 missed messages have come after all.'],
    [{ recovered: 0, lost: 12, isUnknown: false }, 'Live again. 12 messages are kept no longer. What you see is current.'],
    [{ recovered: 3, lost: 0, isUnknown: true }, 'Live again. 3 missed messages have come after all; some of the history is kept no longer. What you see is current.'],
  ])('of %o', async (catchUp, text) => {
    const { catchUpText } = await import('../../../src/Console/src/live/connection.ts');
    expect(catchUpText(catchUp)).toBe(text);
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
