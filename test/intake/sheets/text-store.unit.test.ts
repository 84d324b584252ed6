import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextStore } from '../../../src/intake/sheet/text-store.js';

it('gives back every text by its number, held in memory or on disk, in whatever order they are asked for', () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('矿'.repeat(70_000))), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(400), { maxLength: 50 }), fc.nat(3_000), (all, asked, held) => {
      const store = new TextStore(held);
      try {
        for (const text of all) store.add(text);
        expect(store.size).toBe(all.length);
        for (const index of [...asked, ...all.keys()]) expect(store.get(index)).toBe(all[index]);
        for (const index of [-1, 0.5, Number.NaN, all.length]) expect(store.get(index)).toBeUndefined();
      } finally {
        store.close();
      }
    }),
    { numRuns: 60 },
  );
  const store = new TextStore(10);
  for (let i = 0; i < 200; i++) store.add(`${i}\ud800`);
  expect(store.onDisk).toBe(true);
  expect([0, 63, 64, 191, 192, 199].map((i) => store.get(i))).toEqual(
    [0, 63, 64, 191, 192, 199].map((i) => `${i}\ud800`),
  );
  store.close();
  expect(store.get(0)).toBeUndefined();
});
