// @vitest-environment node
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RealServer, start } from '../server/realServer.js';
import { CheckedSocket, type Frame } from './checkedSocket.js';
import { asyncapi, typesOf, validateSchema } from './schema.js';

// One of everything that the platform says, as a real server says it: whatever comes must be as docs/asyncapi.yaml has it. The tests share the server, and come one after the other.

const settings = {
  'Auth:AllowAnonymousPublishing': 'false', // Development lets anybody publish.
  'Alerts:EscalateAfter': '00:00:01',
  'Connections:OutboxHighBytes': '65536',
  'Connections:SendTimeout': '00:01:00', // Who reads slowly is to be left out, not cut off.
  'Devices:ActionTimeout': '00:00:01',
  'Devices:PerformanceInterval': '00:00:00.500',
  'Gateway:HeartbeatInterval': '00:00:01',
  'Gateway:Lease': '00:00:10',
  'GatewayWatch:MissedHeartbeats': '30', // A machine that stands still for seconds is no gateway that is gone.
  'Presence:LeaveDelay': '00:00:00.100',
  'Topics:Rules:0:Pattern': 'room/*',
  'Topics:Rules:0:Presence': 'true',
  'Topics:Rules:1:Pattern': 'backend_*',
  'Topics:Rules:1:SubscribeRole': 'publisher',
};

vi.setConfig({ testTimeout: 20_000 });

let server: RealServer;
let admin: string;
let publisher: string;
/** A user who is on every topic that the platform itself publishes on, of one device. */
let watcher: CheckedSocket;

const device = 'pixel-7';
const topics = ['device_status', `device_${device}`, `metrics_${device}`, 'notifications', 'security', 'performance', 'analytics'];

const connect = async (query: Record<string, string> = {}) => CheckedSocket.connect(server.wsUrl, query);

const publish = (path: string, body?: unknown) => server.request('POST', path, body, publisher);

beforeAll(async () => {
  server = await start({ settings });
  [admin, publisher] = await Promise.all([server.token('admin', 'root'), server.token('publisher', 'back-end')]);
  ({ socket: watcher } = await connect({ client_id: 'watcher', token: await server.token('user', 'alice') }));
  for (const topic of topics) {
    expect((await watcher.ask('subscription', { topic, snapshot: true })).data).toMatchObject({ topic, status: 'subscribed' });
  }
}, 90_000);

afterAll(() => server?.stop(), 60_000);

describe('the connection', () => {
  it('is greeted without a token, and with one', async () => {
    const anonymous = await connect();
    expect(anonymous.greeting.data).toMatchObject({ user_id: null, username: null });
    const { greeting } = await connect({ client_id: 'me', token: await server.token('user', 'alice') });
    expect(greeting.data).toMatchObject({ client_id: 'me', user_id: 'alice' });
    expect(greeting.data.token_expires_in_s).toBeGreaterThan(0);
    expect(Object.keys(greeting.data.topics).sort()).toEqual(['$all', '$user:alice']);
  });

  it.each([
    ['not JSON', '{', 'invalid_json'],
    ['no envelope', '[]', 'invalid_message'],
    ['an unknown type', '{"type":"subscribe","id":1,"data":{}}', 'unknown_type'],
    ['a type for others', '{"type":"storage_alert","id":"x","data":{}}', 'unsupported_type'],
    ['a topic that is no text', '{"type":"subscription","data":{"topic":7}}', 'invalid_message'],
    ['what only back ends may', '{"type":"notification","data":{"title":"a","message":"b"}}', 'not_permitted'],
    ['a token that is none', '{"type":"auth","id":2,"data":{"token":"none"}}', 'invalid_token'],
  ])('is told of %s', async (_, text, code) => {
    watcher.sendText(text);
    expect((await watcher.next((frame) => frame.type === 'error', 'the error')).data.code).toBe(code);
  });

  it.each([['a b', 'invalid_topic'], ['$all', 'not_permitted'], ['', 'invalid_topic']])('may not be on %j', async (topic, code) => {
    expect((await watcher.ask('subscription', { topic })).data).toMatchObject({ topic, status: 'rejected', code });
  });

  it('leaves a topic, also one that it is not on', async () => {
    expect((await watcher.ask('unsubscription', { topic: 'nothing' })).data).toEqual({ topic: 'nothing', status: 'unsubscribed' });
    expect((await watcher.ask('unsubscription', { topic: 'a b' })).data).toEqual({ topic: 'a b', status: 'unsubscribed' });
  });

  it('has heartbeats, and answers to its own', async () => {
    await watcher.next((frame) => frame.data.source === 'server', 'a heartbeat');
    expect((await watcher.ask('heartbeat', [1])).data).toEqual({ status: 'alive' });
  });

  it.each([
    [{ client_id: 'a/b' }, 'invalid_client_id', 4501],
    [{ token: 'none' }, 'invalid_token', 4500],
  ])('is refused with %j', async (query, code, closeCode) => {
    const { socket, greeting } = await connect(query);
    expect(greeting).toMatchObject({ type: 'error', data: { code } });
    expect(await socket.closed).toBe(closeCode);
  });

  it('renews its token, and leaves what that does not permit', async () => {
    const { socket } = await connect({ token: publisher });
    await socket.ask('subscription', { topic: 'backend_jobs' });
    const answer = await socket.ask('auth', { token: await server.token('user', 'back-end') });
    expect(answer).toMatchObject({ type: 'ack', data: { user_id: 'back-end' } });
    expect(validateSchema('AuthAnswer', answer.data)).toEqual([]);
    expect(socket.frames.find((frame) => frame.type === 'subscription' && !frame.id)?.data).toMatchObject({ topic: 'backend_jobs', status: 'rejected' });
    await socket.close();
  });
});

