import type { Device } from '@androidzen/client';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { linkToDevice } from '../shell/router';
import { theme } from '../shell/theme';
import { devices } from './fleet';
import { healthOf, reasonsOf, type Health } from './health';
import { layoutOf, type Layout } from './mapLayout';
import { percent } from '../parts/text';

const words: Record<Health, string> = { good: 'Healthy', warning: 'Warning', critical: 'Critical', offline: 'Offline', unknown: 'Never reported' };
const legend: Health[] = ['good', 'warning', 'critical', 'offline'];

/** Every device as a square, in the colour of what it needs: the shape of a problem is seen before it is read. The list below says the same in words. */
export function FleetMap({ version }: { version: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<Device>();
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(canvas.current!.parentElement!);
    return () => observer.disconnect();
  }, []);
  const ids = useIds();
  const layout = layoutOf(ids.length, width);
  const drawn = useRef<Health[]>([]);
  useEffect(() => {
    drawn.current = [];
  }, [ids, width, theme.value]);
  useEffect(() => {
    if (width > 0) {
      draw(canvas.current!, ids.map((id) => healthOf(devices.get(id))), drawn.current, layout, width);
    }
  }, [version, ids, width, theme.value]);
  const at = (event: MouseEvent) => {
    const column = Math.floor(event.offsetX / layout.pitch);
    return column < layout.columns ? devices.get(ids[Math.floor(event.offsetY / layout.pitch) * layout.columns + column] ?? '') : undefined;
  };
  return (
    <section class="card map" aria-label="Map of the fleet">
      <header>
        <h2>Every device</h2>
        <ul class="legend">
          {legend.map((health) => (
            <li key={health} class={health}>
              {words[health]}
            </li>
          ))}
        </ul>
      </header>
      <div class="canvas">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${ids.length} devices, a square each; the list below has them in words`}
          style={{ height: `${layout.height}px` }}
          onMouseMove={(event) => setPointed(at(event))}
          onMouseLeave={() => setPointed(undefined)}
          onClick={(event) => {
            const device = at(event);
            if (device) {
              location.hash = linkToDevice(device.id);
            }
          }}
        />
      </div>
      <p class="pointed" aria-hidden="true">
        {pointed ? `${pointed.name || pointed.id}: ${words[healthOf(pointed)].toLowerCase()}${reasonsOf(pointed).map((reason) => `, ${reason}`).join('')}, battery ${percent(pointed.battery_level)}, CPU ${percent(pointed.cpu_usage)}` : 'Point at a square to see which device it is.'}
      </p>
    </section>
  );
}

/** The devices in the order of their ids: a device has its place as long as none comes or goes. */
function useIds(): string[] {
  const ids = useRef<string[]>([]);
  if (ids.current.length !== devices.size || ids.current.some((id) => !devices.has(id))) {
    ids.current = [...devices.keys()].sort();
  }
  return ids.current;
}

/** Draws the squares that have changed. */
function draw(canvas: HTMLCanvasElement, wanted: Health[], drawn: Health[], { columns, pitch, size, height }: Layout, width: number): void {
  const scale = devicePixelRatio;
  const context = canvas.getContext('2d')!;
  if (drawn.length === 0) {
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)]; // Clears it, too.
    context.scale(scale, scale);
  }
  const style = getComputedStyle(canvas);
  for (const health of Object.keys(words) as Health[]) {
    context.fillStyle = style.getPropertyValue(`--map-${health}`);
    wanted.forEach((is, n) => {
      if (is === health && drawn[n] !== health) {
        drawn[n] = health;
        context.fillRect((n % columns) * pitch, Math.floor(n / columns) * pitch, size, size);
      }
    });
  }
}
