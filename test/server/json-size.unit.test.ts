import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkJsonSize, sizeOfJson } from '../../src/server/http/json-size.js';

/** Values and names of a parsed value, and how deep its brackets stand in each other. */
function counted(value: unknown): { values: number; nesting: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, nesting: 0 };
  const names = Array.isArray(value) ? 0 : Object.keys(value).length;
  const parts = Object.values(value).map(counted);
  return {
    values: parts.reduce((sum, p) => sum + p.values, 1 + names),
    nesting: 1 + Math.max(0, ...parts.map((p) => p.nesting)),
  };
}

describe('the size of JSON', () => {
  it('is counted without parsing it, whatever stands in its texts', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\"[\]{},:]*$/));
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 5 }, text, fc.double(), fc.constant(null), tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 6 }),
      map: fc.dictionary(text, tie('any'), { maxKeys: 6, noNullPrototype: true }),
    })).any;
    fc.assert(
      fc.property(value, fc.boolean(), (v, spaced) => {
        const found = sizeOfJson(Buffer.from(JSON.stringify(v, null, spaced ? 2 : 0)));
        const expected = counted(v);
        expect(found.nesting).toBe(expected.nesting);
        // The first value of each bracket is not told from the bracket: never more than twice what there is, never less than half.
        expect(found.values).toBeLessThanOrEqual(2 * expected.values);
        expect(found.values * 2).toBeGreaterThanOrEqual(expected.values);
      }),
    );
  });

  it.each([
    ['brackets within brackets', `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`, 'nesting of JSON'],
    ['a million objects', `[${Array(1_000_000).fill('{}').join(',')}]`, 'values of JSON'],
    ['a million names', `{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',')}}`, 'values of JSON'],
  ])('that would hold the thread up is refused: %s', (_, text, limit) => {
    expect(() => checkJsonSize(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', extensions: expect.objectContaining({ limit }) }),
    );
  });

  it('is no matter where it is what callers send: ten thousand codes, a thousand records, a long text, no JSON', () => {
    const record = Object.fromEntries(
      Array.from({ length: 24 }, (_, i) => [`field${i}`, 'a "value", [of] {some} length']),
    );
    const bodies = [Array(10_000).fill('91620621PDY00001X5'), Array(1_000).fill(record), 'x'.repeat(3_900_000)];
    for (const body of bodies) checkJsonSize(Buffer.from(JSON.stringify({ query: '{ a }', variables: { body } })));
    checkJsonSize(Buffer.from('"'.repeat(100_001)));
  });
});
