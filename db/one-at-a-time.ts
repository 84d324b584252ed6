import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PlainError } from '../src/kernel/plain-error.js';
import { beganAt, processLives } from '../src/kernel/process-began.js';

const WAIT_MS = 60_000;
/** A mark that names no process, left by a version that wrote files when the disk was full, is its maker's for so long. */
const NAMELESS_MS = 1_000;

/** The turn could not be had in time: another process has it. */
export class NotOurTurn extends PlainError {}

/**
 * Runs `work` while no other process of this machine does, by a mark that says which process has the turn; one left by a process
 * that died is taken over. For starting the embedded database: two hubs that make the same folder at once would spoil it. The mark is
 * a symbolic link to nowhere: its text comes into being with it, whole, and needs no space of a disk that is full.
 */
export async function oneAtATime<T>(file: string, work: () => Promise<T>, within: number = WAIT_MS): Promise<T> {
  const own = `${process.pid} ${beganAt(process.pid)?.replaceAll(' ', '_') ?? '-'} ${randomBytes(6).toString('hex')}`;
  const nameless = new Map<string, number>();
  for (const end = performance.now() + within; !(await taken(file, own, nameless)); await pause(50)) {
    if (performance.now() > end)
      throw new NotOurTurn(
        `process ${holder(file)?.split(' ')[0] ?? ''} is at work on the database (${file}); end it, or delete that file if it is another program`,
      );
  }
  try {
    return await work();
  } finally {
    if (holder(file) === own) rmSync(file, { force: true });
  }
}

async function taken(file: string, own: string, nameless: Map<string, number>): Promise<boolean> {
  try {
    symlinkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = holder(file);
    if (other !== null && !holds(other, nameless) && holder(file) === other) rmSync(file, { force: true });
    return false;
  }
  // Who removed a dead process's mark at the same moment may have removed this one: whoever is in it afterwards has it.
  await pause(20);
  return holder(file) === own;
}

/** What the mark says, or the file that earlier versions wrote; null where there is none. */
function holder(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') return null;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Whether the process that a mark names lives; one that names none holds it for the moment in which it may be written. */
function holds(mark: string, nameless: Map<string, number>): boolean {
  const [number = '', began = '-'] = mark.split(' ');
  const pid = /^\d+$/.test(number) ? Number(number) : 0;
  if (pid > 0) return processLives(pid, /^\d+$/.test(began) || began.includes('_') ? began.replaceAll('_', ' ') : null);
  const since = nameless.get(mark) ?? performance.now();
  nameless.set(mark, since);
  return performance.now() - since < NAMELESS_MS;
}
