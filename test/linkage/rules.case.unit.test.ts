import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/kernel/errors.js';
import {
  CASE_EDGES,
  CASE_STATES,
  CASE_STEPS,
  type CaseState,
  type CaseStep,
  type CaseStepName,
  caseEdgeOf,
  caseEdgesFrom,
  earliestDecision,
  inForceOn,
  type KnownCase,
  type Policy,
  repairDueOn,
  takeStep,
} from '../../src/linkage/rules/index.js';
import { accident, CALENDAR, Enterprise, finding, shipped, step } from './rules.kit.js';

/** The legal steps, written down a second time by hand. */
const LEGAL: Record<CaseState, CaseStepName[]> = {
  PROPOSED: ['servePriorNotice', 'dropCase'],
  PRIOR_NOTICE: ['recordStatement', 'recordObjection', 'requestHearing', 'decideCase', 'dropCase'],
  STATEMENT: ['recordObjection', 'requestHearing', 'decideCase', 'dropCase'],
  OBJECTION: ['recordStatement', 'requestHearing', 'decideCase', 'dropCase'],
  HEARING: ['holdHearing', 'waiveHearing', 'decideCase', 'dropCase'],
  IN_FORCE: ['revokeDecision', 'applyForRepair'],
  REPAIR_REQUESTED: ['revokeDecision', 'approveRepair', 'refuseRepair'],
  LIFTED: ['restoreListing'],
  WITHDRAWN: [],
};

describe('the table of a case', () => {
  it.each(CASE_STATES)('%s is left by these steps and no others', (state) =>
    expect(caseEdgesFrom(state).map((e) => e.by)).toEqual(expect.arrayContaining(LEGAL[state])),
  );
  it('has no edge beside them', () => {
    for (const state of CASE_STATES)
      for (const by of CASE_STEPS)
        expect(caseEdgeOf(state, by) !== null, `${state} ${by}`).toBe(LEGAL[state].includes(by));
    expect(CASE_EDGES).toHaveLength(Object.values(LEGAL).flat().length);
  });
  it('is the table of README.md, row by row', () => {
    const readme = readFileSync('src/linkage/README.md', 'utf8');
    const row = /^\| ([A-Z_]+) +\| `(\w+)` +\| ([A-Z_]+) +\| (.+) +\| (.+) +\|$/gm;
    const rows = [...readme.matchAll(row)].map((m) => m.slice(1).map((cell) => cell.trim()));
    expect(rows).toEqual(CASE_EDGES.map((e) => [e.from, e.by, e.to, e.why, e.source]));
  });
});

const order11 = shipped('mem-order-11-2023');
const decision = { documentNumber: 'D-1', penaltyDocumentNumber: 'P-1', gravity: 'three deaths concealed' };
const CONFIRMED = order11.exit.repair.at(-1)?.conditions ?? [];

/** A case of order 11 on a finding of 1 June 2025, met on 3 June, and steps on it. */
class Proceedings {
  readonly enterprise = new Enterprise();
  readonly key = 'mem-order-11-2023/ACCIDENT_4_CONCEALED/FINDING:1';
  constructor(
    private readonly policy: Policy = order11,
    private readonly today = '2026-11-24',
  ) {
    this.enterprise.meet('2025-06-03', finding('1', '2025-06-01', { finding: 'CONCEALED_OR_FALSE_REPORT' }));
  }
  take(by: CaseStep['by'], on: string, more: Partial<CaseStep> = {}): KnownCase {
    const { cases } = this.enterprise;
    const context = { policy: this.policy, calendar: CALENDAR, today: this.today, cases };
    const after = takeStep(step(by, on, more), this.now(), context);
    this.enterprise.cases = cases.map((c) => (c.key === this.key ? after : c));
    return after;
  }
  now = () => this.enterprise.case(this.key);
  /** Served on Tuesday 3 June 2025. */
  served(): this {
    this.take('servePriorNotice', '2025-06-03', { documentNumber: 'N-1' });
    return this;
  }
  decided(): this {
    this.served().take('decideCase', '2025-06-16', decision);
    return this;
  }
}

