import type { Device } from '@androidzen/client';
import { batteryTone, healthOf, isOnline, usageTone, type Health } from './health';

export const filters = {
  all: 'All',
  attention: 'Needs attention',
  online: 'Online',
  offline: 'Offline',
  battery: 'Low battery',
  busy: 'Busy',
} as const;

export type Filter = keyof typeof filters;
export type SortKey = 'health' | 'name' | 'status' | 'battery_level' | 'cpu_usage' | 'memory_usage' | 'storage_usage' | 'last_seen';

/** What of the fleet is listed, and in which order. */
export interface Query {
  text: string;
  filter: Filter;
  sort: SortKey;
  isDescending: boolean;
}

const healthRank = { critical: 0, warning: 1, good: 2, offline: 3, unknown: 4 };

const isPoor = (health: Health) => health === 'critical' || health === 'warning';

const passes: Record<Filter, (device: Device) => boolean> = {
  all: () => true,
  attention: (device) => isPoor(healthOf(device)),
  online: isOnline,
  offline: (device) => !isOnline(device),
  battery: (device) => isOnline(device) && isPoor(batteryTone(device.battery_level)),
  busy: (device) => isOnline(device) && (isPoor(usageTone(device.cpu_usage)) || isPoor(usageTone(device.memory_usage))),
};

/** The devices that a query asks for, in its order; those without the value that decides come last, whichever way. */
export function select(devices: Iterable<Device>, { text, filter, sort, isDescending }: Query): Device[] {
  const wanted = text.trim().toLowerCase();
  const direction = isDescending ? -1 : 1;
  return [...devices]
    .filter((device) => passes[filter](device) && (!wanted || textOf(device).includes(wanted)))
    .map((device) => ({ device, key: keyOf(device, sort) }))
    .sort((a, b) => (a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : a.key < b.key ? -direction : a.key > b.key ? direction : 0) || (a.device.id < b.device.id ? -1 : 1))
    .map(({ device }) => device);
}

/** How many devices each filter has. */
export function counts(devices: Iterable<Device>): Record<Filter, number> {
  const result = { all: 0, attention: 0, online: 0, offline: 0, battery: 0, busy: 0 };
  for (const device of devices) {
    for (const filter of Object.keys(passes) as Filter[]) {
      result[filter] += Number(passes[filter](device));
    }
  }
  return result;
}

const textOf = (device: Device) => `${device.name} ${device.id} ${device.status} ${typeof device['model'] === 'string' ? device['model'] : ''}`.toLowerCase();

function keyOf(device: Device, sort: SortKey): string | number | null {
  switch (sort) {
    case 'health':
      return healthRank[healthOf(device)];
    case 'name':
      return (device.name || device.id).toLowerCase();
    default:
      return device[sort];
  }
}
