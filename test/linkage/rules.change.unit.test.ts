import { describe, expect, it } from 'vitest';
import {
  addSpan,
  type CaseChange,
  inForceOn,
  type Policy,
  parsePolicy,
  termOf,
} from '../../src/linkage/rules/index.js';
import { accident, Enterprise, finding, hazard, SHIPPED, shipped, shippedDocument } from './rules.kit.js';

const county = { division: '620621' };
const told = (changes: CaseChange[]) => changes.map((c) => [c.kind, c.key]);
const reasons = (changes: CaseChange[]) => changes.map((c) => c.reason).join('\n');
const ANY = 'minqin-2015/ANY_ACCIDENT/ACCIDENT:1';
const HAZARD = 'minqin-2015/MAJOR_HAZARD_UNRECTIFIED/HAZARD:1';

describe('an accident in the county', () => {
  it('restricts from the day on which the hub learns of it, through the corresponding day', () => {
    const e = new Enterprise();
    const changes = e.meet('2024-02-29', accident('1', '2024-02-27', { ...county, status: 'REPORTED' }));
    expect(told(changes)).toEqual([['OPEN', ANY]]);
    expect(e.case(ANY)).toMatchObject({ state: 'IN_FORCE', effectiveFrom: '2024-02-29', effectiveUntil: '2025-02-28' });
    expect(reasons(changes)).toBe(
      'A work-safety accident of any level, until a conclusion finds the enterprise not liable: accident 1 of 2024-02-27 (ordinary) [minqin-2015 version 1, section 3.3, item 7]',
    );
    for (const [day, is] of [
      ['2024-02-28', false],
      ['2024-02-29', true],
      ['2025-02-28', true],
      ['2025-03-01', false],
    ] as const)
      expect(inForceOn(e.case(ANY), day), day).toBe(is);
  });

  it('a supplement that raises its level is told, and does not begin a new term', () => {
    const e = new Enterprise();
    e.meet('2024-05-02', accident('1', '2024-05-01', { ...county, status: 'REPORTED' }));
    const worse = accident('1', '2024-05-01', { ...county, status: 'SUPPLEMENTED', level: 'MAJOR', deaths: 12 });
    const changes = e.meet('2024-05-20', worse);
    expect(told(changes)).toEqual([['RECAUSE', ANY]]);
    expect(reasons(changes)).toBe('level major instead of ordinary');
    expect(e.case(ANY)).toMatchObject({ level: 'MAJOR', effectiveFrom: '2024-05-02' });
  });

  it('a conclusion of no responsibility withdraws, also after the term; a correction of it opens anew within it', () => {
    const e = new Enterprise();
    const liable = accident('1', '2024-05-01', { ...county, status: 'REPORTED' });
    const cleared = { ...liable, status: 'CONCLUDED', responsibility: 'NOT_LIABLE' } as const;
    e.meet('2024-05-02', liable);
    const changes = e.meet('2024-08-01', cleared);
    expect(told(changes)).toEqual([['WITHDRAW', ANY]]);
    expect(reasons(changes)).toBe('accident 1 of 2024-05-01 (ordinary): the enterprise was found not liable');
    expect(e.case(ANY)).toMatchObject({ state: 'WITHDRAWN', endedOn: '2024-08-01', endedBy: 'FACTS' });
    expect(inForceOn(e.case(ANY), '2024-07-31')).toBe(true);
    expect(inForceOn(e.case(ANY), '2024-08-01')).toBe(false);
    expect(told(e.meet('2024-09-01', { ...cleared, responsibility: 'MAIN' }))).toEqual([['OPEN', `${ANY}#2`]]);
    expect(e.case(`${ANY}#2`).effectiveUntil).toBe('2025-09-01');
    expect(told(e.meet('2026-01-01', cleared)), 'after its term').toEqual([['WITHDRAW', `${ANY}#2`]]);
    expect(e.meet('2026-01-02', liable), 'a term that was served is not served again').toEqual([]);
  });

  it('that became known more than a year later restricts nobody', () => {
    expect(new Enterprise().meet('2025-05-01', accident('1', '2024-05-01', county))).toHaveLength(1);
    expect(new Enterprise().meet('2025-05-02', accident('1', '2024-05-01', county))).toEqual([]);
  });

  it('overlaps with the next one: two cases, each with its own term', () => {
    const e = new Enterprise();
    e.meet('2024-05-02', accident('1', '2024-05-01', county));
    e.meet('2024-11-02', accident('2', '2024-11-01', county));
    expect(e.cases.map((c) => [c.effectiveFrom, c.effectiveUntil])).toEqual([
      ['2024-05-02', '2025-05-02'],
      ['2024-11-02', '2025-11-02'],
    ]);
  });

  it('that happened elsewhere after all goes to the policy of that place', () => {
    const e = new Enterprise();
    const here = accident('1', '2024-05-01', { ...county, level: 'MAJOR' });
    e.meet('2024-05-02', here);
    const changes = e.meet('2024-06-01', { ...here, division: '620602' });
    expect(told(changes)).toEqual([
      ['WITHDRAW', ANY],
      ['OPEN', 'mem-order-11-2023/ACCIDENT_1_MAJOR/ACCIDENT:1'],
    ]);
    expect(reasons(changes)).toContain(
      'minqin-2015 does not decide on accident 1 of 2024-05-01 (major) in 620602, mem-order-11-2023 does',
    );
  });

  it('whose record is gone withdraws', () => {
    const e = new Enterprise();
    e.meet('2024-05-02', accident('1', '2024-05-01', county));
    e.facts = [];
    expect(reasons(e.meet('2024-05-03'))).toBe("accident 1 is no longer on the enterprise's record");
  });
});

