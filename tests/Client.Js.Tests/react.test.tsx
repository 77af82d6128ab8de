// @vitest-environment jsdom
import type { Message, WebSocketClient } from '@androidzen/client';
import { useConnectionState, useLatest, useTopic } from '@androidzen/client/react';
import { act, cleanup, render, renderHook } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connected, FakeServer, settle, stopTime } from './fake/fakeServer.js';
import { epoch } from './fake/fakeSocket.js';

stopTime();
afterEach(cleanup);

const topic = 'metrics_pixel-7';

/** What the server would have the client on, after all that it was sent. */
const topicsAtServer = (sent: { type: string; data: { topic?: string } }[]) => {
  const topics = new Set<string>();
  for (const { type, data } of sent) {
    topics[type === 'subscription' ? 'add' : 'delete'](data.topic!);
  }
  return [...topics];
};

describe('useConnectionState', () => {
  it('is the state, and changes with it', async () => {
    const server = new FakeServer();
    const client = server.client();
    const { result } = renderHook(() => useConnectionState(client));
    expect(result.current).toBe('CONNECTING');
    const socket = await server.attempt();
    act(() => void socket.greet());
    expect(result.current).toBe('OPEN');
    act(() => socket.end(4503));
    expect(result.current).toBe('FAILED');
  });

  it('is that of the client that is given', async () => {
    const { client } = await connected();
    const other = new FakeServer().client({ autoConnect: false });
    const { result, rerender } = renderHook((given: WebSocketClient) => useConnectionState(given), { initialProps: client });
    rerender(other);
    expect(result.current).toBe('CLOSED');
  });
});

describe('useTopic', () => {
  it('is on the topic while the component is there', async () => {
    const { client, socket } = await connected();
    const onMessage = vi.fn();
    const { unmount } = renderHook(() => useTopic(client, topic, onMessage, { snapshot: true, mode: 'latest' }));
    expect(socket.subscription(topic).data).toEqual({ topic, snapshot: true, mode: 'latest' });
    act(() => {
      socket.acknowledge(topic);
      socket.publish(topic, 1);
    });
    expect(onMessage.mock.calls).toEqual([[{ n: 1 }, expect.objectContaining({ topic, offset: 1 })]]);
    unmount();
    expect(socket.types).toEqual(['subscription', 'unsubscription']);
  });

  it('in StrictMode is on the topic once in the end, and calls the handler once', async () => {
    const { client, socket } = await connected();
    const onMessage = vi.fn();
    const { unmount } = renderHook(() => useTopic(client, topic, onMessage), { wrapper: StrictMode });
    expect(socket.types).toEqual(['subscription', 'unsubscription', 'subscription']);
    expect(topicsAtServer(socket.sent)).toEqual([topic]);
    socket.acknowledge(topic);
    socket.publish(topic, 1);
    expect(onMessage).toHaveBeenCalledTimes(1);
    unmount();
    expect(topicsAtServer(socket.sent)).toEqual([]);
    expect(client.topics).toEqual([]);
  });

  it('with a new handler does not subscribe anew, and calls the new one', async () => {
    const { client, socket } = await connected();
    const [first, second] = [vi.fn(), vi.fn()];
    const { rerender } = renderHook((onMessage: (data: Message['data']) => void) => useTopic(client, topic, onMessage), { initialProps: first });
    socket.acknowledge(topic);
    rerender(second);
    socket.publish(topic, 1);
    expect(socket.types).toEqual(['subscription']);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });

  it('with another topic goes there, and with none is on none', async () => {
    const { client, socket } = await connected();
    const { result, rerender } = renderHook(({ name }: { name: string | undefined }) => useTopic(client, name, () => {}), { initialProps: { name: 'a' as string | undefined } });
    rerender({ name: 'b' });
    await act(settle);
    expect([topicsAtServer(socket.sent), result.current]).toEqual([['b'], undefined]);
    rerender({ name: undefined });
    await act(settle);
    expect([topicsAtServer(socket.sent), result.current]).toEqual([[], undefined]);
  });

  it('returns why the server does not permit the topic, until another is asked for', async () => {
    const { client, socket } = await connected();
    const { result, rerender } = renderHook((name: string) => useTopic(client, name, () => {}), { initialProps: 'a' });
    expect(result.current).toBeUndefined();
    await act(async () => {
      socket.reject('a', 'not_permitted', 'Not for you');
      await settle();
    });
    expect(result.current).toMatchObject({ code: 'not_permitted', message: 'Not for you' });
    rerender('b');
    expect(result.current).toBeUndefined();
  });
});

