import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { isKnown as alertsAreKnown, openAlerts } from '../alerts/alerts';
import { devices } from './fleet';
import { isOnline } from './health';
import type { Filter } from './query';

interface SummaryProps {
  totals: Record<Filter, number>;
  version: number;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

const ringLength = 2 * Math.PI * 15;

/** The figures that say how the fleet is; each shows the devices that it counts. */
export function FleetSummary({ totals, version, filter, onFilter }: SummaryProps): JSX.Element {
  const means = useMemo(meansOfOnline, [version]);
  const share = totals.all > 0 ? totals.online / totals.all : 0;
  const tile = (which: Filter) => ({ type: 'button', class: 'tile', 'aria-pressed': filter === which, onClick: () => onFilter(filter === which ? 'all' : which) }) as const;
  return (
    <section class="tiles" aria-label="In short">
      <button {...tile('online')}>
        <svg class="ring" viewBox="0 0 36 36" aria-hidden="true">
          <circle cx="18" cy="18" r="15" />
          <circle cx="18" cy="18" r="15" class="part" stroke-dasharray={`${share * ringLength} ${ringLength}`} />
        </svg>
        <span class="what">Online</span>
        <span class="value">
          {totals.online.toLocaleString()} <small>of {totals.all.toLocaleString()}</small>
        </span>
      </button>
      <button {...tile('attention')} data-tone={totals.attention > 0 ? 'warning' : 'good'}>
        <span class="what">Need attention</span>
        <span class="value">{totals.attention.toLocaleString()}</span>
      </button>
      <button {...tile('battery')} data-tone={totals.battery > 0 ? 'warning' : 'good'}>
        <span class="what">Low battery</span>
        <span class="value">
          {totals.battery.toLocaleString()} <small>{mean(means.battery_level)}</small>
        </span>
      </button>
      <button {...tile('busy')} data-tone={totals.busy > 0 ? 'warning' : 'good'}>
        <span class="what">Busy</span>
        <span class="value">
          {totals.busy.toLocaleString()} <small>CPU {mean(means.cpu_usage)}</small>
        </span>
      </button>
      <a class="tile" href="#/alerts" data-tone={!alertsAreKnown.value ? undefined : openAlerts.value.length > 0 ? 'critical' : 'good'}>
        <span class="what">Open alerts</span>
        <span class="value">{alertsAreKnown.value ? openAlerts.value.length.toLocaleString() : '–'}</span>
      </a>
    </section>
  );
}

const mean = (value: number | undefined) => (value === undefined ? '' : `mean ${Math.round(value)} %`);

function meansOfOnline(): { battery_level: number | undefined; cpu_usage: number | undefined } {
  const of = (name: 'battery_level' | 'cpu_usage') => {
    let [sum, n] = [0, 0];
    for (const device of devices.values()) {
      const value = device[name];
      if (value !== null && isOnline(device)) {
        [sum, n] = [sum + value, n + 1];
      }
    }
    return n > 0 ? sum / n : undefined;
  };
  return { battery_level: of('battery_level'), cpu_usage: of('cpu_usage') };
}
