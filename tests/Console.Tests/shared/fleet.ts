import { setTimeout as delay } from 'node:timers/promises';
import type { RealServer } from './test.ts';

const models = ['Pixel 7', 'Pixel 8 Pro', 'Galaxy S24', 'Galaxy A54', 'Moto G', 'OnePlus 12', 'Nokia X30', 'Xperia 5'];

interface Phone {
  id: string;
  name: string;
  isAway: boolean;
  battery_level: number;
  cpu_usage: number;
  memory_usage: number;
  storage_usage: number;
}

/** A fleet that is made up: the same for the same seed, and alive. */
export class Fleet {
  readonly phones: Phone[];
  #seed: number;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly server: RealServer, size: number, seed = 7) {
    this.#seed = seed;
    this.phones = Array.from({ length: size }, (_, n) => ({
      id: `phone-${String(n + 1).padStart(4, '0')}`,
      name: `${models[n % models.length]} #${n + 1}`,
      isAway: this.#random() < 0.05,
      battery_level: this.#random() < 0.06 ? 5 + this.#random() * 20 : 30 + this.#random() * 70,
      cpu_usage: 5 + this.#random() * 45,
      memory_usage: 30 + this.#random() * 40,
      storage_usage: 15 + this.#random() * 68,
    }));
  }

  /** Makes every device known, and raises what people look at. */
  async introduce(): Promise<void> {
    for (let from = 0; from < this.phones.length; from += 20) {
      await Promise.all(this.phones.slice(from, from + 20).map(({ id, name, isAway, ...readings }) => this.server.request('POST', `/devices/${id}/status`, {
        name, status: isAway ? 'disconnected' : 'connected', model: name.split(' #')[0], android: '15', ...rounded(readings),
      })));
    }
    const alerts = [['root_detected', 'critical', 'The su binary was found'], ['unknown_source', 'medium', 'An app was installed from an unknown source'], ['failed_unlock', 'medium', '8 failed attempts to unlock']] as const;
    for (const [n, [type, severity, message]] of alerts.entries()) {
      await this.server.request('POST', '/ws/security-alert', { device_id: this.phones[n * 37 + 3]!.id, alert_details: { type, severity, message } });
    }
    const notifications = [['Nightly backup complete', 'All devices of group Berlin are backed up.', 'info'], ['Update available', 'Security patch 2026-11 is ready for 214 devices.', 'medium'], ['Battery report', 'Twelve devices have been below 20 % for a day.', 'high']] as const;
    for (const [title, message, severity] of notifications) {
      await this.server.request('POST', '/ws/notification', { title, message, severity, user_id: 'developer' });
    }
  }

  /** Reports every device once an interval, until `stop`. */
  start(interval: number): void {
    this.#running = this.#report(interval);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #report(interval: number): Promise<void> {
    while (!this.#isOver) {
      const next = Date.now() + interval;
      const here = this.phones.filter(({ isAway }) => !isAway);
      for (let from = 0; from < here.length; from += 500) {
        const samples = here.slice(from, from + 500).map((phone) => ({ device_id: phone.id, metrics: this.#live(phone) }));
        await this.server.request('POST', '/ws/live-metrics/batch', { samples });
      }
      await delay(Math.max(0, next - Date.now()));
    }
  }

  #live(phone: Phone): Record<string, number> {
    phone.cpu_usage = clamp(phone.cpu_usage + (this.#random() - 0.5) * 12, 2, 98);
    phone.memory_usage = clamp(phone.memory_usage + (this.#random() - 0.5) * 2, 10, 94);
    phone.battery_level = clamp(phone.battery_level - this.#random() * 0.05, 3, 100);
    const { battery_level, cpu_usage, memory_usage, storage_usage } = phone;
    return rounded({ battery_level, cpu_usage, memory_usage, storage_usage, temperature: 25 + cpu_usage / 5, fps: 60 - cpu_usage / 10 });
  }

  /** A linear congruential generator (Numerical Recipes' constants): pictures that can be made again. */
  #random(): number {
    this.#seed = (this.#seed * 1664525 + 1013904223) % 2 ** 32;
    return this.#seed / 2 ** 32;
  }
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

const rounded = (readings: Record<string, number>) => Object.fromEntries(Object.entries(readings).map(([name, value]) => [name, Math.round(value * 10) / 10]));
