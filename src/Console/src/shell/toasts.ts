import { signal } from '@preact/signals';

export type Tone = 'good' | 'warning' | 'bad';

export interface Toast {
  id: number;
  text: string;
  tone: Tone;
}

/** How long one is there, in milliseconds: what went wrong takes longer to read. */
const shownFor = { good: 7000, warning: 12_000, bad: 20_000 };
const mostAtOnce = 4;

export const toasts = signal<readonly Toast[]>([]);
let ids = 0;

/** Tells something in passing. */
export function toast(text: string, tone: Tone = 'good'): void {
  const id = ++ids;
  toasts.value = [...toasts.value, { id, text, tone }].slice(-mostAtOnce);
  setTimeout(() => dismiss(id), shownFor[tone]);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}
