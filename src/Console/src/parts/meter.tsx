import type { JSX } from 'preact';
import type { Health } from '../devices/health';
import { percent } from './text';

/** A percentage as a bar and a number. */
export function Meter({ value, tone, label }: { value: number | null | undefined; tone: Health; label: string }): JSX.Element {
  return (
    <span class={`meter ${tone}`} title={`${label} ${percent(value)}`}>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ transform: `scaleX(${Math.min(100, Math.max(0, value ?? 0)) / 100})` }} />
      </span>
      <span class="number">
        <span class="hidden">{label} </span>
        {percent(value)}
      </span>
    </span>
  );
}