describe('what is published over REST', () => {
  it('is a device that comes, changes, and goes', async () => {
    await publish(`/devices/${device}/status`, { name: 'Pixel 7', battery_level: 85, model: 'GVU6C', labels: ['lab'] });
    for (const topic of ['device_status', `device_${device}`]) {
      const { socket } = await connect();
      await socket.ask('subscription', { topic, snapshot: true });
      await socket.publication(topic, 'device_status');
    }

    await watcher.publication('device_status', 'device_connected', { device_id: device });
    await publish(`/devices/${device}/status`, { status: 'disconnected' });
    await watcher.publication('device_status', 'device_disconnected', { device_id: device, status: 'disconnected' });
    await publish('/ws/live-metrics', { device_id: device, metrics: { cpu_usage: 45.2, fps: 60 } });
    await publish('/ws/live-metrics', { device_id: device, metrics: { cpu_usage: 12 } });
    await watcher.publication(`metrics_${device}`, 'live_metrics');
    await publish('/ws/analytics-update', { device_id: device, metrics: {} });
    await watcher.publication('analytics', 'analytics_update');
    await publish('/ws/optimization-complete', { device_id: device, results: { improvements: [1] } });
    await watcher.publication(`device_${device}`, 'optimization_complete');
  });

  it('is left out in part for one that reads slowly', async () => {
    const topic = 'metrics_busy';
    const { socket } = await connect();
    await socket.ask('subscription', { topic });
    socket.pause();
    const samples = 100;
    for (let sample = 1; sample <= samples; sample++) {
      // Of what the network itself holds, nothing can be left out.
      await publish('/ws/live-metrics', { device_id: 'busy', metrics: { sample, filling: 'x'.repeat(200_000) } });
    }

    socket.resume();
    const { skipped } = await socket.next((frame) => frame.topic === topic && frame.skipped, 'a sample that says what is missing');
    expect(skipped).toBeGreaterThan(0);
    await socket.close();
  }, 60_000);

  it('is an alert about a device', async () => {
    await publish('/ws/device-alert', { device_id: device });
    await watcher.publication(`device_${device}`, 'analytics_update', { alert_type: 'general' });
    await publish('/ws/device-alert', { device_id: device, alert_type: 'security', severity: 'high' });
    await watcher.publication(`device_${device}`, 'security_alert', { alert_type: 'security' });
  });

  it('is an alert that is raised, escalated and acknowledged', async () => {
    await publish('/ws/security-alert', { device_id: device, alert_details: { type: 'root' } });
    const { data } = await watcher.publication('security', 'security_alert', { state: 'open' });
    await watcher.publication('security', 'security_alert', { alert_id: data.alert_id, escalated: true });
    await server.request('POST', `/alerts/${data.alert_id}/acknowledge`, { note: 'Locked' }, await server.token('operator', 'olga'));
    await watcher.publication('security', 'security_alert', { state: 'acknowledged', acknowledged_by: 'olga' });
  });

  it('are figures, of a back end and of the fleet', async () => {
    await publish('/ws/performance-data', { queue_depth: 12 });
    const is = (key: string) => watcher.next((frame) => frame.topic === 'performance' && frame.key === key, `figures of ${key}`);
    await is('performance');
    await publish(`/devices/${device}/status`, { cpu_usage: 77 });
    await is('fleet');
  });

  it('are notifications, which users read', async () => {
    await publish('/ws/notification', { title: 'To all', message: 'Hello', data: [1, null] });
    await watcher.publication('notifications', 'notification', { title: 'To all' });
    await publish('/ws/notification', { title: 'One', message: 'Hello', user_id: 'alice', device_id: device });
    await publish('/ws/notification', { title: 'Two', message: 'Hello', user_id: 'alice' });
    const { data } = await watcher.publication('$user:alice', 'notification', { title: 'One' });
    const { socket, greeting } = await connect({ token: await server.token('user', 'alice') });
    expect(greeting.data.topics['$user:alice'].snapshot).toBe(2);
    await socket.publication('$user:alice', 'notification', { title: 'Two' });
    const answers = [await watcher.ask('ack', { notification_id: data.id }), await watcher.ask('ack', { notification_ids: [data.id, 'other'] }), await watcher.ask('ack', { all: true })];
    expect(answers.flatMap((answer) => validateSchema('NotificationsRead', answer.data))).toEqual([]);
    await socket.publication('$user:alice', 'ack', { unread: 0 });
  });

  it('is monitoring, and what the agent is told of it', async () => {
    const { socket: agent, greeting } = await connect({ token: await server.token('device', device) });
    expect(greeting.data.topics).toHaveProperty(`$device:${device}`);
    await agent.publication(`$device:${device}`, 'system_message', { interval: null });
    await publish(`/ws/start-monitoring/${device}`, { interval: 0.5 });
    await watcher.publication(`device_${device}`, 'system_message', { interval: 0.5 });
    await agent.publication(`$device:${device}`, 'system_message', { interval: 0.5 });
    await publish(`/ws/stop-monitoring/${device}`, { all: true });
    await watcher.publication(`device_${device}`, 'system_message', { interval: null });
    await agent.close();
  });

  it('are actions, which time out or are done', async () => {
    const { socket: agent } = await connect({ token: await server.token('device', device) });
    await publish(`/devices/${device}/actions`, { action_type: 'reboot', action_id: 'late', parameters: { delay: 5 } });
    await agent.publication(`$device:${device}`, 'device_action', { action_id: 'late', status: 'queued' });
    await agent.publication(`$device:${device}`, 'device_action', { action_id: 'late', status: 'failed' });
    await publish(`/devices/${device}/actions`, { action_type: 'reboot', action_id: 'done', timeout: 60 });
    await publish(`/ws/device-action/${device}`, { action_id: 'done', action_type: 'reboot', status: 'in_progress', progress: 40 });
    await publish(`/ws/device-action/${device}`, { action_id: 'done', action_type: 'reboot', status: 'completed', result: [true] });
    await watcher.publication(`device_${device}`, 'device_action', { action_id: 'done', status: 'completed' });
    const conflict = await agent.ask('device_action', { action_id: 'done', action_type: 'reboot', status: 'queued' });
    expect(conflict).toMatchObject({ type: 'error', data: { code: 'conflict' } });
    await agent.close();
  });

  it.each(asyncapi.components.schemas.MessageType!.enum as string[])('is a broadcast of %s', async (type) => {
    const message = { type, data: { broadcast: true } };
    await server.request('POST', '/ws/broadcast', message, admin);
    await watcher.publication('$all', type, message.data);
    await server.request('POST', '/ws/broadcast', { ...message, subscription_filter: 'security' }, admin);
    await watcher.publication('security', type, message.data);
    await server.request('POST', '/ws/send-to-user/alice', message, admin);
    await watcher.publication('$user:alice', type, message.data);
  });
});

