// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../eventually.js';
import { read } from '../protocol/schema.js';
import { TcpProxy } from '../proxy/tcpProxy.js';
import { start, type RealServer } from '../server/realServer.js';
import { PageServer } from './pageServer.js';

vi.setConfig({ testTimeout: 30_000 });

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const example = read('tests/Client.Js.Tests/browser/example.js');

let server: RealServer;
let proxy: TcpProxy;
let pages: PageServer;
let browser: Browser;
let page: Page;
let admin: string;

beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(`There is no browser at ${executablePath}: install Chromium, or say in CHROMIUM where it is`);
  }
  const library = fileURLToPath(new URL('../../../src/Client.Js', import.meta.url));
  execFileSync(process.execPath, ['scripts/bundle.mjs'], { cwd: library });
  [server, pages, browser] = await Promise.all([start({ settings: { 'Auth:AllowAnonymousPublishing': 'false' } }), PageServer.start(), chromium.launch({ executablePath, args })]);
  proxy = await TcpProxy.start(server.url);
  admin = await server.token('admin', 'root');
  pages.files.set('/androidzen.global.js', read('src/Client.Js/dist/androidzen.global.js'));
  pages.files.set('/client/index.js', read('src/Client.Js/dist/index.js'));
}, 90_000);

afterEach(async () => {
  await page?.context().close();
  proxy.comeBack();
  proxy.flow();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([pages?.stop(), proxy?.stop(), server?.stop()]);
}, 60_000);

/**
 * Opens a page with the library as a global and a script. What is logged in it is in its `logged`.
 * @returns The uncaught errors of the page.
 */
async function open(script: string): Promise<string[]> {
  pages.files.set('/index.html', '<!doctype html><title>Test</title><script src="androidzen.global.js"></script><script src="page.js"></script>');
  pages.files.set('/page.js', script.replaceAll('localhost:8000', proxy.address));
  const problems: string[] = [];
  page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => void problems.push(error.message));
  await page.addInitScript('globalThis.logged = []; console.log = (...values) => logged.push(values);');
  await page.goto(`${pages.url}/index.html`);
  return problems;
}

/** What the page has logged behind a text. */
const logged = async (text: string) => (await page.evaluate<[string, any][]>('logged')).filter(([first]) => first === text).map(([, value]) => value);

/** A client in the page: `client`, with what it has heard. */
const clientScript = (options: object) => `
  const client = new WebSocketClient('ws://localhost:8000/ws', ${JSON.stringify(options)});
  const heard = { states: [], gaps: [], recovered: [], numbers: [] };
  client.on('stateChange', ({ state, code }) => heard.states.push(code ? state + ' ' + code : state));
  client.on('gap', (gap) => heard.gaps.push(gap));
  client.on('recovered', (recovered) => heard.recovered.push(recovered));
  client.subscribe('numbers', { onMessage: ({ n }) => heard.numbers.push(n) }).ready.then(() => (heard.isReady = true));
`;

interface Heard {
  states: string[];
  gaps: unknown[];
  recovered: { topic: string }[];
  numbers: number[];
  isReady?: boolean;
}

/** Waits until the page has heard something. */
async function heardThat(what: string, isSo: (heard: Heard) => unknown): Promise<Heard> {
  let heard!: Heard;
  await eventually(what, async () => isSo((heard = await page.evaluate<Heard>('heard'))), () => heard);
  return heard;
}

let published = 0;

async function publish(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await server.request('POST', '/ws/broadcast', { type: 'analytics_update', data: { n: ++published }, subscription_filter: 'numbers' }, admin);
  }
}

const notify = (title: string) => server.request('POST', '/ws/notification', { title, message: 'Hello' }, admin);

