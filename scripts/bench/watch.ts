import os from 'node:os';

const TICK_MS = 200;

/** How busy the whole machine is: what the measured processes did not use, others took from them. */
export interface Watch {
  /** CPU of all processes over the last so many seconds, in percent of one core. */
  busy(seconds: number): number;
  stop(): void;
}

/** Milliseconds of CPU spent on anything since the machine started, over all cores; what a hypervisor took is not in it. */
const spent = (): number =>
  os.cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

export function watchMachine(): Watch {
  const ticks: { at: number; spent: number }[] = [];
  const tick = () => {
    ticks.push({ at: performance.now(), spent: spent() });
    if (ticks.length > 600) ticks.shift();
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  return {
    busy: (seconds) => {
      tick();
      const last = ticks[ticks.length - 1] as (typeof ticks)[number];
      const first = ticks.find((t) => t.at >= last.at - seconds * 1000) ?? last;
      return first === last ? 0 : ((last.spent - first.spent) / (last.at - first.at)) * 100;
    },
    stop: () => clearInterval(timer),
  };
}