describe('what is published over the socket', () => {
  const answerOf = (type: string) => ((asyncapi.components.messages[`client.${type}`] as unknown as Frame)['x-answer'].$ref as string).split('/').at(-1)!;

  async function expectAnswer(socket: CheckedSocket, type: string, data: unknown): Promise<void> {
    const answer = await socket.ask(type, data);
    expect(answer.type, JSON.stringify(answer)).toBe('ack');
    expect(validateSchema(answerOf(type), answer.data)).toEqual([]);
  }

  it('by a device is answered', async () => {
    const { socket: agent } = await connect({ token: await server.token('device', 'pixel-8') });
    await expectAnswer(agent, 'device_status', { battery_level: 80, model: 'GZPF0' });
    await expectAnswer(agent, 'live_metrics', { metrics: { cpu_usage: 5 } });
    await expectAnswer(agent, 'analytics_update', { metrics: {} });
    await expectAnswer(agent, 'device_action', { action_id: 'a', action_type: 'b', status: 'completed' });
    await expectAnswer(agent, 'optimization_complete', { results: { improvements: null } });
    await agent.close();
  });

  it('by a back end is answered', async () => {
    const { socket } = await connect({ token: publisher });
    await socket.ask('subscription', { topic: 'security' });
    await expectAnswer(socket, 'security_alert', { device_id: device });
    await expectAnswer(socket, 'notification', { title: 'a', message: 'b' });
    await expectAnswer(socket, 'performance_data', { a: 1 });
    await socket.publication('security', 'security_alert', { escalated: true }); // Later it would come into what others see of the topic.
    await socket.close();
  });
});

