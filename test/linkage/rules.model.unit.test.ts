import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/kernel/date.js';
import { HubError } from '../../src/kernel/errors.js';
import {
  CASE_STEPS,
  type CaseStep,
  caseChanges,
  caseEdgesFrom,
  type Fact,
  inForceOn,
  type KnownCase,
  type Policy,
  parsePolicy,
  policyOf,
  takeStep,
  wantedCases,
} from '../../src/linkage/rules/index.js';
import { type Command, expanded, type History, history, type What } from './rules.history.js';
import {
  accident,
  CALENDAR,
  Enterprise,
  finding,
  HOLIDAYS,
  hazard,
  SHIPPED,
  shippedDocument,
  step,
} from './rules.kit.js';
import { type Look, modelInForce } from './rules.model.js';
import { OPENINGS, opened } from './rules.opening.js';

/** The fifth policy of the model. */
const LANZHOU: Policy = parsePolicy({
  ...shippedDocument('minqin-2015'),
  ...{ code: 'lanzhou', jurisdiction: '620102', effectiveFrom: '2000-01-01', limitation: null },
  repeat: { within: { years: 1 }, term: { years: 3 } },
  triggers: [
    {
      ...{ kind: 'ACCIDENT', code: 'DEADLY', text: { en: 'a death', zh: '死亡' }, source: 'test', fatal: true },
      levels: ['ORDINARY', 'RELATIVELY_LARGE', 'MAJOR', 'PARTICULARLY_MAJOR'],
      responsibilities: ['UNDETERMINED', 'SECONDARY', 'EQUAL', 'MAIN', 'FULL'],
    },
  ],
});
const POLICIES = [...SHIPPED, LANZHOU];

/** The new version of a fact, or none. */
function changed(what: Command['what'], facts: readonly Fact[], day: string, id: string): Fact | undefined {
  const of = <K extends Fact['kind']>(kind: K, at: number) => {
    const all = facts.filter((f): f is Extract<Fact, { kind: K }> => f.kind === kind);
    return all[at % Math.max(all.length, 1)];
  };
  const on = (days: number) => addDays(day, -days);
  switch (what.do) {
    case 'accident': {
      const { do: _, back: days, ...facts } = what as What<'accident'>;
      return accident(id, on(days), facts as object);
    }
    case 'amend': {
      const { do: _, pick: at, ...facts } = what as What<'amend'>;
      const was = of('ACCIDENT', at);
      return was && ({ ...was, ...facts } as Fact);
    }
    case 'redate': {
      const was = of('ACCIDENT', (what as What<'redate'>).pick);
      return was && { ...was, occurredOn: on((what as What<'redate'>).back) };
    }
    case 'move': {
      const { pick: at, division: to } = what as What<'move'>;
      const was = facts[at % Math.max(facts.length, 1)];
      return was && { ...was, division: to };
    }
    case 'hazard': {
      const { ahead, level: grade, state, division: where } = what as What<'hazard'>;
      return hazard(id, on(-ahead), { level: grade, state, division: where } as object);
    }
    case 'rectify': {
      const { pick: at, how, longer, back: days } = what as What<'rectify'>;
      const was = of('HAZARD', at);
      if (!was || was.deadline === null || was.state === 'DELISTED' || was.state === 'CLOSED') return undefined;
      if (how === 'order') return { ...was, state: 'NOTIFIED' };
      if (how === 'extend') return { ...was, deadline: addDays(was.deadline, longer) };
      if (how === 'claim') return { ...was, state: 'COMPLETION_CLAIMED', claimedOn: on(days % 30) };
      if (how === 'reject') return { ...was, state: 'REJECTED', claimedOn: null };
      return how === 'accept' ? { ...was, state: 'DELISTED', delistedOn: day } : { ...was, state: 'CLOSED' };
    }
    case 'finding': {
      const { do: _, back: days, ...facts } = what as What<'finding'>;
      return finding(id, on(days), facts as object);
    }
    case 'judge': {
      const { pick: at, penalised, back: takenBack } = what as What<'judge'>;
      const was = of('FINDING', at);
      return was && { ...was, penalised, withdrawnOn: takenBack ? day : null };
    }
    default:
      return undefined;
  }
}

