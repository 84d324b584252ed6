import { randomUUID } from 'node:crypto';
import { openSync, readFileSync, readSync } from 'node:fs';
import { hostname } from 'node:os';

/** What a machine knows of time by itself. All in milliseconds. */
export interface Machine {
  /** The time of day, since 1970: whoever administers the machine may set it. */
  wall(): number;
  /** Since the machine began: nothing sets it, and it goes on while the machine is suspended. */
  steady(): number;
  /** Names this run of the machine's system: processes with the same one share its clocks. */
  boot: string;
  /** Processes of one boot and one host count `steady` from the same beginning. */
  host: string;
}

/** The machine that this process runs on. Tests put another one in its place. */
export const machine: Machine = {
  wall: () => Date.now(),
  steady: steadyClock(),
  boot: bootOf(),
  host: hostname(),
};

/** Linux's monotonic clock stands still while the machine is suspended; /proc/uptime does not. Elsewhere the monotonic one goes on. */
function steadyClock(): () => number {
  const monotonic = () => Number(process.hrtime.bigint()) / 1e6;
  try {
    const file = openSync('/proc/uptime', 'r');
    const text = Buffer.alloc(64);
    const read = () => Number.parseFloat(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0))) * 1_000;
    return Number.isFinite(read()) ? read : monotonic;
  } catch {
    return monotonic;
  }
}

function bootOf(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID(); // of this process alone: nothing is known of others
  }
}
