import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batcher, batchers } from '../../src/kernel/batcher.js';

/** A statement that answers each key's double, when it is let go; it writes down what it was asked. */
function gated() {
  const calls: number[][] = [];
  const waiting: (() => void)[] = [];
  let open = false;
  const run = async (keys: number[]) => {
    calls.push(keys);
    if (!open) await new Promise<void>((go) => waiting.push(go));
    return keys.map((k) => 2 * k);
  };
  return {
    calls,
    run,
    /** Lets the oldest waiting statement finish. */
    next: () => waiting.shift()?.(),
    release: () => {
      open = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}
const turn = () => new Promise((done) => setImmediate(done));
const doubled = async (keys: number[]) => keys.map((k) => 2 * k);

describe('a batcher', () => {
  it('asks once for what is asked for in one turn, and answers each its own', async () => {
    const { calls, run, release } = gated();
    const load = batcher(run);
    release();
    const answers = await Promise.all([load(3), load.many([1, 3]), load(2), load.many([])]);
    expect(answers).toEqual([6, [2, 6], 4, []]);
    expect(calls).toEqual([[3, 1, 2]]);
  });

  it('hands each key on once, whoever repeats it: one request, or several of one moment', async () => {
    const { calls, run, release } = gated();
    const load = batcher(run);
    release();
    expect(await load.many([7, 7, 1, 7])).toEqual([14, 14, 2, 14]);
    expect(await Promise.all(Array.from({ length: 12 }, () => load(5)))).toEqual(Array(12).fill(10));
    expect(calls).toEqual([[7, 1], [5]]);
  });

  it('keeps objects apart that only look alike: what is written twice is two', async () => {
    const written: { codes: string[] }[] = [];
    const write = batcher(async (rows: { codes: string[] }[]) => {
      written.push(...rows);
      return rows.map((_, i) => i);
    });
    await Promise.all([write({ codes: ['a'] }), write({ codes: ['a'] })]);
    expect(written).toHaveLength(2);
  });

  it('gathers what comes while a statement is under way', async () => {
    const { calls, run, release } = gated();
    const load = batcher(run, { enough: 1000 });
    const first = load(1);
    await turn();
    const later: Promise<number>[] = [];
    for (let i = 2; i <= 100; i++) {
      later.push(load(i));
      if (i % 10 === 0) await turn();
    }
    expect(calls).toEqual([[1]]);
    release();
    expect(await first).toBe(2);
    expect(await Promise.all(later)).toEqual(Array.from({ length: 99 }, (_, i) => 2 * (i + 2)));
    expect(calls).toHaveLength(2);
  });

  it('starts a second statement when enough wait, and never more than its limit', async () => {
    const { calls, run, release } = gated();
    const load = batcher(run, { limit: 2, enough: 3 });
    const all = [load(1)];
    await turn();
    all.push(load(2), load(3));
    await turn();
    expect(calls).toHaveLength(1);
    all.push(load(4));
    await turn();
    expect(calls).toEqual([[1], [2, 3, 4]]);
    for (let i = 5; i < 50; i++) all.push(load(i));
    await turn();
    expect(calls).toHaveLength(2);
    release();
    expect(await Promise.all(all)).toEqual(Array.from({ length: 49 }, (_, i) => 2 * (i + 1)));
    expect(calls).toHaveLength(3);
  });

  it('splits what is more than one statement takes, but never one request', async () => {
    const { calls, run, release } = gated();
    const load = batcher(run, { most: 10, limit: 1 });
    release();
    const large = Array.from({ length: 25 }, (_, i) => i);
    const requests = [large, [1, 2, 3, 4, 5, 6], [7, 8, 9, 10], [11], [12, 13]];
    expect(await Promise.all(requests.map((keys) => load.many(keys)))).toEqual(
      requests.map((keys) => keys.map((k) => 2 * k)),
    );
    expect(calls.map((c) => c.length)).toEqual([25, 10, 3]);
  });

  it('gives a failure to those who asked in that statement and to nobody else', async () => {
    let calls = 0;
    const load = batcher(async (keys: number[]) => {
      calls++;
      if (keys.includes(13)) throw new Error('the database is away');
      return doubled(keys);
    });
    const outcomes = await Promise.allSettled([load(13), load.many([1, 2])]);
    expect(outcomes.map((o) => o.status)).toEqual(['rejected', 'rejected']);
    expect(await load.many([1, 2])).toEqual([2, 4]);
    expect(await load(5)).toBe(10);
    expect(calls).toBe(3);
  });

  it('answers everyone in order, with fewer statements than requests, whenever they come', async () => {
    const request = fc.record({ keys: fc.array(fc.nat(50), { maxLength: 6 }), pause: fc.nat(3) });
    const options = fc.record({
      limit: fc.integer({ min: 1, max: 3 }),
      enough: fc.integer({ min: 1, max: 8 }),
      most: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 30 }),
        options,
        fc.nat(2),
        async (requests, o, slow) => {
          let under = 0;
          let most = 0;
          let calls = 0;
          const load = batcher(async (keys: number[]) => {
            calls++;
            expect(new Set(keys).size).toBe(keys.length);
            most = Math.max(most, ++under);
            for (let i = 0; i < slow; i++) await turn();
            under--;
            return doubled(keys);
          }, o);
          const asked: Promise<number[]>[] = [];
          for (const { keys, pause } of requests) {
            asked.push(load.many(keys));
            for (let i = 0; i < pause; i++) await turn();
          }
          expect(await Promise.all(asked)).toEqual(requests.map(({ keys }) => keys.map((k) => 2 * k)));
          expect(most).toBeLessThanOrEqual(o.limit);
          expect(calls).toBeLessThanOrEqual(requests.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('batchers of groups', () => {
  it('ask for each group by itself, and for a group that was forgotten again', async () => {
    const calls: [string, number[]][] = [];
    const load = batchers<string, number, string>(
      async (day, keys) => {
        calls.push([day, keys]);
        return keys.map((k) => `${day} ${k}`);
      },
      (day) => day,
      { keep: 2 },
    );
    const days = ['mon', 'tue', 'wed', 'mon'];
    const answers = await Promise.all(days.map((day, i) => Promise.all([load(day)(i), load(day).many([10])])));
    expect(answers).toEqual(days.map((day, i) => [`${day} ${i}`, [`${day} 10`]]));
    expect(calls).toEqual([
      ['mon', [0, 10]],
      ['tue', [1, 10]],
      ['wed', [2, 10]],
      ['mon', [3, 10]],
    ]);
    expect(load('mon')).toBe(load('mon'));
  });
});
