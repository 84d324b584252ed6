import { addSpan } from './calendar.js';
import type { KnownCase } from './case.js';
import { applyChanges } from './change.apply.js';
import { type Ground, whatDiffers, whyUnwanted, whyWanted } from './change.reason.js';
import type { CaseChange } from './change.type.js';
import type { WantedCase } from './decide.js';
import type { Fact } from './fact.js';
import type { Policy } from './policy.js';
import { policyOf } from './policy.pick.js';
import { termOf } from './term.js';

/** `POLICY/TRIGGER/KIND:ID` of a key: the first time and every later one. */
export const baseKey = (key: string): string => key.replace(/#\d+$/, '');
const timeOf = (key: string): number => Number(/#(\d+)$/.exec(key)?.[1] ?? 1);
const keyOf = (base: string, time: number): string => (time === 1 ? base : `${base}#${time}`);

const expired = ({ effectiveUntil }: KnownCase, today: string): boolean =>
  effectiveUntil !== null && effectiveUntil < today;

/** The latest case of each base key. */
function latest(known: readonly KnownCase[]): Map<string, KnownCase> {
  const by = new Map<string, KnownCase>();
  for (const c of known) {
    const other = by.get(baseKey(c.key));
    if (!other || timeOf(other.key) < timeOf(c.key)) by.set(baseKey(c.key), c);
  }
  return by;
}

/** Whether a hazard's deadline was moved on and has passed again: a new breach, and so a case of its own. */
const breachedAnew = (was: KnownCase, wanted: WantedCase): boolean =>
  wanted.causes[0]?.kind === 'HAZARD' && wanted.factDay > was.factDay;

/** Whether what ended may be opened again: it ended because of the facts, before it had run its term. */
const mayReopen = ({ endedBy, endedOn, effectiveUntil }: KnownCase): boolean =>
  endedBy === 'FACTS' && (effectiveUntil === null || (endedOn !== null && endedOn <= effectiveUntil));

const sameGround = (was: KnownCase, { causes, level, factDay, division }: WantedCase): boolean =>
  was.level === level &&
  was.factDay === factDay &&
  was.division === division &&
  was.causes.length === causes.length &&
  was.causes.every(({ kind, id }, i) => kind === causes[i]?.kind && id === causes[i]?.id);

/** What the changes of one enterprise look at. */
interface Matter {
  facts: readonly Fact[];
  policies: readonly Policy[];
  today: string;
}

/** How a case ends whose ground was none or has gone; nothing where it stays as it is. */
function ended(c: KnownCase, { fate, reason }: Ground, { policies, today }: Matter): CaseChange[] {
  if (fate === 'WRONG' || c.effectiveFrom === null) return [{ kind: 'WITHDRAW', key: c.key, reason }];
  const lifts = policyOf(policies, c.policyCode, c.policyVersion)?.exit.hazardRectified === 'LIFT';
  return lifts && !expired(c, today) ? [{ kind: 'LIFT', key: c.key, reason }] : [];
}

/** The opening of a case; nothing where it is too late for its policy. */
function opened(wanted: WantedCase, time: number, cases: readonly KnownCase[], matter: Matter): CaseChange[] {
  const { facts, policies, today } = matter;
  const policy = policyOf(policies, wanted.policy.code, wanted.policy.version);
  const [keyFact] = wanted.causes;
  if (!policy || !keyFact) throw new Error(`case ${wanted.key}: its policy is not there, or it stands on no fact`);
  const late = policy.limitation !== null && addSpan(wanted.factDay, policy.limitation) < today;
  if (late && keyFact.kind !== 'HAZARD') return [];
  const term = policy.procedure ? null : termOf(policy, today, keyFact, cases);
  const more = [time > 1 ? `opened again, time ${time}` : '', term?.repeated ? 'a repeat: the longer term' : ''];
  const reason = whyWanted(wanted, policy, facts, more.filter(Boolean));
  const state = term ? 'IN_FORCE' : 'PROPOSED';
  return [{ kind: 'OPEN', key: keyOf(wanted.key, time), wanted, state, term, reason }];
}

/** What a case that is wanted needs, given the latest one of its key. */
function met(
  wanted: WantedCase,
  was: KnownCase | undefined,
  cases: readonly KnownCase[],
  matter: Matter,
): CaseChange[] {
  if (!was) return opened(wanted, 1, cases, matter);
  const anew = breachedAnew(was, wanted);
  if (was.endedBy !== null) {
    return anew || mayReopen(was) ? opened(wanted, timeOf(was.key) + 1, cases, matter) : [];
  }
  if (anew) {
    const reason = `the deadline of hazard ${wanted.causes[0]?.id} was moved: it passed anew, on the day before ${wanted.factDay}`;
    return [...ended(was, { fate: 'GONE', reason }, matter), ...opened(wanted, timeOf(was.key) + 1, cases, matter)];
  }
  if (sameGround(was, wanted) || expired(was, matter.today)) return [];
  const { causes, level, factDay, division } = wanted;
  const reason = whatDiffers(was, wanted, matter.facts);
  return [{ kind: 'RECAUSE', key: was.key, causes, level, factDay, division, reason }];
}

const inTime = (a: WantedCase, b: WantedCase): number =>
  a.factDay === b.factDay ? (a.key < b.key ? -1 : 1) : a.factDay < b.factDay ? -1 : 1;

/**
 * What changes, in the order in which it is applied, so that the known cases of one enterprise become the wanted ones:
 * first what ends, then what is opened or stands on something else, by the day of the fact.
 */
export function caseChanges(
  known: readonly KnownCase[],
  wanted: readonly WantedCase[],
  facts: readonly Fact[],
  policies: readonly Policy[],
  today: string,
): CaseChange[] {
  const matter: Matter = { facts, policies, today };
  const last = latest(known);
  const keys = new Set(wanted.map((w) => w.key));
  const open = [...last].filter(([base, c]) => c.endedBy === null && !keys.has(base));
  const changes = open.flatMap(([, c]) => ended(c, whyUnwanted(c, facts, policies, today), matter));
  let cases = applyChanges(known, changes, today);
  for (const want of [...wanted].sort(inTime)) {
    const more = met(want, last.get(want.key), cases, matter);
    if (more.length > 0) cases = applyChanges(cases, more, today);
    changes.push(...more);
  }
  return changes;
}
