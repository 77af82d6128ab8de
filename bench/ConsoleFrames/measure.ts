import type { Page } from '@playwright/test';
import { Fleet } from '../../tests/Console.Tests/shared/fleet.ts';
import { expect, test } from '../../tests/Console.Tests/shared/test.ts';

const devices = 1000;
const rounds = 5;
/** How long frames are counted in a round, in milliseconds. */
const watched = 10_000;
/** A frame that took longer was not painted in its sixtieth of a second. */
const late = 25;

interface Figures {
  'first paint, ms': number;
  'live data, ms': number;
  'frames a second': number;
  'late frames, %': number;
  'main thread busy, %': number;
}

test(`the console with ${devices} devices that report every second`, async ({ browser, server }) => {
  const fleet = new Fleet(server, devices);
  await fleet.introduce();
  fleet.start(1000);
  const pages = { fleet: ['/', '.table .space .tr a'], device: [`/#/devices/${fleet.phones.find(({ isAway }) => !isAway)!.id}`, '.chart canvas'] } as const;
  for (const [name, [address, live]] of Object.entries(pages)) {
    const figures: Figures[] = [];
    for (let round = 0; round < rounds; round++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } }); // Nothing is cached.
      figures.push(await measure(await context.newPage(), server.url + address, live));
      await context.close();
    }
    console.log(`${name}, median of ${rounds} (least to most):`);
    for (const key of Object.keys(figures[0]!) as (keyof Figures)[]) {
      const sorted = figures.map((figure) => figure[key]).sort((a, b) => a - b);
      console.log(`  ${key}: ${sorted[rounds >> 1]!.toFixed(1)} (${sorted[0]!.toFixed(1)} to ${sorted.at(-1)!.toFixed(1)})`);
    }
  }
  await fleet.stop();
});

async function measure(page: Page, address: string, live: string): Promise<Figures> {
  await page.goto(address, { waitUntil: 'commit' });
  const liveAfter = await page.evaluate((selector) => new Promise<number>((resolve) => {
    const look = () => (document.querySelector(selector) ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look));
    look();
  }), live);
  await expect(page.locator('.badge')).toHaveText('Live');
  const firstPaint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value;
  await page.waitForTimeout(1000);
  const before = await busy();
  const frames = await page.evaluate((length) => new Promise<number[]>((resolve) => {
    const times: number[] = [];
    let last = performance.now();
    const end = last + length;
    const next = (time: number) => {
      times.push(time - last);
      last = time;
      time < end ? requestAnimationFrame(next) : resolve(times.slice(1));
    };
    requestAnimationFrame(next);
  }), watched);
  return {
    'first paint, ms': firstPaint,
    'live data, ms': liveAfter,
    'frames a second': frames.length / (watched / 1000),
    'late frames, %': (100 * frames.filter((time) => time > late).length) / frames.length,
    'main thread busy, %': ((await busy()) - before) * 1000 / watched * 100,
  };
}
