import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PlainError } from '../src/kernel/plain-error.js';

const WAIT_MS = 60_000;

/**
 * Runs `work` while no other process of this machine does, by a file that holds the process's number; one left by a process
 * that died is taken over. For starting the embedded database: two hubs that make the same folder at once would spoil it.
 */
export async function oneAtATime<T>(file: string, work: () => Promise<T>): Promise<T> {
  const own = `${process.pid} ${Math.random()}`;
  for (const end = Date.now() + WAIT_MS; !(await taken(file, own)); await pause(50)) {
    if (Date.now() > end)
      throw new PlainError(
        `process ${holder(file)} has been starting the database for a minute; end it, or delete ${file} if it is another program`,
      );
  }
  try {
    return await work();
  } finally {
    if (holder(file) === own) rmSync(file, { force: true });
  }
}

async function taken(file: string, own: string): Promise<boolean> {
  try {
    writeFileSync(file, own, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = holder(file);
    if (other !== null && !lives(Number.parseInt(other, 10)) && holder(file) === other) rmSync(file, { force: true });
    return false;
  }
  // Who removed a dead process's file at the same moment may have removed this one: whoever is in it afterwards has it.
  await pause(20);
  return holder(file) === own;
}

function holder(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  if (!(pid > 0)) return true; // being written
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
