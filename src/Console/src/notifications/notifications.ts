import type { Message, NotificationData, NotificationsRead, WebSocketClient } from '@androidzen/client';
import { computed, effect, signal } from '@preact/signals';
import { client } from '../live/connection';
import { Changes } from '../live/frames';
import { rest } from '../live/rest';
import { load, store } from '../parts/storage';
import { session } from '../session/session';

export interface Notification extends NotificationData {
  /** It was for this user, and the server keeps whether it has been read; else it was for everybody, and this browser does. */
  isMine: boolean;
}

const storageKey = 'androidzen.read';
const nothing: ReadHere = { until: '', ids: [] };
const usersOwn = '$user:';
const most = 500;
/** How many of those for everybody are asked for. */
const history = 100;

/** Of those for everybody, what has been read in this browser: all up to a time, and then some. */
interface ReadHere {
  until: string;
  ids: string[];
}

const notifications = new Map<string, Notification>();
const changes = new Changes();
/** Whether the server has answered: before, none only means that nobody knows. */
export const isKnown = signal(false);

/** The newest first. */
export const allNotifications = computed(() => (changes.version, [...notifications.values()].sort((a, b) => b.timestamp.localeCompare(a.timestamp))));
export const unread = computed(() => allNotifications.value.filter(({ read }) => !read).length);

effect(() => follow(client.value, session.peek() !== undefined));
addEventListener('storage', ({ key }) => key === storageKey && readHere(load(storageKey, nothing)));

/** Marks one as read, on all pages of this user, or in this browser. */
export async function acknowledge({ id, isMine }: Notification): Promise<void> {
  if (isMine) {
    await acknowledgeMine({ notification_id: id });
  } else {
    const before = load(storageKey, nothing);
    keepReadHere({ ...before, ids: [...before.ids, id].slice(-most) });
  }
}

export async function acknowledgeAll(): Promise<void> {
  const unreadOnes = allNotifications.value.filter(({ read }) => !read);
  const newest = unreadOnes.find(({ isMine }) => !isMine);
  if (newest) {
    keepReadHere({ until: newest.timestamp, ids: [] });
  }
  if (unreadOnes.some(({ isMine }) => isMine)) {
    await acknowledgeMine({ all: true });
  }
}

async function acknowledgeMine(which: object): Promise<void> {
  markRead(((await client.value.request({ type: 'ack', data: which })) as unknown as NotificationsRead).notification_ids);
}

function follow(of: WebSocketClient, isSignedIn: boolean): () => void {
  notifications.clear();
  isKnown.value = false;
  changes.mark();
  const over = new AbortController();
  const subscription = of.subscribe('notifications', { history });
  subscription.ready.then(() => (isKnown.value = true), () => (isKnown.value = true));
  const list = () => isSignedIn && void ask(over.signal);
  const offs = [
    of.on('notification', (data, message) => receive(data, message)),
    of.on('ack', (data, { topic }) => topic?.startsWith(usersOwn) && markRead((data as NotificationsRead).notification_ids)),
    of.on('gap', ({ topic }) => {
      if (topic.startsWith(usersOwn)) {
        // The unread ones come again; the others have been read meanwhile, as the list says.
        markRead(allNotifications.peek().filter(({ isMine }) => isMine).map(({ id }) => id));
        list();
      }
    }),
  ];
  list();
  return () => {
    over.abort();
    offs.forEach((off) => off());
    subscription.unsubscribe();
  };
}

function receive(data: NotificationData, { topic }: Message): void {
  const isMine = topic?.startsWith(usersOwn) ?? false;
  if (data.id && data.title) {
    keep({ ...data, isMine, read: isMine ? data.read : isReadHere(data, load(storageKey, nothing)) });
  }
}

/** The user's own, also those that have been read. */
async function ask(signal: AbortSignal): Promise<void> {
  try {
    const { notifications: mine } = await rest<{ notifications: NotificationData[] }>('GET', '/users/me/notifications', undefined, signal);
    mine.forEach((data) => keep({ ...data, isMine: true, read: data.read || (notifications.get(data.id)?.read ?? false) }));
  } catch {
    // The unread ones come over the connection in any case.
  }
}

function keep(notification: Notification): void {
  notifications.set(notification.id, notification);
  if (notifications.size > most) {
    const oldest = [...notifications.values()].reduce((a, b) => (b.timestamp < a.timestamp ? b : a));
    notifications.delete(oldest.id);
  }
  changes.mark();
}

function markRead(ids: string[]): void {
  for (const id of ids) {
    const notification = notifications.get(id);
    if (notification) {
      notifications.set(id, { ...notification, read: true });
    }
  }
  changes.mark();
}

const isReadHere = ({ id, timestamp }: NotificationData, { until, ids }: ReadHere) => timestamp <= until || ids.includes(id);

function keepReadHere(value: ReadHere): void {
  store(storageKey, value);
  readHere(value);
}

function readHere(value: ReadHere): void {
  markRead([...notifications.values()].filter((notification) => !notification.isMine && isReadHere(notification, value)).map(({ id }) => id));
}
