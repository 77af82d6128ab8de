import type { JSX } from 'preact';
import { now } from '../live/frames';
import { Icon } from '../parts/icons';
import { ago, count, dateAndTime } from '../parts/text';
import { session } from '../session/session';
import { isSigningIn } from '../session/signIn';
import { linkToDevice } from '../shell/router';
import { toast } from '../shell/toasts';
import { Waiting } from '../shell/waiting';
import { acknowledge, acknowledgeAll, allNotifications, isKnown, unread, type Notification } from './notifications';

const bad = ['high', 'critical', 'error', 'warning', 'medium'];

/** What was said to this user, and to everybody. */
export function NotificationsPage(): JSX.Element {
  const all = allNotifications.value;
  if (!isKnown.value) {
    return <Waiting what="notifications" />;
  }
  return (
    <div class="page">
      <div class="heading">
        <h1>Notifications</h1>
        <p class="lead">{unread.value === 0 ? 'You have read everything.' : `${count(unread.value, 'notification')} not read yet.`}</p>
        <div class="row">
          <button type="button" disabled={unread.value === 0} onClick={() => void attempt(acknowledgeAll)}>
            <Icon name="check" size={18} /> Mark all as read
          </button>
        </div>
      </div>
      {!session.value && (
        <p class="card help">
          These are for everybody.{' '}
          <button type="button" class="link" onClick={() => (isSigningIn.value = true)}>
            Sign in
          </button>{' '}
          to get yours; of those, what you have read is read on all your pages.
        </p>
      )}
      <section class="card" aria-label="Notifications">
        {all.length === 0 ? (
          <p class="empty">No notification yet. New ones are here at once.</p>
        ) : (
          <ol class="notifications">
            {all.map((notification) => (
              <Item key={notification.id} notification={notification} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Item({ notification }: { notification: Notification }): JSX.Element {
  const { title, message, severity, timestamp, read, isMine, device_id: device } = notification;
  return (
    <li class={read ? 'read' : 'unread'} data-notification={notification.id}>
      <div class="what">
        <b>{title}</b>
        {!read && <span class="hidden">unread</span>}
        {severity && severity !== 'info' && <span class={`label ${bad.includes(severity) ? 'warning' : 'plain'}`}>{severity}</span>}
        <span class="label plain">{isMine ? 'for you' : 'for everybody'}</span>
        <time dateTime={timestamp} title={dateAndTime(timestamp)}>
          {ago(timestamp, now.value)}
        </time>
      </div>
      <p>{message}</p>
      <div class="row">
        {device && <a href={linkToDevice(device)}>{device}</a>}
        {!read && (
          <button type="button" class="quiet" onClick={() => void attempt(() => acknowledge(notification))}>
            Mark as read<span class="hidden">: {title}</span>
          </button>
        )}
      </div>
    </li>
  );
}

async function attempt(what: () => Promise<void>): Promise<void> {
  try {
    await what();
  } catch (error) {
    toast((error as Error).message, 'bad');
  }
}