describe('the specification\'s example', () => {
  it('is word for word in the readme', () => expect(read('src/Client.Js/README.md')).toContain(`\`\`\`javascript\n${example}\`\`\`\n`));

  it('runs in a page: what is published over REST is logged by its handlers', async () => {
    const problems = await open(example);
    await page.waitForFunction('wsClient.topics.length === 3 && wsClient.topics.every((topic) => wsClient.positionOf(topic))');
    expect(await page.evaluate('wsClient.topics')).toEqual(['device_status', 'notifications', 'device_device1']);
    await server.request('POST', '/devices/pixel-7/status', { name: 'Pixel 7', battery_level: 85 }, admin);
    await notify('Hello');
    await eventually('the device is logged', async () => (await logged('Device status update:')).length > 0);
    await eventually('the notification is logged', async () => (await logged('New notification:')).length === 1);
    expect((await logged('Device status update:'))[0]).toMatchObject({ devices: [{ id: 'pixel-7', name: 'Pixel 7', battery_level: 85 }] });
    expect(await logged('New notification:')).toMatchObject([{ title: 'Hello', message: 'Hello' }]);
    await server.request('POST', '/devices/device1/status', { name: 'Device 1' }, admin);
    const device1 = async () => (await logged('Device status update:')).filter(({ devices }) => devices[0].id === 'device1');
    await eventually('a device is told of on its own topic and on that of all', async () => (await device1()).length >= 2);
    expect(problems).toEqual([]);
  });

  it('loses nothing while the network is away', async () => {
    const problems = await open(example);
    const titles = async () => (await logged('New notification:')).map(({ title }) => title as string);
    await page.waitForFunction('wsClient.positionOf("notifications")');
    await notify('before');
    await eventually('it comes', async () => (await titles()).length === 1);
    proxy.goAway();
    await page.waitForFunction('wsClient.state === "RECONNECTING"');
    await notify('meanwhile 1');
    await notify('meanwhile 2');
    proxy.comeBack();
    await page.waitForFunction('wsClient.state === "OPEN"');
    await notify('after');
    await eventually('the last comes', async () => (await titles()).includes('after'));
    expect(await titles()).toEqual(['before', 'meanwhile 1', 'meanwhile 2', 'after']);
    expect(problems).toEqual([]);
  });
});

describe('in a page', () => {
  it('a connection that says nothing is noticed, and what was missed comes once and in order', async () => {
    await open(clientScript({ reconnectDelay: 20, heartbeatInterval: 300, heartbeatTimeout: 300 }));
    await heardThat('the client is on the topic', ({ isReady }) => isReady);
    const first = published + 1;
    await publish(3);
    await heardThat('they come', ({ numbers }) => numbers.length === 3);
    proxy.stall();
    await publish(3);
    await heardThat('the client notices', ({ states }) => states.includes('RECONNECTING 1006'));
    proxy.flow();
    await publish(3);
    const { numbers, gaps } = await heardThat('the last comes', ({ numbers }) => numbers.at(-1) === published);
    expect(numbers).toEqual(Array.from({ length: 9 }, (_, i) => first + i));
    expect(gaps).toEqual([]);
  });

  it('the next attempt is made at once when the browser says that the network is back', async () => {
    await open(`Math.random = () => 1; ${clientScript({ reconnectDelay: 300_000, maxReconnectDelay: 300_000 })}`);
    await heardThat('the client is on the topic', ({ isReady }) => isReady);
    await page.context().setOffline(true);
    proxy.cut('reset');
    await heardThat('the connection is lost', ({ states }) => states.includes('RECONNECTING 1006'));
    await page.context().setOffline(false);
    await heardThat('it is back', ({ states, recovered }) => states.at(-1) === 'OPEN' && recovered.some(({ topic }) => topic === 'numbers'));
  });

  it('a code that may not be sent closes nothing; one that may comes back from the server', async () => {
    await open(clientScript({}));
    await heardThat('the client is on the topic', ({ isReady }) => isReady);
    expect(await page.evaluate('(() => { try { client.close(1006); } catch (error) { return error.name + " " + client.state; } })()')).toBe('InvalidAccessError OPEN');
    await page.evaluate('client.close(4100, "Enough")');
    const { states } = await heardThat('it is closed', ({ states }) => states.at(-1)?.startsWith('CLOSED'));
    expect(states).toEqual(['OPEN', 'CLOSING 4100', 'CLOSED 4100']);
  });

  it('a path alone is an address of the page\'s host', async () => {
    await open('new AndroidZen.WebSocketClient("/ws?client_id=me", { WebSocket: class { constructor(url) { console.log("url", url); } } });');
    expect(await logged('url')).toEqual([`${pages.url.replace('http', 'ws')}/ws?client_id=me`]);
  });
});

describe('in a worker', () => {
  it('the module connects, and gets a publication', async () => {
    pages.files.set('/worker.js', `
      import { WebSocketClient } from './client/index.js';
      const client = new WebSocketClient('ws://${proxy.address}/ws');
      client.subscribe('numbers', { onMessage: (data, { topic }) => postMessage({ topic, n: data.n }) }).ready.then(() => postMessage('ready'));
    `);
    const problems = await open('globalThis.said = []; new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => said.push(data);');
    await page.waitForFunction('said.length === 1');
    await publish(1);
    await page.waitForFunction('said.length === 2');
    expect(await page.evaluate('said')).toEqual(['ready', { topic: 'numbers', n: published }]);
    expect(problems).toEqual([]);
  });
});
