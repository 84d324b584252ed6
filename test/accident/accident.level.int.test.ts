import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { accidentLevel, type Figures } from '../../src/accident/accident.level.js';
import { type AccidentWorld, accidentWorld } from './accident-world.js';

describe('the level that the database computes', () => {
  let world: AccidentWorld;
  let batch = 0;
  beforeAll(async () => {
    world = await accidentWorld(1);
  });

  /** Records all figures and compares what each row says with the pure function. */
  async function agree(all: Figures[]): Promise<void> {
    batch++;
    const reports = all.map((figures, i) => world.report({ ...figures, documentNumber: `L-${batch}-${i}` }));
    const receipt = await world.importReports(reports);
    expect(receipt.inserted).toBe(all.length);
    const rows = await world.db.sql`
      select document_number "number", level from hub.accident where document_number like ${`L-${batch}-%`}`;
    const levels = new Map(rows.map((r) => [r.number as string, r.level as string]));
    expect(all.map((_, i) => levels.get(`L-${batch}-${i}`))).toEqual(all.map(accidentLevel));
  }

  it('agrees with the hub’s at every edge and every combination of edges', async () => {
    const deaths = [0, 2, 3, 9, 10, 29, 30, 31];
    const injuries = [0, 9, 10, 49, 50, 99, 100];
    const losses = [
      null,
      '0.00',
      '9999999.99',
      '10000000.00',
      '49999999.99',
      '50000000.00',
      '99999999.99',
      '100000000.00',
    ];
    await agree(
      deaths.flatMap((d) =>
        injuries.flatMap((i) => losses.map((l) => ({ deaths: d, seriousInjuries: i, directEconomicLoss: l }))),
      ),
    );
  });

  it('agrees for any figures', async () => {
    const loss = fc
      .bigInt({ min: 0n, max: 99_999_999_999_999_999_999n })
      .map((c) => `${c / 100n}.${String(c % 100n).padStart(2, '0')}`);
    const figures = fc.record({
      deaths: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 100_000 })),
      seriousInjuries: fc.oneof(fc.nat({ max: 120 }), fc.nat({ max: 100_000 })),
      directEconomicLoss: fc.option(loss),
    });
    await fc.assert(fc.asyncProperty(fc.array(figures, { minLength: 1, maxLength: 50 }), agree), { numRuns: 20 });
  });
});