/** An agency tries a step on one of the cases; null: it was refused. */
function tried(
  { pick: at, by, which }: What<'step'>,
  e: Enterprise,
  day: string,
): { key: string; by: CaseStep['by'] } | null {
  // Mostly one that can go on, and says all that is asked.
  const ways = (c: KnownCase) => caseEdgesFrom(c.state).filter((x) => x.by !== 'dropCase' && x.by !== 'revokeDecision');
  const moving = by ? e.cases : e.cases.filter((c) => ways(c).length > 0 && !/^(min|guo|lan)/.test(c.policyCode));
  const current = moving[at % Math.max(moving.length, 1)];
  const open = current ? ways(current) : [];
  const goal = open.find((x) => x.by === 'decideCase' || x.by === 'approveRepair');
  const name = by ?? (which % 2 ? goal : undefined)?.by ?? open[which % Math.max(open.length, 1)]?.by;
  const policy = current && policyOf(POLICIES, current.policyCode, current.policyVersion);
  if (!current || !policy || !name) return null;
  const said: Partial<CaseStep> = { documentNumber: 'D', reason: 'R' };
  if (name === 'decideCase') Object.assign(said, { penaltyDocumentNumber: 'P', gravity: 'G' });
  if (name === 'holdHearing') said.announcedOn = current.hearingAskedOn;
  if (name === 'approveRepair') said.confirmed = policy.exit.repair.flatMap((r) => r.conditions);
  try {
    const context = { policy, calendar: CALENDAR, today: day, cases: e.cases };
    const after = takeStep(step(name, day, said), current, context);
    if (name === 'decideCase' && policy.code === 'mem-order-11-2023')
      expect(workingDays(current.servedOn, addDays(day, -1)), 'whole days to object').toBeGreaterThanOrEqual(5);
    if (name === 'applyForRepair' && policy.code === 'mem-order-11-2023')
      expect(day.slice(0, 4) > (current.decidedOn as string).slice(0, 4)).toBe(true);
    e.cases = e.cases.map((c) => (c.key === current.key ? after : c));
    return { key: current.key, by: name };
  } catch (refusal) {
    if (!(refusal instanceof HubError)) throw refusal;
    return null;
  }
}

const OFF = new Set(HOLIDAYS.filter((h) => h.kind === 'OFF').map((h) => h.day));
const MADE = new Set(HOLIDAYS.filter((h) => h.kind === 'WORK').map((h) => h.day));
/** Working days after one day up to another. */
function workingDays(from: string | null, to: string): number {
  let count = 0;
  for (let day = addDays(from as string, 1); day <= to; day = addDays(day, 1)) {
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    if (MADE.has(day) || (!weekend && !OFF.has(day))) count++;
  }
  return count;
}

/** Lives a history, and compares it with the model whenever one looks; answers what happened in it, and how often. */
function live({ start, commands, looks: instants }: History): Map<string, number> {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  const e = new Enterprise(POLICIES);
  const looks: Look[] = [];
  const known: (typeof e.cases)[] = [];
  let day: string = start;
  for (const [i, { wait, what }] of expanded(commands).entries()) {
    day = addDays(day, wait);
    const fact = changed(what, e.facts, day, String(i + 1));
    for (const { kind } of e.meet(day, ...(fact ? [fact] : []))) count(kind);
    const taken = what.do === 'step' ? tried(what as What<'step'>, e, day) : null;
    if (taken) count(taken.by);
    looks.push({ day, facts: e.facts, steps: taken ? [taken] : [] });
    known.push(e.cases);
    // What was met is met: the same facts, in any order, change nothing.
    const shuffled = [...e.facts].reverse();
    const wanted = wantedCases(shuffled, POLICIES, day);
    expect(wanted).toEqual(wantedCases(e.facts, POLICIES, day));
    if (!taken) expect(caseChanges(e.cases, wanted, shuffled, POLICIES, day)).toEqual([]);
  }
  for (const [at, later] of instants) {
    const i = at % looks.length;
    const from = (looks[i] as Look).day;
    const next = looks[i + 1]?.day ?? addDays(from, 1200);
    const span = Math.max(0, (Date.parse(next) - Date.parse(from)) / 86_400_000 - 1);
    // Between two looks nothing runs, and yet terms end to the day.
    const on = addDays(from, later % (span + 1));
    const inForce = (known[i] ?? []).filter((c) => inForceOn(c, on)).map((c) => c.key);
    expect(inForce.sort(), `on ${on}, after look ${i}`).toEqual(modelInForce(looks.slice(0, i + 1), on));
    if (inForce.length > 0) count('inForce');
    for (const key of inForce) count(key.split('/')[0] as string);
    if (inForce.some((key) => key.includes('#'))) count('again');
  }
  return seen;
}

/** Histories that begin alike: enough of each opening that what it reaches needs no luck. */
const EACH = 25;

describe('2,000 histories of an enterprise', () => {
  it('lead to the restrictions of a plain model, whenever one looks', () => {
    const seen = new Map<string, number>();
    const run = (h: History) => {
      for (const [what, times] of live(h)) seen.set(what, (seen.get(what) ?? 0) + times);
    };
    for (const opening of OPENINGS) {
      fc.assert(
        fc.property(history, (h) => run(opened(opening, h))),
        { numRuns: EACH },
      );
    }
    const runs = Number(process.env.RUNS ?? 2000) - OPENINGS.length * EACH;
    fc.assert(fc.property(history, run), { numRuns: runs });
    // They were no walks around the door.
    const all = ['OPEN', 'RECAUSE', 'WITHDRAW', 'LIFT', 'inForce', 'again', ...POLICIES.map((p) => p.code)];
    for (const what of [...all, ...CASE_STEPS]) expect(seen.get(what) ?? 0, what).toBeGreaterThan(20);
  });

  it.each(OPENINGS)('reach all that is said of their opening: $name', (opening) => {
    const { start, reaches } = opening;
    const seen = live(opened(opening, { start, commands: [], looks: [] }));
    expect([...seen.keys()]).toEqual(expect.arrayContaining([...reaches]));
  });
});
