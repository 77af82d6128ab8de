import type { AckData, Message, NotificationData, WebSocketClient } from '@androidzen/client';
import { computed, effect } from '@preact/signals';
import { client } from '../live/connection';
import { Changes } from '../live/frames';
import { rest } from '../live/rest';
import { session } from '../session/session';

export interface Notification extends NotificationData {
  /** It was for this user, and the server keeps whether it has been read; else it was for everybody, and this browser does. */
  isMine: boolean;
}

const storageKey = 'androidzen.read';
const most = 500;
/** How many of those for everybody are asked for. */
const history = 100;

const notifications = new Map<string, Notification>();
const changes = new Changes();
/** Of those for everybody, what has been read in this browser: all up to a time, and then some. */
const readHere: { until: string; ids: string[] } = JSON.parse(localStorage.getItem(storageKey) ?? '{"until": "", "ids": []}');

/** The newest first. */
export const allNotifications = computed(() => (changes.version, [...notifications.values()].sort((a, b) => b.timestamp.localeCompare(a.timestamp))));
export const unread = computed(() => allNotifications.value.filter(({ read }) => !read).length);

effect(() => follow(client.value));
effect(() => {
  if (session.value) {
    void load();
  }
});

/** Marks one as read, on all pages of this user. */
export async function acknowledge({ id, isMine }: Notification): Promise<void> {
  if (isMine) {
    read(((await client.value.request({ type: 'ack', data: { notification_id: id } })) as unknown as { notification_ids: string[] }).notification_ids);
  } else {
    readHere.ids = [...readHere.ids, id].slice(-most);
    localStorage.setItem(storageKey, JSON.stringify(readHere));
    read([id]);
  }
}

export async function acknowledgeAll(): Promise<void> {
  const ofEverybody = allNotifications.value.filter(({ isMine, read }) => !isMine && !read);
  readHere.until = ofEverybody[0]?.timestamp ?? readHere.until;
  localStorage.setItem(storageKey, JSON.stringify(readHere));
  read(ofEverybody.map(({ id }) => id));
  if (allNotifications.value.some(({ isMine, read }) => isMine && !read)) {
    read(((await client.value.request({ type: 'ack', data: { all: true } })) as unknown as { notification_ids: string[] }).notification_ids);
  }
}

function follow(of: WebSocketClient): () => void {
  notifications.clear();
  changes.mark();
  const subscription = of.subscribe('notifications', { history });
  const offs = [
    of.on('notification', (data, message) => receive(data, message)),
    of.on('ack', (data, message) => message.topic?.startsWith('$user:') && read((data as AckData & { notification_ids: string[] }).notification_ids)),
  ];
  return () => {
    offs.forEach((off) => off());
    subscription.unsubscribe();
  };
}

function receive(data: NotificationData, { topic }: Message): void {
  const isMine = topic?.startsWith('$user:') ?? false;
  if (data.id && data.title) {
    keep({ ...data, isMine, read: isMine ? data.read : data.timestamp <= readHere.until || readHere.ids.includes(data.id) });
  }
}

async function load(): Promise<void> {
  try {
    const { notifications: mine } = await rest<{ notifications: NotificationData[] }>('GET', '/users/me/notifications');
    mine.forEach((data) => keep({ ...data, isMine: true }));
  } catch {
    // The unread ones come over the connection in any case.
  }
}

function keep(notification: Notification): void {
  notifications.set(notification.id, notification);
  if (notifications.size > most) {
    notifications.delete(allNotifications.peek().at(-1)?.id ?? '');
  }
  changes.mark();
}

function read(ids: string[]): void {
  for (const id of ids) {
    const notification = notifications.get(id);
    if (notification) {
      notifications.set(id, { ...notification, read: true });
    }
  }
  changes.mark();
}
