import fc from 'fast-check';
import { afterEach } from 'vitest';

/** What every random value of this run is drawn from; vitest.config.ts decides it. */
export const SEED = Number(process.env.SEED);

fc.configureGlobal({ seed: SEED });

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`SEED=${SEED} repeats the random values of "${task.name}"`);
});
