import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Buckets } from '../../../src/server/shares/bucket.js';

describe('what a caller may take', () => {
  it('is its burst at once and its rate on average, whatever it asks for and when', () => {
    const step = fc.record({ after: fc.integer({ min: 0, max: 3_000 }), amount: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let now = 0;
        const buckets = new Buckets({ perSecond: 100, burstSeconds: 2 }, () => now);
        let taken = 0;
        let last = 0;
        for (const { after, amount } of steps) {
          now += after;
          if (buckets.wait('a') > 0) continue;
          buckets.take('a', amount);
          taken += amount;
          last = amount;
        }
        // The last one may leave a debt.
        expect(taken).toBeLessThanOrEqual(200 + now / 10 + last + 1e-6);
      }),
    );
  });

  it('comes again when it was told, and no sooner', () => {
    let now = 0;
    const buckets = new Buckets({ perSecond: 10, burstSeconds: 1 }, () => now);
    buckets.take('a', 35);
    const wait = buckets.wait('a');
    expect(wait).toBeGreaterThan(2.5);
    now += wait * 1_000 - 200;
    expect(buckets.wait('a')).toBeGreaterThan(0);
    now += 201;
    expect(buckets.wait('a')).toBe(0);
  });

  it('is each caller’s own, and a share of it for one that has a share', () => {
    let now = 0;
    const buckets = new Buckets({ perSecond: 100, burstSeconds: 1 }, () => now);
    buckets.take('a', 1_000);
    expect(buckets.wait('b')).toBe(0);
    buckets.take('public', 20, 0.1);
    expect(buckets.wait('public', 0.1)).toBeGreaterThan(1);
    now += 1_200;
    expect(buckets.wait('public', 0.1)).toBe(0);
  });
});
