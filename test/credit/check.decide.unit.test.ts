import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RATING_LEVELS, RESTRICTION_DOMAINS, STANDARDIZATION_GRADES } from '../../src/kernel/vocabulary.js';
import { type CheckFacts, decideCheck } from './weighed.js';

const CLEAR: CheckFacts = { known: true, rating: null, grading: null, lastGradingRevoked: false, restrictions: [] };
const on = (...domains: string[]) => ({ restrictions: domains.map((domain) => ({ domain })) });
const rated = (level: (typeof RATING_LEVELS)[number]) => ({ rating: { level } });
const graded = (grade: string) => ({ grading: { grade } });

describe('the outcome of a credit check', () => {
  it.each<[string, Partial<CheckFacts>, string, string[]]>([
    ['an unknown code', { known: false }, 'UNKNOWN_ENTERPRISE', []],
    [
      'an unknown code, whatever else',
      { known: false, ...rated('D'), ...on('LAND_USE_APPROVAL') },
      'UNKNOWN_ENTERPRISE',
      [],
    ],
    ['nothing known for or against', {}, 'CLEAR', []],
    ['the best of everything', { ...rated('AAA'), ...graded('GRADE_1') }, 'CLEAR', []],
    ['the lowest rating that is not low', rated('B'), 'CLEAR', []],
    ['CCC', rated('CCC'), 'REFERENCE', ['RATING_LOW']],
    ['D', rated('D'), 'REFERENCE', ['RATING_LOW']],
    ['grade 3', graded('GRADE_3'), 'CLEAR', []],
    ['below standard', graded('BELOW_STANDARD'), 'REFERENCE', ['GRADING_BELOW_STANDARD']],
    ['a revoked grading and none in force', { lastGradingRevoked: true }, 'REFERENCE', ['GRADING_REVOKED']],
    ['a revoked grading and another in force', { lastGradingRevoked: true, ...graded('GRADE_3') }, 'CLEAR', []],
    ['projects', on('PROJECT_APPROVAL'), 'RESTRICTED', ['RESTRICTION_IN_FORCE']],
    ['land', on('LAND_USE_APPROVAL'), 'RESTRICTED', ['RESTRICTION_IN_FORCE']],
    ['securities', on('SECURITIES_FINANCING'), 'RESTRICTED', ['RESTRICTION_IN_FORCE']],
    ['a domain that a policy adds', on('GOVERNMENT_PROCUREMENT'), 'RESTRICTED', ['RESTRICTION_IN_FORCE']],
    ['the loan reference', on('BANK_LOAN_REFERENCE'), 'REFERENCE', ['BANK_LOAN_REFERENCE']],
    [
      'land and the loan reference',
      on('BANK_LOAN_REFERENCE', 'LAND_USE_APPROVAL'),
      'RESTRICTED',
      ['RESTRICTION_IN_FORCE', 'BANK_LOAN_REFERENCE'],
    ],
    [
      'everything against it',
      {
        ...on('PROJECT_APPROVAL', 'BANK_LOAN_REFERENCE'),
        ...rated('C'),
        ...graded('BELOW_STANDARD'),
        lastGradingRevoked: true,
      },
      'RESTRICTED',
      ['RESTRICTION_IN_FORCE', 'BANK_LOAN_REFERENCE', 'RATING_LOW', 'GRADING_BELOW_STANDARD'],
    ],
  ])('of %s', (_, facts, outcome, reasons) => {
    expect(decideCheck({ ...CLEAR, ...facts })).toEqual({ outcome, reasons });
  });

  const facts = fc.record<CheckFacts>({
    known: fc.boolean(),
    rating: fc.option(fc.record({ level: fc.constantFrom(...RATING_LEVELS) })),
    grading: fc.option(fc.record({ grade: fc.constantFrom(...STANDARDIZATION_GRADES) })),
    lastGradingRevoked: fc.boolean(),
    restrictions: fc.array(fc.record({ domain: fc.constantFrom(...RESTRICTION_DOMAINS) }), { maxLength: 4 }),
  });

  it('has reasons exactly where it is not clear, each once', () => {
    fc.assert(
      fc.property(facts, (f) => {
        const { outcome, reasons } = decideCheck(f);
        expect(reasons.length > 0).toBe(outcome === 'REFERENCE' || outcome === 'RESTRICTED');
        expect(new Set(reasons).size).toBe(reasons.length);
        expect(outcome === 'RESTRICTED').toBe(reasons.includes('RESTRICTION_IN_FORCE'));
      }),
    );
  });

  it('never becomes better by one more restriction', () => {
    const worse = ['CLEAR', 'REFERENCE', 'RESTRICTED'];
    fc.assert(
      fc.property(facts, fc.constantFrom(...RESTRICTION_DOMAINS), (f, domain) => {
        fc.pre(f.known);
        const more = decideCheck({ ...f, restrictions: [...f.restrictions, { domain }] });
        expect(worse.indexOf(more.outcome)).toBeGreaterThanOrEqual(worse.indexOf(decideCheck(f).outcome));
        expect(more.outcome).not.toBe('CLEAR');
      }),
    );
  });
});
