import fc from 'fast-check';
import { afterAll, afterEach } from 'vitest';
import { cleanUp } from './after-file.js';

/** What every random value of this run is drawn from; vitest.config.ts decides it. */
const seed = Number(process.env.SEED);
fc.configureGlobal({ seed });

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`SEED=${seed} repeats the random values of "${task.name}"`);
});

afterAll(cleanUp);
