import type { Device } from '@androidzen/client';

/** What a device needs of people. */
export type Health = 'critical' | 'warning' | 'good' | 'offline' | 'unknown';

const limits = { battery_level: { warning: 25, critical: 10 }, usage: { warning: 85, critical: 95 } };
const usages = ['cpu_usage', 'memory_usage', 'storage_usage'] as const;

export const isOnline = (device: Device) => device.status !== 'disconnected' && device.status !== 'unknown' && device.status !== 'offline';

/** A device that has changed is another object: so what has been made out of one holds for ever. */
const known = new WeakMap<Device, Health>();

/** @param device `undefined`: it has been removed since what shows it was laid out. */
export function healthOf(device: Device | undefined): Health {
  if (!device) {
    return 'unknown';
  }
  let health = known.get(device);
  if (!health) {
    health = makeOut(device);
    known.set(device, health);
  }
  return health;
}

function makeOut(device: Device): Health {
  if (!isOnline(device)) {
    return device.status === 'unknown' ? 'unknown' : 'offline';
  }
  const tones = [batteryTone(device.battery_level), ...usages.map((usage) => usageTone(device[usage]))];
  return tones.includes('critical') ? 'critical' : tones.includes('warning') ? 'warning' : 'good';
}

export function batteryTone(level: number | null | undefined): Health {
  return level == null ? 'unknown' : level <= limits.battery_level.critical ? 'critical' : level <= limits.battery_level.warning ? 'warning' : 'good';
}

export function usageTone(percent: number | null | undefined): Health {
  return percent == null ? 'unknown' : percent >= limits.usage.critical ? 'critical' : percent >= limits.usage.warning ? 'warning' : 'good';
}

/** In words, for people who do not see the colours. */
export function reasonsOf(device: Device): string[] {
  const names = { cpu_usage: 'CPU', memory_usage: 'memory', storage_usage: 'storage' };
  const reasons = usages.filter((usage) => ['warning', 'critical'].includes(usageTone(device[usage]))).map((usage) => `${names[usage]} ${Math.round(device[usage]!)} %`);
  return ['warning', 'critical'].includes(batteryTone(device.battery_level)) ? [`battery ${Math.round(device.battery_level!)} %`, ...reasons] : reasons;
}