describe('accidents that are counted', () => {
  const large = (id: string, on: string, more = {}) => accident(id, on, { level: 'RELATIVELY_LARGE', ...more });
  const TWO = (id: string) => `guofa-2010-23/TWO_LARGE_MAIN_LIABILITY/ACCIDENT:${id}`;

  it('the second one opens; a correction of the first one withdraws, with what is missing', () => {
    const e = new Enterprise();
    expect(e.meet('2014-03-01', large('1', '2014-02-01'))).toEqual([]);
    const changes = e.meet('2014-07-01', large('2', '2014-06-01'));
    expect(told(changes)).toEqual([['OPEN', TWO('2')]]);
    expect(e.case(TWO('2')).causes.map((c) => c.id)).toEqual(['2', '1']);
    const less = e.meet('2014-08-01', large('1', '2014-02-01', { level: 'ORDINARY' }));
    expect(told(less)).toEqual([['WITHDRAW', TWO('2')]]);
    expect(reasons(less)).toBe(
      'fewer than 2 accidents count within 1 year up to accident 2 of 2014-06-01 (relatively large)',
    );
  });

  it('one that is reported late joins the case, and completes a count of its own', () => {
    const e = new Enterprise();
    e.meet('2014-07-01', large('1', '2014-02-01'), large('2', '2014-06-01'));
    const changes = e.meet('2014-08-01', large('3', '2014-03-01'));
    expect(told(changes)).toEqual([
      ['OPEN', TWO('3')],
      ['RECAUSE', TWO('2')],
    ]);
    expect(reasons(changes.slice(1))).toBe('it stands on accident 3 of 2014-03-01 (relatively large) too');
    const left = e.meet('2014-09-01', large('3', '2014-03-01', { responsibility: 'SECONDARY' }));
    expect(told(left)).toEqual([
      ['WITHDRAW', TWO('3')],
      ['RECAUSE', TWO('2')],
    ]);
    expect(reasons(left)).toContain('it no longer stands on accident 3');
    expect(reasons(left)).toContain('concluded, responsibility secondary');
  });
});

