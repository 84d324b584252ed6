import { Gauge, type Registry } from 'prom-client';
import type { ClockGuard } from '../../exchange/index.js';

/** A hub whose last look is older than this is taken for gone. */
const LIVE_MS = 25_000;

/** Gauges of the clocks, as they were seen last. Nothing is asked of the database for them. */
export function clockGauges(registers: Registry[], read: () => Pick<ClockGuard, 'sight' | 'finding' | 'book'>): void {
  new Gauge({
    name: 'hub_clock_offset_seconds',
    help: 'How far a clock is ahead of this process’s: the database’s, and that of the hub that runs and is furthest off.',
    labelNames: ['source'],
    registers,
    collect() {
      const { sight, book } = read();
      this.reset();
      if (!sight) return;
      const { wall, database } = sight.now;
      this.set({ source: 'database' }, (database - wall) / 1_000);
      const offsets = (book?.marks ?? [])
        .filter((m) => Math.abs(database - m.lookedAt) <= LIVE_MS)
        .map((m) => database - m.offset - wall);
      const furthest = offsets.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
      this.set({ source: 'hubs' }, furthest / 1_000);
    },
  });
  new Gauge({
    name: 'hub_clock_refused',
    help: '1 while nothing is written because the clocks cannot be believed.',
    registers,
    collect() {
      this.set(read().finding ? 1 : 0);
    },
  });
  new Gauge({
    name: 'hub_recorded_ahead_seconds',
    help: 'How far the log’s last time is ahead of the database’s clock: while it is, recorded time stands still.',
    registers,
    collect() {
      const { sight } = read();
      this.set(sight ? Math.max(0, sight.recordedAt - sight.now.database) / 1_000 : 0);
    },
  });
}
