const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, short: "now", "12 s ago", "5 min ago", "3 h ago", "2 d ago". */
export function ago(timestamp: string | null | undefined, now: number): string {
  if (!timestamp) {
    return 'never';
  }
  const age = now - Date.parse(timestamp);
  if (age < 2 * second) {
    return 'now';
  }
  const [count, unit] = age < minute ? [age / second, 's'] : age < hour ? [age / minute, 'min'] : age < day ? [age / hour, 'h'] : [age / day, 'd'];
  return `${Math.floor(count)} ${unit} ago`;
}

export const percent = (value: number | null | undefined) => (value == null ? '–' : `${Math.round(value)} %`);

export const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

export const clock = (timestamp: string) => new Date(timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const dateAndTime = (timestamp: string) => new Date(timestamp).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });

const abbreviations = new Set(['cpu', 'gpu', 'fps', 'ram', 'id', 'ip', 'os', 'rx', 'tx']);

/** Words of the wire for people: `cpu_usage` is "CPU usage". */
export function words(name: string): string {
  const text = name.split('_').map((word) => (abbreviations.has(word) ? word.toUpperCase() : word)).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
