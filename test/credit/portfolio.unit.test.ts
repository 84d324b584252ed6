import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlagDigest, flagLine } from '../../src/credit/portfolio/flag-line.js';
import { CodeReader, MAX_MEMBERS } from '../../src/credit/portfolio/portfolio.codes.js';
import { RATING_LEVELS, RESTRICTION_DOMAINS, STANDARDIZATION_GRADES } from '../../src/kernel/vocabulary.js';
import { sampleUscc } from '../kit/sample.js';

describe('the line of a flag', () => {
  it('is what PROTOCOL.md says', () => {
    const uscc = sampleUscc(1);
    const none = { uscc, rating: null, grading: null, restrictions: [] };
    expect(flagLine({ ...none, outcome: 'CLEAR' })).toBe(`${uscc}|CLEAR|||`);
    expect(
      flagLine({
        uscc,
        outcome: 'RESTRICTED',
        rating: { level: 'CC' },
        grading: { grade: 'GRADE_2' },
        restrictions: [
          { domain: 'LAND_USE_APPROVAL', effectiveFrom: '2026-01-01', effectiveUntil: '2026-12-31' },
          { domain: 'BANK_LOAN_REFERENCE', effectiveFrom: '2026-02-01', effectiveUntil: '2027-01-31' },
        ],
      }),
    ).toBe(
      `${uscc}|RESTRICTED|CC|GRADE_2|BANK_LOAN_REFERENCE:2026-02-01:2027-01-31,LAND_USE_APPROVAL:2026-01-01:2026-12-31`,
    );
  });

  const restriction = fc.record({
    domain: fc.constantFrom(...RESTRICTION_DOMAINS),
    effectiveFrom: fc.constantFrom('2026-01-01', '2026-03-01'),
    effectiveUntil: fc.constantFrom('2026-12-31', '2027-02-28'),
  });
  const flag = fc.record({
    uscc: fc.integer({ min: 0, max: 500 }).map((n) => sampleUscc(n)),
    outcome: fc.constantFrom('CLEAR' as const, 'REFERENCE' as const, 'RESTRICTED' as const),
    rating: fc.option(fc.record({ level: fc.constantFrom(...RATING_LEVELS) })),
    grading: fc.option(fc.record({ grade: fc.constantFrom(...STANDARDIZATION_GRADES) })),
    restrictions: fc.array(restriction, { maxLength: 3 }),
  });

  it('does not depend on the order of restrictions, nor the digest on the steps that it is made in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(flag, { selector: (f) => f.uscc, maxLength: 12 }), fc.nat(12), (flags, cut) => {
        flags.sort((a, b) => (a.uscc < b.uscc ? -1 : 1));
        for (const f of flags)
          expect(flagLine({ ...f, restrictions: [...f.restrictions].reverse() })).toBe(flagLine(f));
        const digest = new FlagDigest();
        digest.add(flags.slice(0, cut));
        digest.add(flags.slice(cut));
        // As a bank computes it: sort the lines, end each by a line feed, hash.
        const text = flags
          .map((f) => `${flagLine(f)}\n`)
          .sort()
          .join('');
        expect(digest.end()).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });
});

describe('a list of codes', () => {
  it('keeps each good one once, in its normal form, and names the others', () => {
    const [a, b] = [sampleUscc(1), sampleUscc(2)];
    const reader = CodeReader.of([
      a,
      ` ${a.toLowerCase()} `,
      'x',
      b,
      `${a.slice(0, 17)}${a.endsWith('0') ? '1' : '0'}`,
    ]);
    expect([...reader.codes]).toEqual([a, b]);
    expect(reader.invalid.map((i) => [i.index, i.code])).toEqual([
      [2, 'USCC_LENGTH'],
      [4, 'USCC_OUTER_CHECK'],
    ]);
  });

  it('named only the first thousand bad texts: each is named, with its sentence or where that stands, and cut short', () => {
    const reader = CodeReader.of(
      Array.from({ length: 10_500 }, (_, i) => (i === 9_000 ? '9.16206E+17' : 'y'.repeat(500))),
    );
    expect(reader.invalidCount).toBe(10_500);
    expect(reader.invalid.map(({ index }) => index)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(reader.invalid[0]?.text).toHaveLength(40);
    expect(reader.invalid[1_000]).toMatchObject({ code: 'USCC_LENGTH', message: 'as 0' });
    expect(reader.invalid[9_000]).toMatchObject({
      code: 'USCC_SPREADSHEET',
      message: expect.stringContaining('spreadsheet'),
    });
  });

  it('has at most 200,000', () => {
    const reader = new CodeReader();
    const valid = { ok: 0 };
    expect(() => {
      for (let n = 0; n <= MAX_MEMBERS; n++) {
        reader.add(sampleUscc(n % 99_999, String(620_000 + Math.floor(n / 99_999))), n);
        valid.ok = reader.codes.size;
      }
    }).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    expect(valid.ok).toBe(MAX_MEMBERS);
  });
});
