import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucket } from '../../../src/server/work/bucket.js';

describe('what a caller may take', () => {
  it('is its burst at once and its rate on average, whatever it asks for and when', () => {
    const step = fc.record({ after: fc.integer({ min: 0, max: 3_000 }), amount: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let now = 0;
        const bucket = new Bucket({ perSecond: 100, burstSeconds: 2 }, 1, now);
        let taken = 0;
        let last = 0;
        for (const { after, amount } of steps) {
          now += after;
          if (bucket.wait(now) > 0) continue;
          bucket.take(amount, now);
          taken += amount;
          last = amount;
        }
        // The last one may leave a debt.
        expect(taken).toBeLessThanOrEqual(200 + now / 10 + last + 1e-6);
      }),
    );
  });

  it('comes again when it was told, and no sooner', () => {
    const bucket = new Bucket({ perSecond: 10, burstSeconds: 1 }, 1, 0);
    bucket.take(35, 0);
    const wait = bucket.wait(0);
    expect(wait).toBeGreaterThan(2.5);
    expect(bucket.wait(wait * 1_000 - 200)).toBeGreaterThan(0);
    expect(bucket.wait(wait * 1_000 + 1)).toBe(0);
  });

  it('is a share of the rate for one that has a share', () => {
    const bucket = new Bucket({ perSecond: 100, burstSeconds: 1 }, 0.1, 0);
    bucket.take(20, 0);
    expect(bucket.wait(0)).toBeGreaterThan(1);
    expect(bucket.wait(1_200)).toBe(0);
  });
});