describe('useLatest', () => {
  it('is the data of the latest publication, beginning with the snapshot', async () => {
    const { client, socket } = await connected();
    const { result } = renderHook(() => useLatest(client, topic));
    expect(result.current).toBeUndefined();
    expect(socket.subscription(topic).data).toEqual({ topic, snapshot: true });
    act(() => {
      socket.acknowledge(topic, { offset: 3, snapshot: 1 });
      socket.publish(topic, 3);
    });
    expect(result.current).toEqual({ n: 3 });
    act(() => socket.publish(topic, 4));
    expect(result.current).toEqual({ n: 4 });
  });

  it('is what reduce makes of all of them, in StrictMode too', async () => {
    const { client, socket } = await connected();
    const sum = (state: number | undefined, data: unknown) => (state ?? 0) + (data as { n: number }).n;
    const { result } = renderHook(() => useLatest<number>(client, topic, sum), { wrapper: StrictMode });
    socket.acknowledge(topic);
    act(() => [1, 2, 3].forEach((n) => socket.publish(topic, n)));
    expect(result.current).toBe(6);
  });

  it('is not what another topic has left', async () => {
    const { client, socket } = await connected();
    const list = (state: number[] | undefined, data: unknown) => [...(state ?? []), (data as { n: number }).n];
    const { result, rerender } = renderHook((name: string) => useLatest<number[]>(client, name, list), { initialProps: 'a' });
    socket.acknowledge('a');
    act(() => socket.publish('a', 1));
    rerender('b');
    expect(result.current).toBeUndefined();
    socket.acknowledge('b');
    act(() => socket.publish('b', 1));
    expect(result.current).toEqual([1]);
    rerender('a');
    expect(result.current).toBeUndefined();
  });

  it('goes on across connections', async () => {
    const { server, client, socket } = await connected();
    const { result } = renderHook(() => useLatest(client, topic));
    socket.acknowledge(topic);
    act(() => socket.publish(topic, 1));
    socket.end();
    const next = await act(() => server.open());
    expect(next.subscription(topic).data).toEqual({ topic, since: { epoch, offset: 1 }, snapshot: true });
    act(() => {
      next.acknowledge(topic, { offset: 1, recovered: true, missed: 1 });
      next.publish(topic, 2);
    });
    expect(result.current).toEqual({ n: 2 });
  });

  it('of two components with one topic has its snapshot in both, whoever comes first', async () => {
    const { client, socket } = await connected();
    const Value = ({ name }: { name: string }) => <p>{name}: {(useLatest(client, topic) as { n: number } | undefined)?.n ?? 'none'}</p>;
    let add!: () => void;
    const Page = () => {
      const [hasBoth, setHasBoth] = useState(false);
      add = () => setHasBoth(true);
      return <>{<Value name="first" />}{hasBoth && <Value name="second" />}</>;
    };
    const { container } = render(<Page />);
    act(() => {
      socket.acknowledge(topic, { offset: 5, snapshot: 1 });
      socket.publish(topic, 5);
    });
    act(() => add());
    expect(container.textContent).toBe('first: 5second: none');
    act(() => {
      socket.acknowledge(topic, { offset: 5, snapshot: 1 });
      socket.publish(topic, 5);
    });
    expect(container.textContent).toBe('first: 5second: 5');
  });
});
