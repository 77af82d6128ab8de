import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icons';

interface NoticeProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  tone?: 'plain' | 'bad';
  /** It is a part of a page, and not in place of one. */
  isPart?: boolean;
}

/** Nothing is here, or something went wrong: says which, and what to do next. */
export function Notice({ icon, title, children, tone = 'plain', isPart = false }: NoticeProps): JSX.Element {
  const Heading = isPart ? 'h2' : 'h1';
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon} size={32} />
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

/** What went wrong with what one has just asked for; said aloud when it comes. */
export function ErrorText({ text }: { text: string | undefined }): JSX.Element | null {
  return text === undefined ? null : (
    <p class="error" role="alert">
      {text}
    </p>
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
