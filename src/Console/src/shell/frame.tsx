import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { openAlerts } from '../alerts/alerts';
import { unread } from '../notifications/notifications';
import { Icon, type IconName } from '../parts/icons';
import { isAdmin, session, signOut } from '../session/session';
import { isSigningIn } from '../session/signIn';
import { ConnectionBadge } from './connectionBadge';
import { route, titleOf } from './router';
import { theme, toggleTheme } from './theme';
import { dismiss, toasts } from './toasts';

/** What is around every page: where one can go, whether it is live, and who one is. */
export function Frame({ children }: { children: ComponentChildren }): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const { page } = route.value;
  const title = titleOf(route.value);
  const isFirst = useRef(true);
  useEffect(() => {
    // Whoever goes on with the keyboard, or listens, is at the new page's beginning.
    if (!isFirst.current) {
      main.current!.focus();
      main.current!.scrollTop = 0;
    }
    isFirst.current = false;
    document.title = `${title} · AndroidZen`;
  }, [title]);
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current!.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="#/" aria-label="AndroidZen, to the fleet">
          <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M4 17h6l3-9 6 16 3-7h6" />
          </svg>
          <span>
            Android<b>Zen</b>
          </span>
        </a>
        <ConnectionBadge />
        <div class="tools">
          <a class="quiet icon-only bell" href="#/notifications" aria-label={unread.value > 0 ? `Notifications, ${unread.value} unread` : 'Notifications'}>
            <Icon name="bell" />
            {unread.value > 0 && (
              <span class="count" aria-hidden="true">
                {unread.value > 99 ? '99+' : unread.value}
              </span>
            )}
          </a>
          <button type="button" class="quiet icon-only" onClick={toggleTheme} aria-label={theme.value === 'dark' ? 'Light colours' : 'Dark colours'}>
            <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
          </button>
          <Person />
        </div>
      </header>
      <nav class="side" aria-label="Pages">
        <Destination href="#/" icon="fleet" text="Fleet" isCurrent={page === 'fleet' || page === 'device'} />
        <Destination href="#/alerts" icon="alert" text="Alerts" isCurrent={page === 'alerts'} count={openAlerts.value.length} what="open" />
        <Destination href="#/notifications" icon="bell" text="Notifications" isCurrent={page === 'notifications'} count={unread.value} what="unread" />
        {isAdmin.value && <Destination href="#/admin" icon="admin" text="Administration" isCurrent={page === 'admin'} />}
        <a class="destination aside" href="./scalar" target="_blank" rel="noreferrer">
          <Icon name="book" />
          <span>API reference</span>
        </a>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Toasts />
    </div>
  );
}

interface DestinationProps {
  href: string;
  icon: IconName;
  text: string;
  isCurrent: boolean;
  count?: number;
  what?: string;
}

function Destination({ href, icon, text, isCurrent, count = 0, what = '' }: DestinationProps): JSX.Element {
  return (
    <a class="destination" href={href} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{text}</span>
      {count > 0 && (
        <span class="count">
          {count > 99 ? '99+' : count}
          <span class="hidden"> {what}</span>
        </span>
      )}
    </a>
  );
}

function Person(): JSX.Element {
  const who = session.value;
  if (!who) {
    return (
      <button type="button" onClick={() => (isSigningIn.value = true)}>
        Sign in
      </button>
    );
  }
  return (
    <div class="person">
      <span title={`${who.username}: ${who.roles.join(', ') || 'user'}`}>
        <Icon name="person" />
        <span class="name">{who.username}</span>
      </span>
      <button type="button" class="quiet" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}

function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label="What has happened">
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast ${tone}`}>
          <span>{text}</span>
          <button type="button" class="quiet icon-only" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
