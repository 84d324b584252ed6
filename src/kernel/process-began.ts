import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began: in clock ticks since the machine's start on Linux, else as `ps` says it; null where neither tells. With
 * its number it names one process for good: a later one with the same number began at another time.
 */
export function beganAt(pid: number): string | null {
  try {
    // The name, second, is in parentheses and may hold anything; the time is the twentieth field behind it (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No Linux, or no such process.
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}

/** Whether a process lives, also another user's. With `began`: that one, and not another that has its number by now. */
export function processLives(pid: number, began: string | null = null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (began === null) return true;
  const now = beganAt(pid);
  return now === null || now === began;
}
