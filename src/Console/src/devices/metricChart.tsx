import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { serverNow } from '../live/frames';
import { words } from '../parts/text';
import { theme } from '../shell/theme';
import type { Series } from './series';

/** At most so much is in sight, in seconds. */
export const chartSpan = 300;
/** In the beginning: as much as the server keeps, by its default rule. */
const leastSpan = 120;
const height = 150;
const minutesOf = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const secondsOf = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const percentages = /(_usage|_level|percent)$/;

/** One metric over the last minutes. It moves with the time, not only with samples: where none come, one sees that. */
export function MetricChart({ series, name, version }: { series: Series; name: string; version: number }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const isPercentage = percentages.test(name);
  useEffect(() => {
    const element = host.current!;
    const plot = new uPlot(optionsOf(element, isPercentage), [[], []], element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [theme.value, isPercentage]);
  useEffect(() => {
    const plot = chart.current!;
    const end = serverNow() / 1000;
    plot.batch(() => {
      plot.setData([series.times, series.column(name)], !isPercentage);
      const known = end - (series.times[0] ?? end);
      plot.setScale('x', { min: end - Math.min(chartSpan, Math.max(leastSpan, known)), max: end });
    });
  }, [version, theme.value]);
  const last = series.last(name);
  return (
    <figure class="card chart">
      <figcaption>
        <span>{words(name)}</span>
        <b>{last === undefined ? '–' : `${Number(last.toFixed(1)).toLocaleString()}${isPercentage ? ' %' : ''}`}</b>
      </figcaption>
      <div ref={host} role="img" aria-label={`${words(name)} over the last minutes; now ${last ?? 'unknown'}`} />
    </figure>
  );
}

function optionsOf(element: HTMLElement, isPercentage: boolean): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  return {
    width: element.clientWidth || 300,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: isPercentage ? { range: [0, 100] } : {} },
    axes: [
      { ...axis, size: 26, space: 70, values: (_, times, __, ___, step) => times.map((time) => (step < 60 ? secondsOf : minutesOf).format(time * 1000)) },
      { ...axis, size: 44 },
    ],
    series: [{}, { stroke: colour('--accent'), width: 2, fill: colour('--accent-wash'), points: { show: false }, spanGaps: true }],
  };
}