describe('what there is already', () => {
  // Notifications to everybody have no key: none is the latest of anything.
  it.each(topics.filter((topic) => topic !== 'notifications'))('comes as snapshot of %s, also to one that has another epoch', async (topic) => {
    const { socket } = await connect({ token: publisher });
    const { data } = await socket.ask('subscription', { topic, snapshot: true });
    expect(data.snapshot).toBeGreaterThan(0);
    const { data: again } = await socket.ask('subscription', { topic, since: { epoch: 'another', offset: 3 } });
    expect(again).toMatchObject({ recovered: false });
    await socket.close();
  });

  it('is recovered', async () => {
    const { socket } = await connect({ token: publisher });
    const { data } = await socket.ask('subscription', { topic: 'security' });
    const since = { epoch: data.epoch, offset: data.offset - 2 };
    expect((await socket.ask('subscription', { topic: 'security', since })).data).toMatchObject({ recovered: true, missed: 2 });
    await socket.next((frame) => frame.topic === 'security' && frame.offset === data.offset, 'what was missed');
    await socket.close();
  });

  it('is recovered with the greeting', async () => {
    const first = await connect();
    const { $all } = first.greeting.data.topics as Record<string, Frame>;
    const since = (offset: number) => JSON.stringify({ $all: { epoch: $all!.epoch, offset } });
    const { greeting } = await connect({ since: since($all!.offset - 1) });
    expect(greeting.data.topics.$all).toMatchObject({ recovered: true, missed: 1 });
    const { socket } = await connect({ since: '[]' });
    expect((await socket.next((frame) => frame.type === 'error', 'the error')).data.code).toBe('invalid_message');
  });

  it('are those who are on a topic', async () => {
    const { socket } = await connect({ token: publisher });
    await watcher.ask('subscription', { topic: 'room/7' });
    await socket.ask('subscription', { topic: 'presence:room/7', snapshot: true });
    await socket.publication('presence:room/7', 'presence', { event: 'join', client_id: 'watcher', user_id: 'alice' });
    const { socket: anonymous } = await connect({ client_id: 'nobody' });
    await anonymous.ask('subscription', { topic: 'room/7' });
    await socket.publication('presence:room/7', 'presence', { event: 'join', client_id: 'nobody', user_id: null });
    await anonymous.close();
    await socket.publication('presence:room/7', 'presence', { event: 'leave', client_id: 'nobody' });
  });
});

describe('the end', () => {
  it('is that a device is removed', async () => {
    await server.request('DELETE', `/devices/${device}`, undefined, admin);
    await watcher.publication('device_status', 'device_disconnected', { device_id: device, status: 'removed' });
  });

  it('is told before the server closes', async () => {
    const going = server.end();
    await watcher.next((frame) => frame.type === 'reconnect', 'reconnect');
    expect(await watcher.closed).toBe(4001);
    await going;
  }, 60_000);

  it('finds that every frame was as the document says, and of every type one', () => {
    expect(CheckedSocket.all.flatMap((socket) => socket.violations)).toEqual([]);
    const own = CheckedSocket.all.flatMap((socket) => socket.frames).filter((frame) => !frame.data.broadcast).map((frame) => frame.type as string);
    const neverSent = ['storage_alert', 'network_status']; // There are no such messages but what is broadcast.
    expect([...new Set(own)].sort()).toEqual(typesOf('server').filter((type) => !neverSent.includes(type)).sort());
  });
});
