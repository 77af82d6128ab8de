import type { Device } from '@androidzen/client';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useRef } from 'preact/hooks';
import { now } from '../live/frames';
import { Meter } from '../parts/meter';
import { ago } from '../parts/text';
import { linkToDevice } from '../shell/router';
import { devices } from './fleet';
import { batteryTone, healthOf, isOnline, reasonsOf, usageTone } from './health';
import type { SortKey } from './query';

const rowHeight = 52;

const columns: { key: SortKey; text: string; name: string }[] = [
  { key: 'name', text: 'Device', name: 'device' },
  { key: 'health', text: 'State', name: 'state' },
  { key: 'battery_level', text: 'Battery', name: 'battery' },
  { key: 'cpu_usage', text: 'CPU', name: 'cpu' },
  { key: 'memory_usage', text: 'Memory', name: 'memory' },
  { key: 'storage_usage', text: 'Storage', name: 'storage' },
  { key: 'last_seen', text: 'Last seen', name: 'seen' },
];

interface TableProps {
  rows: Device[];
  sort: SortKey;
  isDescending: boolean;
  onSort: (sort: SortKey) => void;
}

/** Thousands of devices, of which those in sight are in the page. */
export function DeviceTable({ rows, sort, isDescending, onSort }: TableProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => rows[index]!.id,
  });
  return (
    <div class="table" role="table" aria-label="Devices" aria-rowcount={rows.length + 1}>
      <div role="rowgroup">
        <div class="tr head" role="row" aria-rowindex={1}>
          {columns.map(({ key, text, name }) => (
            <div key={key} role="columnheader" class={`cell ${name}`} aria-sort={sort !== key ? 'none' : isDescending ? 'descending' : 'ascending'}>
              <button type="button" class="quiet" onClick={() => onSort(key)}>
                {text}
                <span class="arrow" aria-hidden="true">
                  {sort !== key ? '' : isDescending ? '↓' : '↑'}
                </span>
              </button>
            </div>
          ))}
        </div>
      </div>
      <div class="scroller" ref={scroller} role="rowgroup" tabIndex={0} aria-label="Devices, scrollable">
        <div class="space" role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => (
            <Row key={key} device={devices.get(rows[index]!.id) ?? rows[index]!} index={index} start={start} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Drawn anew only when its device has changed, or moved. */
const Row = memo(function Row({ device, index, start }: { device: Device; index: number; start: number }): JSX.Element {
  const health = healthOf(device);
  const reasons = reasonsOf(device);
  const usage = (value: number | null, label: string) => <Meter value={value} tone={isOnline(device) ? usageTone(value) : 'offline'} label={label} />;
  return (
    <div class={`tr ${health}`} role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${start}px)` }}>
      <div role="cell" class="cell device">
        <a href={linkToDevice(device.id)}>
          <span class={`dot ${health}`} aria-hidden="true" />
          <span class="names">
            <span class="name">{device.name || device.id}</span>
            {device.name && device.name !== device.id && <span class="id">{device.id}</span>}
          </span>
        </a>
      </div>
      <div role="cell" class="cell state">
        <span class={`label ${health}`}>{health === 'critical' || health === 'warning' ? reasons[0] : device.status}</span>
      </div>
      <div role="cell" class="cell battery">
        <Meter value={device.battery_level} tone={isOnline(device) ? batteryTone(device.battery_level) : 'offline'} label="Battery" />
      </div>
      <div role="cell" class="cell cpu">
        {usage(device.cpu_usage, 'CPU')}
      </div>
      <div role="cell" class="cell memory">
        {usage(device.memory_usage, 'Memory')}
      </div>
      <div role="cell" class="cell storage">
        {usage(device.storage_usage, 'Storage')}
      </div>
      <div role="cell" class="cell seen">
        <LastSeen at={device.last_seen} />
      </div>
    </div>
  );
});

/** The one thing in a row that changes with the time. */
function LastSeen({ at }: { at: string | null }): JSX.Element {
  return <>{ago(at, now.value)}</>;
}
