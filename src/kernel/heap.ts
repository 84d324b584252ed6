import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much garbage may pile up before it is collected, in bytes. */
const GARBAGE = 32 * 1024 * 1024;

/**
 * Keeps an import's memory flat. The engine lets garbage pile up as long as the machine has memory, so a long import would
 * look much larger than a short one; called after each batch, this collects as soon as some has gathered.
 */
export function heapKeeper(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (() => void) | undefined;
  collect?.();
  let live = held();
  return () => {
    if (held() - live < GARBAGE) return;
    collect?.();
    live = held();
  };
}

/** What is sent to the database lies outside of the heap, and is freed with it. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
