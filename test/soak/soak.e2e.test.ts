import { beforeAll, describe, expect, inject, it } from 'vitest';
import { SMALL } from '../../scripts/soak/settings.js';
import { runSoak, type SoakResult } from '../../scripts/soak/soak.js';
import { testDatabase } from '../kit/database.js';

/** `npm run soak` in the size of a test: the same processes, writers, kills and checks, with shorter transactions. */
describe('writers, hubs that are killed, and consumers that come back', () => {
  let result: SoakResult;
  beforeAll(
    async () => {
      const { url } = await testDatabase();
      result = await runSoak({ ...SMALL, databaseUrl: url, signingKeys: inject('signingKeys'), say: () => {} });
    },
    SMALL.minutes * 60_000 + 360_000,
  );

  it('leave a whole log: no gap, no broken chain, each write once or, rolled back, not at all', () => {
    const { log, kills, committed, rolledBack } = result;
    expect(result.failures).toEqual([]);
    expect(log.events).toBeGreaterThanOrEqual(SMALL.events);
    expect(kills).toBe(SMALL.kills);
    expect(rolledBack).toBeGreaterThan(0.03 * committed);
  });

  it('every consumer holds the log’s own sequence: nothing lost, nothing out of order, the same event where it comes again', () => {
    expect(result.holdings.length).toBeGreaterThanOrEqual(10);
    for (const { name, expected, lost, outOfOrder, foreign, failures } of result.holdings) {
      expect({ lost, outOfOrder, foreign, failures }, name).toEqual({
        lost: 0,
        outOfOrder: 0,
        foreign: 0,
        failures: [],
      });
      expect(expected, name).toBeGreaterThan(0);
    }
    // Those who went back to an earlier cursor were sent some events again.
    const forgetful = result.holdings.filter(({ name }) => name.endsWith('forgetful'));
    expect(forgetful.length).toBeGreaterThan(0);
    for (const { name, duplicates } of forgetful) expect(duplicates, name).toBeGreaterThan(0);
  });
});