describe('an unrectified hazard in the county', () => {
  const met = () => {
    const e = new Enterprise();
    e.meet('2024-03-01', hazard('1', '2024-03-01', county));
    return e;
  };

  it('restricts from the day after its deadline', () => {
    const e = met();
    expect(e.cases).toEqual([]);
    expect(told(e.meet('2024-03-02'))).toEqual([['OPEN', HAZARD]]);
    expect(e.case(HAZARD)).toMatchObject({
      factDay: '2024-03-02',
      effectiveFrom: '2024-03-02',
      effectiveUntil: '2025-03-02',
    });
  });

  it('its acceptance lifts, from that day on', () => {
    const e = met();
    e.meet('2024-03-02');
    const done = hazard('1', '2024-03-01', {
      ...county,
      state: 'DELISTED',
      claimedOn: '2024-05-01',
      delistedOn: '2024-05-10',
    });
    const changes = e.meet('2024-05-10', done);
    expect(told(changes)).toEqual([['LIFT', HAZARD]]);
    expect(reasons(changes)).toBe('hazard 1 (major, deadline 2024-03-01) was accepted as rectified on 2024-05-10');
    expect([inForceOn(e.case(HAZARD), '2024-05-09'), inForceOn(e.case(HAZARD), '2024-05-10')]).toEqual([true, false]);
    expect(e.meet('2024-05-11')).toEqual([]);
  });

  it('an extension lifts; when it passes too, the case is opened anew, with a term of its own', () => {
    const e = met();
    e.meet('2024-03-02');
    expect(told(e.meet('2024-03-20', hazard('1', '2024-06-01', county)))).toEqual([['LIFT', HAZARD]]);
    expect(e.meet('2024-06-01')).toEqual([]);
    expect(told(e.meet('2024-06-02'))).toEqual([['OPEN', `${HAZARD}#2`]]);
    expect(e.case(`${HAZARD}#2`).effectiveUntil).toBe('2025-06-02');
  });

  it('the same, if the hub looks only when both have passed', () => {
    const e = met();
    e.meet('2024-03-02');
    const changes = e.meet('2024-06-10', hazard('1', '2024-06-01', county));
    expect(told(changes)).toEqual([
      ['LIFT', HAZARD],
      ['OPEN', `${HAZARD}#2`],
    ]);
    expect(e.meet('2024-06-11')).toEqual([]);
  });

  it('a claim made in time and told late withdraws; its rejection opens anew', () => {
    const e = met();
    e.meet('2024-03-02');
    const claimed = hazard('1', '2024-03-01', { ...county, state: 'COMPLETION_CLAIMED', claimedOn: '2024-02-28' });
    expect(told(e.meet('2024-03-04', claimed))).toEqual([['WITHDRAW', HAZARD]]);
    expect(told(e.meet('2024-03-10', { ...claimed, state: 'REJECTED', claimedOn: null }))).toEqual([
      ['OPEN', `${HAZARD}#2`],
    ]);
  });

  it('accepted after a claim in time, told late: it was no ground', () => {
    const e = met();
    e.meet('2024-03-02');
    const done = hazard('1', '2024-03-01', {
      ...county,
      state: 'DELISTED',
      claimedOn: '2024-03-01',
      delistedOn: '2024-03-09',
    });
    expect(told(e.meet('2024-03-10', done))).toEqual([['WITHDRAW', HAZARD]]);
  });

  it('closing the unit does not lift, and after the term nothing is left to lift', () => {
    const e = met();
    e.meet('2024-03-02');
    expect(e.meet('2024-04-01', hazard('1', '2024-03-01', { ...county, state: 'CLOSED' }))).toEqual([]);
    const done = hazard('1', '2024-03-01', { ...county, state: 'DELISTED', delistedOn: '2025-03-03' });
    expect(e.meet('2025-03-03', done)).toEqual([]);
    expect(e.case(HAZARD).state).toBe('IN_FORCE');
  });

  it('has no limitation: it goes on', () => {
    const e = new Enterprise();
    expect(told(e.meet('2026-01-01', hazard('1', '2020-01-01', county)))).toEqual([['OPEN', HAZARD]]);
  });

  it('stays through its term under a policy that does not lift', () => {
    const document = shippedDocument('minqin-2015');
    const strict = parsePolicy({ ...document, exit: { hazardRectified: null, repair: [] } });
    const e = new Enterprise([strict]);
    e.meet('2024-03-02', hazard('1', '2024-03-01', county));
    const done = hazard('1', '2024-03-01', { ...county, state: 'DELISTED', delistedOn: '2024-05-10' });
    expect(e.meet('2024-05-10', done)).toEqual([]);
    expect(inForceOn(e.case(HAZARD), '2025-03-02')).toBe(true);
    const wrong = hazard('1', '2024-03-01', { ...county, level: 'GENERAL' });
    expect(told(e.meet('2024-05-11', wrong)), 'what was no ground is withdrawn all the same').toEqual([
      ['WITHDRAW', HAZARD],
    ]);
  });
});