/** The refusal's code, path and message. */
function refused(run: () => unknown): {
  code: string;
  path?: string;
  fault?: string;
  message: string;
  legal?: string[];
} {
  try {
    run();
  } catch (e) {
    expect(e).toBeInstanceOf(HubError);
    const { code, message, extensions } = e as HubError;
    const [problem] = (extensions.problems ?? []) as { path: string; code: string }[];
    const legal = extensions.legal as string[] | undefined;
    return { code, message, ...(problem && { path: problem.path, fault: problem.code }), ...(legal && { legal }) };
  }
  throw new Error('it was accepted');
}

describe('a case that needs a procedure', () => {
  it('is proposed, and binds nobody', () => {
    const { state, decidedOn, effectiveFrom } = new Proceedings().now();
    expect([state, decidedOn, effectiveFrom]).toEqual(['PROPOSED', null, null]);
    expect(inForceOn(new Proceedings().now(), '2025-06-03')).toBe(false);
  });

  it('cannot be decided before its notice, and says what can be done', () => {
    const { code, message, legal } = refused(() => new Proceedings().take('decideCase', '2025-06-20', decision));
    expect(code).toBe('ILLEGAL_TRANSITION');
    expect(legal).toEqual(['PRIOR_NOTICE', 'WITHDRAWN']);
    expect(message).toContain('PRIOR_NOTICE (servePriorNotice)');
  });

  it('is decided after five working days, and lasts three years', () => {
    const p = new Proceedings().served();
    // 4, 5, 6, 9, 10 June: the tenth is the last day for a statement or to ask for a hearing.
    expect(earliestDecision(p.now(), order11, CALENDAR)).toBe('2025-06-11');
    expect(refused(() => p.take('decideCase', '2025-06-10', decision))).toMatchObject({ fault: 'TOO_EARLY' });
    const after = p.take('decideCase', '2025-06-11', decision);
    expect(after).toMatchObject({ state: 'IN_FORCE', decidedOn: '2025-06-11', effectiveUntil: '2028-06-11' });
    expect(inForceOn(after, '2028-06-11')).toBe(true);
    expect(inForceOn(after, '2028-06-12')).toBe(false);
    expect(inForceOn(after, '2025-06-10')).toBe(false);
  });

  it.each([
    ['penaltyDocumentNumber', { ...decision, penaltyDocumentNumber: null }],
    ['gravity', { ...decision, gravity: null }],
    ['documentNumber', { ...decision, documentNumber: null }],
  ])('needs %s for its decision', (field, more) => {
    const p = new Proceedings().served();
    expect(refused(() => p.take('decideCase', '2025-06-20', more))).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: `input.${field}`,
      fault: 'REQUIRED',
    });
    expect(p.now().state).toBe('PRIOR_NOTICE');
  });

  it('hears the party in any order', () => {
    const p = new Proceedings().served();
    for (const by of ['recordObjection', 'recordStatement', 'recordObjection'] as const) p.take(by, '2025-06-05');
    expect(p.take('decideCase', '2025-06-16', decision).state).toBe('IN_FORCE');
  });

  it('waits for a hearing that was asked for in time', () => {
    const p = new Proceedings().served();
    expect(refused(() => p.take('requestHearing', '2025-06-11')).message).toContain('until 2025-06-10');
    p.take('requestHearing', '2025-06-10');
    expect(refused(() => p.take('decideCase', '2025-06-30', decision))).toMatchObject({ fault: 'HEARING_PENDING' });
    // Seven working days after 11 June: 12, 13, 16, 17, 18, 19, 20.
    const announced = { announcedOn: '2025-06-11' };
    expect(refused(() => p.take('holdHearing', '2025-06-19', announced)).message).toContain('2025-06-20');
    expect(refused(() => p.take('holdHearing', '2025-06-20')).path).toBe('input.announcedOn');
    expect(refused(() => p.take('holdHearing', '2025-06-20', { announcedOn: '2025-06-09' })).fault).toBe('ORDER');
    p.take('holdHearing', '2025-06-20', announced);
    expect(refused(() => p.take('holdHearing', '2025-06-23', announced)).fault).toBe('HELD_BEFORE');
    expect(p.take('decideCase', '2025-06-20', decision).effectiveFrom).toBe('2025-06-20');
  });

  it('goes on without a hearing that was waived, and grants no second one', () => {
    const p = new Proceedings().served();
    p.take('requestHearing', '2025-06-04');
    p.take('waiveHearing', '2025-06-09');
    expect(refused(() => p.take('requestHearing', '2025-06-09')).fault).toBe('ASKED_BEFORE');
    expect(p.take('decideCase', '2025-06-11', decision).state).toBe('IN_FORCE');
  });

  it.each([
    ['on', 'FUTURE', () => new Proceedings(order11, '2025-06-10').served().take('recordStatement', '2025-06-11')],
    ['on', 'ORDER', () => new Proceedings().served().take('recordStatement', '2025-06-02')],
    ['on', 'ORDER', () => new Proceedings().take('servePriorNotice', '2025-05-31', { documentNumber: 'N' })],
    ['documentNumber', 'REQUIRED', () => new Proceedings().take('servePriorNotice', '2025-06-04')],
    ['gravity', 'REFUSED', () => new Proceedings().served().take('recordStatement', '2025-06-04', { gravity: 'x' })],
    [
      'confirmed',
      'REFUSED',
      () => new Proceedings().served().take('recordStatement', '2025-06-04', { confirmed: CONFIRMED }),
    ],
    ['reason', 'REQUIRED', () => new Proceedings().take('dropCase', '2025-06-04')],
  ])('names input.%s: %s', (field, fault, run) =>
    expect(refused(run)).toMatchObject({ path: `input.${field}`, fault }),
  );

  it('takes a notice that was served before the hub learned of the facts', () =>
    expect(new Proceedings().take('servePriorNotice', '2025-06-01', { documentNumber: 'N' }).servedOn).toBe(
      '2025-06-01',
    ));

  it('that was dropped or revoked does not come back by its facts', () => {
    const dropped = new Proceedings();
    dropped.take('dropCase', '2025-06-04', { reason: 'a builder: out of scope' });
    expect(dropped.enterprise.meet('2025-06-05')).toEqual([]);
    expect(dropped.now()).toMatchObject({ state: 'WITHDRAWN', decidedOn: null, endedBy: 'AUTHORITY' });
    const revoked = new Proceedings().decided();
    revoked.take('revokeDecision', '2025-12-01', { documentNumber: 'R-1', reason: 'the court quashed the penalty' });
    expect(revoked.enterprise.meet('2025-12-02')).toEqual([]);
    expect(inForceOn(revoked.now(), '2025-11-30')).toBe(true);
    expect(inForceOn(revoked.now(), '2025-12-01')).toBe(false);
  });

  it('whose policy knows no hearing refuses one', () => {
    const e = new Enterprise();
    e.meet('2019-06-03', finding('1', '2019-06-01', { finding: 'NO_LICENCE' }));
    const [proposed] = e.cases as [KnownCase];
    const context = {
      policy: shipped('anjianzongban-2017-49'),
      calendar: CALENDAR,
      today: '2026-11-24',
      cases: e.cases,
    };
    const served = takeStep(step('servePriorNotice', '2019-06-04', { documentNumber: 'N' }), proposed, context);
    expect(refused(() => takeStep(step('requestHearing', '2019-06-04'), served, context)).fault).toBe('NO_HEARING');
    const decided = takeStep(step('decideCase', '2019-06-04', { documentNumber: 'D' }), served, context);
    expect(decided).toMatchObject({ effectiveFrom: '2019-06-04', effectiveUntil: '2020-06-04' });
    const apply = (on: string) => takeStep(step('applyForRepair', on), decided, context);
    expect(refused(() => apply('2020-05-04')).message).toContain('from 2020-05-05 on');
    expect(apply('2020-05-05').state).toBe('REPAIR_REQUESTED');
    expect(apply('2020-06-04').state).toBe('REPAIR_REQUESTED');
    expect(refused(() => apply('2020-06-05')).fault).toBe('EXPIRED');
  });
});

