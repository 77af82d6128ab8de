import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { openAlerts } from '../alerts/alerts';
import { now } from '../live/frames';
import { Command } from '../parts/command';
import { Icon } from '../parts/icons';
import { Notice } from '../parts/states';
import { NotPermitted, Waiting } from '../shell/waiting';
import { count } from '../parts/text';
import { DeviceTable } from './deviceTable';
import { changes, devices, isKnown, rejection } from './fleet';
import { FleetMap } from './fleetMap';
import { FleetSummary } from './fleetSummary';
import { counts, filters, select, type Filter, type Query, type SortKey } from './query';

const everything: Query = { text: '', filter: 'all', sort: 'health', isDescending: false };
/** Whoever comes back from a device finds the list as it was. */
const query = signal(everything);

/** The whole fleet: how it is, all of it in one picture, and a list to find one in. */
export function FleetPage(): JSX.Element {
  if (rejection.value) {
    return <NotPermitted what="the fleet" why={rejection.value} />;
  }
  const { version } = changes;
  if (devices.size === 0) {
    return isKnown.value ? <NoDevices /> : <Waiting what="the fleet" />;
  }
  return <Fleet version={version} query={query.value} onQuery={(change) => (query.value = { ...query.value, ...change })} />;
}

interface FleetProps {
  version: number;
  query: Query;
  onQuery: (change: Partial<Query>) => void;
}

function Fleet({ version, query, onQuery }: FleetProps): JSX.Element {
  const totals = useMemo(() => counts(devices.values()), [version]);
  const rows = useRows(version, query);
  return (
    <div class="page fleet">
      <div class="heading">
        <h1>Fleet</h1>
        <p class="lead">{sentence(totals, openAlerts.value.length)}</p>
      </div>
      <FleetSummary totals={totals} version={version} filter={query.filter} onFilter={(filter) => onQuery({ filter })} />
      <FleetMap version={version} />
      <section class="card list" aria-label="Devices">
        <div class="toolbar">
          <label class="search">
            <Icon name="search" size={18} />
            <span class="hidden">Search devices</span>
            <input type="search" placeholder="Search by name, id or model" value={query.text} onInput={(event) => onQuery({ text: event.currentTarget.value })} />
          </label>
          <div class="chips" role="group" aria-label="Show">
            {(Object.keys(filters) as Filter[]).map((filter) => (
              <button key={filter} type="button" class="chip" aria-pressed={query.filter === filter} onClick={() => onQuery({ filter })}>
                {filters[filter]} <span class="n">{totals[filter].toLocaleString()}</span>
              </button>
            ))}
          </div>
        </div>
        {rows.length > 0 ? (
          <DeviceTable rows={rows} sort={query.sort} isDescending={query.isDescending} onSort={(sort) => onQuery(nextSort(query, sort))} />
        ) : (
          <Notice icon="search" title="No device is like that" isPart>
            <button type="button" onClick={() => onQuery(everything)}>
              Show all {totals.all.toLocaleString()}
            </button>
          </Notice>
        )}
      </section>
    </div>
  );
}

/**
 * The list's order is made anew once a second, and when somebody asks for another: rows that jump about with every message cannot be read, nor clicked at. So the order also holds while somebody
 * points at the list, or is in it with the keyboard. What is in the rows is always the latest.
 */
function useRows(version: number, query: Query): ReturnType<typeof select> {
  const second = useRef(0);
  if (!isHeld()) {
    second.current = Math.floor(now.value / 1000);
  }
  const sizeBefore = useRef(0);
  const size = devices.size;
  const isFilling = size !== sizeBefore.current;
  sizeBefore.current = size;
  const rows = useMemo(() => select(devices.values(), query), [query, second.current, isFilling && version]);
  return rows;
}

const isHeld = () => document.querySelector('.scroller:is(:hover, :focus-within)') !== null;

function nextSort(query: Query, sort: SortKey): Partial<Query> {
  // Numbers are asked for to see the largest, names and states to read from the top.
  return query.sort === sort ? { isDescending: !query.isDescending } : { sort, isDescending: ['cpu_usage', 'memory_usage', 'storage_usage', 'last_seen'].includes(sort) };
}

function sentence(totals: Record<Filter, number>, alerts: number): string {
  const needs = totals.attention === 0 ? 'none needs attention' : `${count(totals.attention, 'needs', 'need')} attention`;
  const away = totals.offline === 0 ? 'all online' : `${totals.online.toLocaleString()} online`;
  return `${count(totals.all, 'device')}, ${away}, ${needs}${alerts > 0 ? `, ${count(alerts, 'open alert')}` : ''}.`;
}

function NoDevices(): JSX.Element {
  const origin = location.origin;
  return (
    <Notice icon="phone" title="No device has reported yet">
      <p>A device is known from its first report. Send one, and it is here at once:</p>
      <Command
        text={`curl -X POST ${origin}/devices/pixel-7/status -H 'Content-Type: application/json' \\\n  -d '{"name": "Pixel 7", "battery_level": 85, "cpu_usage": 12, "memory_usage": 40}'`}
      />
      <p>Or report the machine that you sit at, every two seconds:</p>
      <Command text="dotnet run --project samples/HostAgent" />
    </Notice>
  );
}

