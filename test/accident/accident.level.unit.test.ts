import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accidentLevel, levelsFrom, supplementDays } from '../../src/accident/accident.level.js';
import { ACCIDENT_CATEGORIES, ACCIDENT_LEVELS } from '../../src/kernel/vocabulary.js';

const yuan = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
const rank = (f: Parameters<typeof accidentLevel>[0]) => ACCIDENT_LEVELS.indexOf(accidentLevel(f));

describe('the accident level', () => {
  const alone = { deaths: 0, seriousInjuries: 0, directEconomicLoss: null };

  it.each([
    ['deaths', [2, 3], 'ORDINARY', 'RELATIVELY_LARGE'],
    ['deaths', [9, 10], 'RELATIVELY_LARGE', 'MAJOR'],
    ['deaths', [29, 30], 'MAJOR', 'PARTICULARLY_MAJOR'],
    ['seriousInjuries', [9, 10], 'ORDINARY', 'RELATIVELY_LARGE'],
    ['seriousInjuries', [49, 50], 'RELATIVELY_LARGE', 'MAJOR'],
    ['seriousInjuries', [99, 100], 'MAJOR', 'PARTICULARLY_MAJOR'],
    ['directEconomicLoss', ['9999999.99', '10000000.00'], 'ORDINARY', 'RELATIVELY_LARGE'],
    ['directEconomicLoss', ['49999999.99', '50000000.00'], 'RELATIVELY_LARGE', 'MAJOR'],
    ['directEconomicLoss', ['99999999.99', '100000000.00'], 'MAJOR', 'PARTICULARLY_MAJOR'],
  ] as const)('of %s alone changes between %j', (field, [below, from], lower, higher) => {
    expect(accidentLevel({ ...alone, [field]: below })).toBe(lower);
    expect(accidentLevel({ ...alone, [field]: from })).toBe(higher);
  });

  it('is the worst of the three, and never falls when a figure rises', () => {
    const count = fc.nat({ max: 150 });
    const loss = fc.bigInt({ min: 0n, max: 20_000_000_000n });
    fc.assert(
      fc.property(count, count, loss, fc.nat({ max: 50 }), (deaths, seriousInjuries, cents, more) => {
        const all = { deaths, seriousInjuries, directEconomicLoss: yuan(cents) };
        const each = [
          rank({ ...alone, deaths }),
          rank({ ...alone, seriousInjuries }),
          rank({ ...alone, directEconomicLoss: yuan(cents) }),
        ];
        expect(rank(all)).toBe(Math.max(...each));
        expect(rank({ ...all, deaths: deaths + more })).toBeGreaterThanOrEqual(rank(all));
      }),
    );
  });

  it('knows the levels from one up', () => {
    expect(levelsFrom('MAJOR')).toEqual(['MAJOR', 'PARTICULARLY_MAJOR']);
    expect(levelsFrom('ORDINARY')).toEqual(ACCIDENT_LEVELS);
  });
});

describe('the supplement window', () => {
  it('is 7 days for road traffic and fire, 30 for every other category', () => {
    const short = ACCIDENT_CATEGORIES.filter((c) => supplementDays(c) === 7);
    expect(short).toEqual(['FIRE', 'ROAD_TRAFFIC']);
    expect(ACCIDENT_CATEGORIES.filter((c) => supplementDays(c) === 30)).toHaveLength(ACCIDENT_CATEGORIES.length - 2);
  });
});
