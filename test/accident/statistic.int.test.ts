import { beforeAll, describe, expect, it } from 'vitest';
import { type StatisticRow, sortStatistics } from '../../src/accident/statistic.store.js';
import { StatisticDimension } from '../../src/accident/statistic.type.js';
import { type AccidentWorld, accidentWorld } from './accident-world.js';

describe('accident statistics', () => {
  let w: AccidentWorld;
  const ask = async (by: string[], fields: string, filter: object = {}) => {
    const source = `query ($filter: AccidentFilter, $by: [StatisticDimension!]!) { accidentStatistics(filter: $filter, by: $by) { ${fields} } }`;
    return (await w.run(source, { filter, by }, await w.agency('OPERATOR'))).accidentStatistics as Record<
      string,
      unknown
    >[];
  };
  const FIGURES = 'accidents deaths seriousInjuries missing directEconomicLoss';

  beforeAll(async () => {
    w = await accidentWorld(1);
    const add = (n: number, occurredAt: string, changes: object) =>
      w.report({ documentNumber: `S-${n}`, occurredAt, seriousInjuries: 0, ...changes });
    await w.importReports(
      [
        // Both sides of the year's turn in Shanghai, which is at 16:00 UTC.
        add(1, '2025-12-31T15:59:59.999Z', { deaths: 1, directEconomicLoss: '0.01' }),
        add(2, '2025-12-31T16:00:00.000Z', { deaths: 3, directEconomicLoss: '9007199254740993.07', missing: 1 }),
        add(3, '2026-03-31T15:59:59.999Z', { deaths: 0, category: 'FIRE', division: '620602' }),
        add(4, '2026-03-31T16:00:00.000Z', { deaths: 10, category: 'GAS_EXPLOSION', division: '620621100' }),
        add(5, '2026-04-02T00:00:00.000Z', { deaths: 0, division: '620600' }),
        add(6, '2026-04-02T00:00:00.000Z', { deaths: 0, division: '620000' }),
      ],
      (await w.agency('SAFETY_REGULATOR')) as typeof w.regulator,
    );
  });

  it('answer one row of totals without a dimension, of nothing too', async () => {
    expect(await ask([], FIGURES)).toEqual([
      { accidents: 6, deaths: 14, seriousInjuries: 0, missing: 1, directEconomicLoss: '9007199254740993.08' },
    ]);
    expect(await ask([], FIGURES, { occurredUntil: '1950-01-01' })).toEqual([
      { accidents: 0, deaths: 0, seriousInjuries: 0, missing: 0, directEconomicLoss: '0.00' },
    ]);
    expect(await ask(['YEAR'], FIGURES, { occurredUntil: '1950-01-01' })).toEqual([]);
  });

  it('count time in Shanghai', async () => {
    expect(await ask(['YEAR', 'QUARTER', 'MONTH'], 'year quarter month accidents')).toEqual([
      { year: 2025, quarter: '2025-Q4', month: '2025-12', accidents: 1 },
      { year: 2026, quarter: '2026-Q1', month: '2026-01', accidents: 1 },
      { year: 2026, quarter: '2026-Q1', month: '2026-03', accidents: 1 },
      { year: 2026, quarter: '2026-Q2', month: '2026-04', accidents: 3 },
    ]);
    expect(await ask([], 'accidents', { occurredFrom: '2026-01-01', occurredUntil: '2026-03-31' })).toEqual([
      { accidents: 2 },
    ]);
  });

  it('count places up to the county, what lies above it last', async () => {
    expect(await ask(['COUNTY'], 'county { code } accidents deaths prefecture { code } year level')).toEqual([
      { county: { code: '620602' }, accidents: 1, deaths: 0, prefecture: null, year: null, level: null },
      { county: { code: '620621' }, accidents: 3, deaths: 14, prefecture: null, year: null, level: null },
      { county: null, accidents: 2, deaths: 0, prefecture: null, year: null, level: null },
    ]);
    expect(await ask(['PREFECTURE'], 'prefecture { code } accidents')).toEqual([
      { prefecture: { code: '620600' }, accidents: 5 },
      { prefecture: null, accidents: 1 },
    ]);
  });

  it('keep the order asked for and the vocabularies’ own, and count a repeated dimension once', async () => {
    expect(await ask(['LEVEL', 'YEAR', 'LEVEL'], 'level year accidents')).toEqual([
      { level: 'ORDINARY', year: 2025, accidents: 1 },
      { level: 'ORDINARY', year: 2026, accidents: 3 },
      { level: 'MAJOR', year: 2026, accidents: 1 },
      { level: 'PARTICULARLY_MAJOR', year: 2026, accidents: 1 },
    ]);
    expect(await ask(['CATEGORY', 'STATUS'], 'category status accidents', { minLevel: 'MAJOR' })).toEqual([
      { category: 'FALL_FROM_HEIGHT', status: 'REPORTED', accidents: 1 },
      { category: 'GAS_EXPLOSION', status: 'REPORTED', accidents: 1 },
    ]);
  });

  it('sort null last, whatever comes first', () => {
    const row = (county: string | null, year: number) => ({ county, year }) as StatisticRow;
    const rows = [row(null, 1), row('2', 1), row('1', 2), row(null, 0), row('1', 1)];
    const sorted = sortStatistics(rows, [StatisticDimension.COUNTY, StatisticDimension.YEAR]);
    expect(sorted.map((r) => `${r.county} ${r.year}`)).toEqual(['1 1', '1 2', '2 1', 'null 0', 'null 1']);
  });
});
