import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const CHECKS = `query ($usccs: [USCC!]!, $asOf: DateTime) { creditChecks(usccs: $usccs, purpose: "贷款 2026-17", asOf: $asOf) {
  uscc outcome reasons position asOf receipt enterprise { name division { name } }
  rating { level documentNumber ratedBy ratedOn validUntil basis provenance { provider documentNumber } enterprise { uscc } }
  grading { documentNumber grade status standard publishedOn enterprise { uscc } }
  restrictions { id domain status effectiveFrom effectiveUntil cause legalBasis enterprise { uscc } } } }`;

describe('a credit check', () => {
  let hub: OpenHub;
  let bank: Viewer;
  const usccs = Array.from({ length: 9 }, (_, i) => sampleUscc(i + 1));
  const [clear, low, revoked, below, restricted, reference, past, unpublished, regraded] = usccs as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const unknown = sampleUscc(99);
  // biome-ignore lint/suspicious/noExplicitAny: the answer is compared whole
  const check = async (codes: string[], viewer: Viewer = bank): Promise<any[]> =>
    (await hub.run(CHECKS, { usccs: codes }, viewer)).creditChecks;

  beforeAll(async () => {
    hub = await openHub();
    bank = await hub.agency('BANKING', '620600');
    await hub.submit(
      'enterprises',
      usccs.map((uscc, i) => ({ uscc, name: `企业${i + 1}` })),
    );
    const grading = (documentNumber: string, uscc: string, more: object = {}) => ({
      documentNumber,
      uscc,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_2',
      issuedOn: day(-100),
      publishedOn: day(-90),
      ...more,
    });
    await hub.submit('gradings', [
      grading('G-1', clear),
      grading('G-2', revoked, { revokedOn: day(-1), revocationReason: '事故' }),
      grading('G-3', below, { grade: 'BELOW_STANDARD' }),
      grading('G-4', unpublished, { grade: 'BELOW_STANDARD', publishedOn: null }),
      grading('G-5', regraded, {
        issuedOn: day(-50),
        publishedOn: day(-50),
        revokedOn: day(-1),
        revocationReason: '事故',
      }),
      grading('G-6', regraded, { grade: 'GRADE_3' }),
    ]);
    const rating = (documentNumber: string, uscc: string, level: string, more: object = {}) => ({
      documentNumber,
      uscc,
      level,
      ratedOn: day(-30),
      ...more,
    });
    await hub.submit('ratings', [
      rating('R-1', clear, 'A', { ratedBy: '甘肃征信', basis: '年度评价', validUntil: day(300) }),
      rating('R-2', low, 'CCC'),
      rating('R-3', low, 'AAA', { ratedOn: day(-60) }),
      rating('R-4', past, 'D', { validUntil: day(-1) }),
    ]);
    const row = (uscc: string, domain: string, more: object = {}) => ({
      uscc,
      domain,
      decided_on: day(-5),
      effective_from: day(-4),
      effective_until: day(360),
      published_on: null,
      lifted_on: null,
      withdrawn_on: null,
      cause: 'accident A-1',
      legal_basis: '安委〔2013〕8号',
      policy: 'test',
      ...more,
    });
    const { sql } = hub.db;
    await sql`insert into hub.restriction ${sql([
      row(restricted, 'LAND_USE_APPROVAL'),
      row(restricted, 'BANK_LOAN_REFERENCE'),
      row(reference, 'BANK_LOAN_REFERENCE'),
      row(past, 'LAND_USE_APPROVAL', { effective_until: day(-1) }),
      row(past, 'LAND_USE_APPROVAL', { effective_from: day(1) }),
      row(past, 'PROJECT_APPROVAL', { lifted_on: day(0) }),
      row(past, 'PROJECT_APPROVAL', { withdrawn_on: day(-1) }),
      row(past, 'SECURITIES_FINANCING', { decided_on: null }),
    ])}`;
  });

  it('says of each code what there is for and against it', async () => {
    const answers = await check([...usccs, unknown]);
    expect(answers.map((a) => [a.uscc, a.outcome, a.reasons])).toEqual([
      [clear, 'CLEAR', []],
      [low, 'REFERENCE', ['RATING_LOW']],
      [revoked, 'REFERENCE', ['GRADING_REVOKED']],
      [below, 'REFERENCE', ['GRADING_BELOW_STANDARD']],
      [restricted, 'RESTRICTED', ['RESTRICTION_IN_FORCE', 'BANK_LOAN_REFERENCE']],
      [reference, 'REFERENCE', ['BANK_LOAN_REFERENCE']],
      [past, 'CLEAR', []],
      [unpublished, 'CLEAR', []],
      [regraded, 'CLEAR', []],
      [unknown, 'UNKNOWN_ENTERPRISE', []],
    ]);
    expect(answers[9]).toMatchObject({ enterprise: null, rating: null, grading: null, restrictions: [] });
  });

  it('carries what it rests on, the first time and when it is compiled', async () => {
    for (let i = 0; i < 3; i++) {
      const [a, r, g] = await check([clear, restricted, regraded]);
      expect(a).toMatchObject({
        enterprise: { name: '企业1', division: { name: '民勤县' } },
        rating: {
          level: 'A',
          documentNumber: 'R-1',
          ratedBy: '甘肃征信',
          ratedOn: day(-30),
          validUntil: day(300),
          basis: '年度评价',
          provenance: { provider: 'CREDIT_OFFICE everywhere', documentNumber: 'R-1' },
          enterprise: { uscc: clear },
        },
        grading: {
          documentNumber: 'G-1',
          grade: 'GRADE_2',
          status: 'VALID',
          standard: 'GB/T 33000-2016',
          publishedOn: day(-90),
          enterprise: { uscc: clear },
        },
        restrictions: [],
        receipt: null,
      });
      expect(r.restrictions).toMatchObject([
        { domain: 'LAND_USE_APPROVAL', status: 'IN_FORCE', effectiveUntil: day(360), enterprise: { uscc: restricted } },
        { domain: 'BANK_LOAN_REFERENCE', status: 'IN_FORCE', cause: 'accident A-1', legalBasis: '安委〔2013〕8号' },
      ]);
      expect(g.grading).toMatchObject({ documentNumber: 'G-6', grade: 'GRADE_3' });
      const [head] = await hub.db.sql`select position::int p from hub.head`;
      expect(a.position).toBe(head?.p);
      expect(Math.abs(Date.parse(a.asOf) - Date.now())).toBeLessThan(10_000);
    }
  });

  it('carries the cursor of its position, of one code and of many: what changes it comes behind', async () => {
    const one = '{ creditCheck(uscc: "CODE") { position cursor } }'.replace('CODE', clear);
    const many = 'query ($u: [USCC!]!) { creditChecks(usccs: $u) { position cursor } logHead { position cursor } }';
    const { creditCheck } = await hub.run(one, {}, bank);
    const { creditChecks, logHead } = await hub.run(many, { u: [clear, unknown] }, bank);
    expect([creditCheck, ...creditChecks]).toEqual([logHead, logHead, logHead]);
  });

  it('of one code says the same as of many', async () => {
    const source = 'query ($u: USCC!) { creditCheck(uscc: $u) { uscc outcome reasons rating { level } } }';
    for (const { uscc, outcome, reasons, rating } of await check([...usccs, unknown])) {
      const one = (await hub.run(source, { u: uscc }, bank)).creditCheck;
      expect(one).toEqual({ uscc, outcome, reasons, rating: rating && { level: rating.level } });
    }
  });

  it('keeps the order asked, with repeats, whatever way a code is written', async () => {
    const asked = [unknown, below, clear, below, ` ${clear.toLowerCase()} `, unknown];
    const answers = await check(asked);
    expect(answers.map((a) => a.uscc)).toEqual([unknown, below, clear, below, clear, unknown]);
    expect(answers[3]).toEqual(answers[1]);
    expect(await check([])).toEqual([]);
  });

  it('refuses a list with one bad code, naming the place', async () => {
    const codes = [...usccs, '91620621PDY000010B', clear];
    expect(await hub.refusal(CHECKS, { usccs: codes }, bank)).toMatchObject({
      code: 'INVALID_USCC',
      path: 'creditChecks',
      problems: [{ path: 'usccs.9', code: 'USCC_INNER_CHECK' }],
    });
  });

  it('takes 10,000 codes and refuses 10,001, naming the limit', async () => {
    const codes = Array.from({ length: 10_001 }, (_, i) => sampleUscc(i + 1));
    const few = 'query ($usccs: [USCC!]!) { creditChecks(usccs: $usccs) { uscc outcome } }';
    expect(await hub.refusal(few, { usccs: codes }, bank)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      extensions: { limit: 'usccs', max: 10_000 },
    });
    const answers = (await hub.run(few, { usccs: codes.slice(0, 10_000) }, bank)).creditChecks;
    expect(answers.map((a: { uscc: string }) => a.uscc)).toEqual(codes.slice(0, 10_000));
    expect(answers.filter((a: { outcome: string }) => a.outcome === 'CLEAR')).toHaveLength(4);
  });

  it('is for agencies: the public is asked for a key', async () => {
    expect(await hub.refusal(CHECKS, { usccs: [clear] })).toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const kind of [
      'LAND',
      'SECURITIES',
      'INSURANCE',
      'GUARANTEE',
      'OPERATOR',
      'CREDIT_OFFICE',
      'PARTNER',
    ] as const)
      expect((await check([clear], await hub.agency(kind)))[0]?.outcome, kind).toBe('CLEAR');
  });
});
