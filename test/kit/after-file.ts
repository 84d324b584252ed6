import { setImmediate as nextTurn } from 'node:timers/promises';

const cleanups: (() => unknown)[] = [];
/** Servers that files before this one left listening, and were told of. */
let told = 0;

const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

/**
 * Has something done after the last test of this file, what was asked for last first. It may be asked for anywhere, also in a hook or
 * a test, where vitest takes an `afterAll` and never runs it.
 */
export function afterFile(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** Called once after each file (setup.ts). A worker goes on with the next file, so what is left open is a fault of this one. */
export async function cleanUp(): Promise<void> {
  const faults: unknown[] = [];
  for (const cleanup of cleanups.splice(0).reverse()) {
    try {
      await cleanup();
    } catch (fault) {
      faults.push(fault);
    }
  }
  // A handle that was closed is gone in a later turn of the event loop.
  for (let turn = 0; turn < 10 && listening() > told; turn++) await nextTurn();
  const left = listening() - told;
  told += left;
  if (left > 0) faults.push(new Error(`servers that this file left listening: ${left}; stop them by afterFile`));
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new AggregateError(faults, faults.map(String).join('; '));
}
