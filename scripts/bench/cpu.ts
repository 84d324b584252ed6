import { readFileSync } from 'node:fs';

const TICKS = 100;
/** Seconds of CPU that a process has used so far, its threads' included; NaN where /proc does not say. */
export function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return Number.NaN;
  }
}
