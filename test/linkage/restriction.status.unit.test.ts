import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restrictionStatus } from '../../src/linkage/restriction/restriction.status.js';

const decided = {
  decidedOn: '2026-01-10',
  effectiveFrom: '2026-01-20',
  effectiveUntil: '2027-01-19',
  liftedOn: null as string | null,
  withdrawnOn: null as string | null,
};

describe('where a restriction stands', () => {
  it.each([
    ['2026-01-09', {}, 'PROPOSED', 'before it was decided'],
    ['2026-01-10', {}, 'PROPOSED', 'decided, not begun'],
    ['2026-01-19', {}, 'PROPOSED', 'the day before it begins'],
    ['2026-01-20', {}, 'IN_FORCE', 'its first day'],
    ['2027-01-19', {}, 'IN_FORCE', 'its last day'],
    ['2027-01-20', {}, 'EXPIRED', 'the day after'],
    ['2026-06-01', { decidedOn: null }, 'PROPOSED', 'never decided'],
    ['2030-01-01', { decidedOn: null }, 'PROPOSED', 'never decided, its term past'],
    ['2026-05-31', { liftedOn: '2026-06-01' }, 'IN_FORCE', 'the day before it is lifted'],
    ['2026-06-01', { liftedOn: '2026-06-01' }, 'LIFTED', 'the day on which it is lifted'],
    ['2028-01-01', { liftedOn: '2026-06-01' }, 'LIFTED', 'lifted, its term past'],
    ['2026-06-01', { withdrawnOn: '2026-06-01' }, 'WITHDRAWN', 'withdrawn'],
    ['2026-06-02', { liftedOn: '2026-05-01', withdrawnOn: '2026-06-01' }, 'WITHDRAWN', 'lifted, then withdrawn'],
    ['2026-01-12', { withdrawnOn: '2026-01-11' }, 'WITHDRAWN', 'withdrawn before it began'],
  ])('on %s with %j: %s (%s)', (on, more, status, _) => {
    expect(restrictionStatus({ ...decided, ...more }, on)).toBe(status);
  });

  it('is in force on no day outside of its term, and never again once it is lifted or withdrawn', () => {
    const day = fc
      .integer({ min: 0, max: 60 })
      .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    const row = fc
      .record({ decidedOn: fc.option(day), a: day, b: day, liftedOn: fc.option(day), withdrawnOn: fc.option(day) })
      .map(({ a, b, ...rest }) => ({ ...rest, effectiveFrom: a < b ? a : b, effectiveUntil: a < b ? b : a }));
    fc.assert(
      fc.property(row, day, (r, on) => {
        if (restrictionStatus(r, on) !== 'IN_FORCE') return;
        expect(on >= r.effectiveFrom && on <= r.effectiveUntil && (r.decidedOn ?? '9') <= on).toBe(true);
        expect((r.liftedOn ?? '9') > on && (r.withdrawnOn ?? '9') > on).toBe(true);
      }),
    );
  });
});
