import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icons';

/** Nothing is here, or something went wrong: says which, and what to do next. */
export function Notice({ icon, title, children, tone = 'plain' }: { icon: IconName; title: string; children?: ComponentChildren; tone?: 'plain' | 'bad' }): JSX.Element {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon} size={32} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** The page is there, what it shows is not yet. */
export function Loading({ what }: { what: string }): JSX.Element {
  return (
    <p class="loading" role="status">
      Loading {what}…
    </p>
  );
}
