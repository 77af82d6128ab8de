import type { LiveMetricsData } from '@androidzen/client';

/** The last minutes of a device's metrics, in the columns that a chart draws: one of times, one for each metric. */
export class Series {
  /** In seconds since 1970. */
  readonly times: number[] = [];
  readonly #columns = new Map<string, (number | null)[]>();

  constructor(private readonly span: number) {}

  get names(): string[] {
    return [...this.#columns.keys()];
  }

  column(name: string): (number | null)[] {
    return this.#columns.get(name) ?? [];
  }

  /** The last number of a metric. */
  last(name: string): number | undefined {
    return this.column(name).findLast((value) => value !== null) ?? undefined;
  }

  /** Adds a sample; what is not a number cannot be drawn. */
  add({ metrics, timestamp }: LiveMetricsData): void {
    const time = Date.parse(timestamp) / 1000;
    const last = this.times.at(-1);
    if (last !== undefined && time < last) {
      return; // A chart's times rise.
    }
    this.times.push(time);
    for (const [name, value] of Object.entries(metrics)) {
      if (typeof value === 'number' && !this.#columns.has(name)) {
        this.#columns.set(name, new Array<null>(this.times.length - 1).fill(null));
      }
    }
    for (const [name, column] of this.#columns) {
      const value = metrics[name];
      column.push(typeof value === 'number' ? value : null);
    }
    this.#forgetBefore(time - this.span);
  }

  #forgetBefore(time: number): void {
    const old = this.times.findIndex((other) => other >= time);
    // In pieces: to shift everything with each sample would cost more than it frees.
    if (old > 100) {
      this.times.splice(0, old);
      this.#columns.forEach((column) => column.splice(0, old));
    }
  }
}
