import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { temporaryInMemory } from './test/kit/memory-folder.js';

const require = createRequire(import.meta.url);
temporaryInMemory();

/**
 * What random tests draw their values from. It is the same in every run, so that a failure is seen again; SEED=NUMBER takes
 * another, SEED=random explores. Failures print it (test/kit/setup.ts).
 */
const FIXED_SEED = 20_150_401;

function seed(): number {
  const said = process.env.SEED || String(FIXED_SEED);
  if (said === 'random') return Math.floor(Math.random() * 2 ** 31);
  if (!/^\d{1,10}$/.test(said) || Number(said) >= 2 ** 31)
    throw new Error(`SEED is a number below 2^31, or random: ${said}`);
  return Number(said);
}

const kind = (name: string, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/**/*.${name}.test.ts`], ...more },
});
const database = { globalSetup: ['test/kit/global-setup.ts'] };
/** Put counters between modules, and so need modules of their own. */
const COUNTING = ['test/server/look-ups.int.test.ts'];

/**
 * The kinds of test files are projects: `unit` needs no database, so it starts none. A worker keeps its modules from one file to
 * the next, for most of a file's time would else be the import of the hub; so a file leaves nothing behind that another could see.
 */
export default defineConfig({
  oxc: { decorator: { legacy: true } },
  resolve: {
    // Vite would load graphql's second, ESM copy, and every `instanceof` of the schema would fail.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    pool: 'forks',
    // Much of a test is waiting, for a process or an instant: a third worker has the cores meanwhile.
    maxWorkers: 3,
    isolate: false,
    // Against waiting for ever; nothing is measured by them (test/kit/until.ts).
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    setupFiles: ['test/kit/setup.ts'],
    env: {
      SEED: String(seed()),
      // The telemetry of one of the routers under test looks for Google's cloud otherwise.
      METADATA_SERVER_DETECTION: 'none',
    },
    server: { deps: { inline: ['type-graphql', 'graphql-ws'] } },
    projects: [
      kind('e2e', database),
      kind('int', { ...database, exclude: COUNTING }),
      kind('int-counting', { ...database, include: COUNTING, isolate: true }),
      kind('unit'),
    ],
  },
});
