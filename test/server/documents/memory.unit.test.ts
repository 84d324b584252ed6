import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memory } from '../../../src/server/documents/memory.js';

interface Kept {
  key: string;
  value: number;
  bytes: number;
}

/** What is to be kept, written down plainly: the latest used stands last. */
function model(most: { entries: number; bytes: number }) {
  let all: Kept[] = [];
  return {
    get(key: string): number | undefined {
      const found = all.find((one) => one.key === key);
      if (found) all = [...all.filter((one) => one !== found), found];
      return found?.value;
    },
    set(key: string, value: number, bytes: number): void {
      all = all.filter((one) => one.key !== key);
      if (bytes > most.bytes / 4) return;
      all.push({ key, value, bytes });
      while (all.length > most.entries || all.reduce((sum, one) => sum + one.bytes, 0) > most.bytes) all.shift();
    },
  };
}

describe('what a memory keeps', () => {
  it('is what was used last, within its entries and its bytes, and nothing that would push out the others', () => {
    const step = fc.record({ key: fc.constantFrom(...'abcdefgh'), bytes: fc.option(fc.integer({ min: 1, max: 30 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const most = { entries: 5, bytes: 100 };
        const memory = new Memory<number>(most);
        const expected = model(most);
        for (const [i, { key, bytes }] of steps.entries()) {
          if (bytes === null) expect(memory.get(key)).toBe(expected.get(key));
          else {
            memory.set(key, i, bytes);
            expected.set(key, i, bytes);
          }
        }
        for (const key of 'abcdefgh') expect(memory.get(key)).toBe(expected.get(key));
      }),
    );
  });
});
