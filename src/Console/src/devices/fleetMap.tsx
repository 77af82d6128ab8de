import type { Device } from '@androidzen/client';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { linkToDevice } from '../shell/router';
import { theme } from '../shell/theme';
import { devices } from './fleet';
import { healthOf, reasonsOf, type Health } from './health';
import { percent } from '../parts/text';

const words: Record<Health, string> = { good: 'Healthy', warning: 'Warning', critical: 'Critical', offline: 'Offline', unknown: 'Never reported' };
const legend: Health[] = ['good', 'warning', 'critical', 'offline'];
const gap = 2;
const largest = 22;
const smallest = 4;
const maxHeight = 132;

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
  const ordered = [...devices.keys()].sort().map((id) => devices.get(id)!);
  const layout = layoutOf(ordered.length, width);
  useEffect(() => {
    if (width > 0) {
      draw(canvas.current!, ordered, layout, width);
    }
  }, [version, width, theme.value]);
  const at = (event: MouseEvent) => ordered[Math.floor(event.offsetY / layout.pitch) * layout.columns + Math.floor(event.offsetX / layout.pitch)];
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
          aria-label={`${ordered.length} devices, a square each; the list below has them in words`}
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

interface Layout {
  columns: number;
  pitch: number;
  height: number;
}

/** The largest squares with which all fit. */
export function layoutOf(count: number, width: number): Layout {
  for (let size = largest; ; size--) {
    const pitch = size + gap;
    const columns = Math.max(1, Math.floor(width / pitch));
    const height = Math.ceil(count / columns) * pitch;
    if (height <= maxHeight || size <= smallest) {
      return { columns, pitch, height };
    }
  }
}

function draw(canvas: HTMLCanvasElement, ordered: Device[], { columns, pitch, height }: Layout, width: number): void {
  const scale = devicePixelRatio;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const colours = Object.fromEntries((Object.keys(words) as Health[]).map((health) => [health, style.getPropertyValue(`--map-${health}`)]));
  ordered.forEach((device, n) => {
    context.fillStyle = colours[healthOf(device)]!;
    context.fillRect((n % columns) * pitch, Math.floor(n / columns) * pitch, pitch - gap, pitch - gap);
  });
}
