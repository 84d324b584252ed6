import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Milliseconds after which a test gives up what it waits for. Nothing is measured by it: it is far above what any of it takes on
 * a machine that is busy with other work, and there so that a test that would wait for ever says what it waited for.
 */
export const PATIENCE_MS = 120_000;

/** Waits until something is so. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`it is not so after ${PATIENCE_MS} ms: ${is}`);
    await sleep(10);
  }
}