describe('a finding', () => {
  it('that is taken back withdraws its proposal before the decision', () => {
    const e = new Enterprise();
    const fact = finding('1', '2025-05-01', { finding: 'NO_LICENCE' });
    const KEY = 'mem-order-11-2023/CONDUCT_1_NO_LICENCE/FINDING:1';
    const changes = e.meet('2025-05-02', fact);
    expect(changes).toMatchObject([{ kind: 'OPEN', key: KEY, state: 'PROPOSED', term: null }]);
    const back = e.meet('2025-06-01', { ...fact, withdrawnOn: '2025-05-30' });
    expect(told(back)).toEqual([['WITHDRAW', KEY]]);
    expect(reasons(back)).toBe('finding 1 of 2025-05-01 (no licence) was withdrawn on 2025-05-30');
  });
});

describe('a change of policies', () => {
  it('leaves the cases of facts before it', () => {
    const e = new Enterprise();
    e.meet('2024-05-02', accident('1', '2024-05-01', county));
    const [ended] = SHIPPED.filter((p) => p.code === 'minqin-2015').map((p) => ({ ...p, effectiveTo: '2024-06-30' }));
    const later = new Enterprise([...SHIPPED.filter((p) => p.code !== 'minqin-2015'), ended as Policy]);
    later.cases = e.cases;
    later.facts = e.facts;
    expect(later.meet('2024-07-01')).toEqual([]);
    expect(told(later.meet('2024-07-02', accident('2', '2024-07-01', { ...county, level: 'MAJOR' })))).toEqual([
      ['OPEN', 'mem-order-11-2023/ACCIDENT_1_MAJOR/ACCIDENT:2'],
    ]);
  });

  it('a later version keeps the cases of the one before', () => {
    const e = new Enterprise();
    e.meet('2024-05-02', accident('1', '2024-05-01', county));
    const later = new Enterprise([...SHIPPED, { ...shipped('minqin-2015'), version: 2, term: { months: 6 } }]);
    later.cases = e.cases;
    later.facts = e.facts;
    expect(later.meet('2024-05-03')).toEqual([]);
  });
});

describe('a repeat', () => {
  // As 安委办〔2015〕14号 has it: one year, and three for who is listed again.
  const document = shippedDocument('minqin-2015');
  const policy = parsePolicy({ ...document, repeat: { within: { years: 1 }, term: { years: 3 } } });
  const first = { kind: 'ACCIDENT', id: '1' } as const;
  const second = { kind: 'ACCIDENT', id: '2' } as const;
  const before = {
    ...{ policyCode: 'minqin-2015', state: 'IN_FORCE' as const, causes: [first] },
    ...{ effectiveFrom: '2022-03-01', effectiveUntil: '2023-03-01', endedOn: null },
  };

  it.each([
    ['2022-03-01', true, 'on the first day of the earlier one'],
    ['2022-02-28', false, 'before it'],
    ['2023-03-01', true, 'on its last day'],
    ['2024-03-01', true, 'within a year after it'],
    ['2024-03-02', false, 'later'],
  ])('decided on %s: %s (%s)', (on, repeated, _) =>
    expect(termOf(policy, on, second, [before])).toEqual({
      ...{ effectiveFrom: on, repeated },
      effectiveUntil: addSpan(on, { years: repeated ? 3 : 1 }),
    }),
  );

  it.each([
    ['of another policy', { policyCode: 'other' }],
    ['withdrawn: it never was', { state: 'WITHDRAWN' as const, endedOn: '2022-06-01' }],
    ['on the same fact', { causes: [second] }],
    ['never decided', { effectiveFrom: null, effectiveUntil: null }],
    ['lifted more than a year before', { state: 'LIFTED' as const, endedOn: '2022-04-01' }],
  ])('is none after a case %s', (_, more) =>
    expect(termOf(policy, '2023-04-02', second, [{ ...before, ...more }]).repeated).toBe(false),
  );

  it('has the longer term, and says why', () => {
    const e = new Enterprise([policy]);
    e.meet('2022-03-01', accident('1', '2022-02-01', county));
    const changes = e.meet('2022-06-01', accident('2', '2022-05-30', county));
    expect(e.case('minqin-2015/ANY_ACCIDENT/ACCIDENT:2').effectiveUntil).toBe('2025-06-01');
    expect(reasons(changes)).toContain('a repeat: the longer term');
  });

  it('is found among cases of one day: by the day of the accident', () => {
    const e = new Enterprise([policy]);
    e.meet('2022-03-01', accident('2', '2022-02-20', county), accident('1', '2022-02-01', county));
    expect(e.cases.map((c) => [c.causes[0]?.id, c.effectiveUntil])).toEqual([
      ['1', '2023-03-01'],
      ['2', '2025-03-01'],
    ]);
  });
});