describe('repair', () => {
  // Decided on 16 June 2025.
  const applied = () => {
    const p = new Proceedings().decided();
    p.take('applyForRepair', '2026-06-16');
    return p;
  };

  it('may be applied for after twelve months', () => {
    const p = new Proceedings().decided();
    expect(refused(() => p.take('applyForRepair', '2026-06-15')).message).toContain('from 2026-06-16 on');
    expect(p.take('applyForRepair', '2026-06-16')).toMatchObject({
      state: 'REPAIR_REQUESTED',
      repairAskedOn: '2026-06-16',
    });
    // 20 working days; Friday 19 June is the Dragon Boat Festival.
    expect(repairDueOn(p.now(), order11, CALENDAR)).toBe('2026-07-15');
    expect(inForceOn(p.now(), '2026-06-20'), 'an application changes nothing').toBe(true);
  });

  it('ends everything together, once all is confirmed', () => {
    const p = applied();
    const lacking = CONFIRMED.filter((c) => c !== 'PUBLIC_PROMISE');
    const approve = (confirmed: CaseStep['confirmed']) =>
      p.take('approveRepair', '2026-07-01', { documentNumber: 'A-1', confirmed });
    expect(refused(() => approve(lacking)).message).toContain('PUBLIC_PROMISE');
    expect(approve(CONFIRMED)).toMatchObject({ state: 'LIFTED', endedBy: 'REPAIR', endedOn: '2026-07-01' });
    expect(p.enterprise.meet('2026-07-02'), 'the fact is still there, the case does not come back').toEqual([]);
  });

  it('follows the rules of the day of its application', () => {
    const early = order11.exit.repair[0]?.conditions ?? [];
    const e = new Enterprise();
    e.meet('2024-06-03', finding('1', '2024-06-01', { finding: 'NO_LICENCE' }));
    const context = { policy: order11, calendar: CALENDAR, today: '2026-11-24', cases: [] };
    let c = e.cases[0] as KnownCase;
    const take = (by: CaseStep['by'], on: string, more: Partial<CaseStep> = {}) => {
      c = takeStep(step(by, on, more), c, context);
      return c.state;
    };
    take('servePriorNotice', '2024-06-03', { documentNumber: 'N' });
    take('decideCase', '2024-07-01', decision);
    take('applyForRepair', '2026-03-31');
    // Decided in April, applied for in March: no public promise is asked for.
    expect(take('approveRepair', '2026-04-10', { documentNumber: 'A', confirmed: early })).toBe('LIFTED');
  });

  it('refused leaves the case in force, to be applied for again', () => {
    const p = applied();
    expect(refused(() => p.take('refuseRepair', '2026-07-01')).path).toBe('input.reason');
    p.take('refuseRepair', '2026-07-01', { reason: 'a fine is unpaid' });
    expect(p.now()).toMatchObject({ state: 'IN_FORCE', repairAskedOn: null, endedOn: null });
    expect(p.take('applyForRepair', '2026-08-01').state).toBe('REPAIR_REQUESTED');
  });

  it('is not for whom offended again', () => {
    const p = new Proceedings().decided();
    p.enterprise.meet('2026-01-10', accident('7', '2026-01-05', { level: 'MAJOR' }));
    expect(refused(() => p.take('applyForRepair', '2026-06-16'))).toMatchObject({ fault: 'NEW_OFFENCE' });
  });

  it('got by fraud is undone, for the rest of the term', () => {
    const p = applied();
    p.take('approveRepair', '2026-07-01', { documentNumber: 'A-1', confirmed: CONFIRMED });
    const fraud = { documentNumber: 'F-1', reason: 'the proof of payment was forged' };
    expect(p.take('restoreListing', '2026-09-01', fraud)).toMatchObject({ state: 'IN_FORCE', endedOn: null });
    expect(inForceOn(p.now(), '2028-06-16')).toBe(true);
  });

  it('is unknown to the county’s plan', () => {
    const e = new Enterprise();
    e.meet('2026-01-02', accident('1', '2026-01-01', { division: '620621' }));
    const context = { policy: shipped('minqin-2015'), calendar: CALENDAR, today: '2026-11-24', cases: e.cases };
    const apply = () => takeStep(step('applyForRepair', '2026-06-01'), e.cases[0] as KnownCase, context);
    expect(refused(apply).fault).toBe('NO_REPAIR');
  });
});
