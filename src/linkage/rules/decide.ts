import { addDays } from '../../kernel/date.js';
import { covers } from '../../kernel/division-code.js';
import { ACCIDENT_LEVELS, type AccidentLevel } from '../../kernel/vocabulary.js';
import { addSpan } from './calendar.js';
import type { AccidentFact, Fact, FactRef, FindingFact, HazardFact } from './fact.js';
import type { AccidentTrigger, FindingTrigger, HazardTrigger, Policy, Trigger } from './policy.js';
import { pickPolicy } from './policy.pick.js';

/** A case that the facts and policies call for. */
export interface WantedCase {
  /** `POLICY/TRIGGER/KIND:ID` of the key fact. */
  key: string;
  policy: { code: string; version: number };
  trigger: string;
  uscc: string;
  /** Of the key fact. */
  division: string;
  /** Of the key fact; a hazard's is the first day past its deadline. */
  factDay: string;
  /** The key fact first, then the others that count, latest first. */
  causes: FactRef[];
  /** The gravest level among the accidents; null where there is none. */
  level: AccidentLevel | null;
}

/** The day on which a fact happened: the policy in force on it decides. A hazard's is the first day past its deadline, or null. */
export function factDay(fact: Fact): string | null {
  if (fact.kind === 'ACCIDENT') return fact.occurredOn;
  if (fact.kind === 'FINDING') return fact.foundOn;
  return fact.deadline === null ? null : addDays(fact.deadline, 1);
}

/** Ids are compared as numbers where they are numbers: the shorter one is the smaller. */
const byId = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** In time; on one day by id. The hub's ids count up, so that a late correction does not change which accident came last. */
const inTime = (a: AccidentFact, b: AccidentFact): number =>
  a.occurredOn === b.occurredOn ? byId(a.id, b.id) : a.occurredOn < b.occurredOn ? -1 : 1;

/** A finding that stands on a day. */
const stands = ({ withdrawnOn, foundOn }: FindingFact, today: string): boolean =>
  foundOn <= today && (withdrawnOn === null || withdrawnOn > today);

/** What is said about an accident by findings that stand. */
export const calledGrave = (accident: AccidentFact, facts: readonly Fact[], today: string): boolean =>
  facts.some((f) => f.kind === 'FINDING' && f.accidentId === accident.id && f.grave && stands(f, today));

/** Whether the finding on the enterprise counts. Only a conclusion clears it: "not liable" before is no finding yet. */
export function liable({ status, responsibility }: AccidentFact, trigger: AccidentTrigger): boolean {
  if (trigger.needsConclusion && status !== 'CONCLUDED') return false;
  const found = status !== 'CONCLUDED' && responsibility === 'NOT_LIABLE' ? 'UNDETERMINED' : responsibility;
  return trigger.responsibilities.includes(found);
}

/** Whether an accident is of the kind that a trigger counts. */
export function counts(
  accident: AccidentFact,
  trigger: AccidentTrigger,
  facts: readonly Fact[],
  today: string,
): boolean {
  if (accident.occurredOn > today || !trigger.levels.includes(accident.level)) return false;
  if (trigger.fatal && accident.deaths === 0) return false;
  if (trigger.grave && !calledGrave(accident, facts, today)) return false;
  return liable(accident, trigger);
}

/**
 * "Failed to rectify" on a day: of the trigger's level, ordered or listed, its deadline passed, not accepted, not extended
 * (an extension moves the deadline), and no claim of completion made in time stands. Closing the unit does not clear it.
 */
export function unrectified(hazard: HazardFact, { levels }: HazardTrigger, today: string): boolean {
  const { level, state, deadline } = hazard;
  if (!levels.includes(level) || state === 'FOUND' || state === 'DELISTED') return false;
  return deadline !== null && deadline < today && !claimedInTime(hazard);
}

/** Whether the completion that awaits the authority was claimed by the deadline. */
export const claimedInTime = ({ claimedOn, deadline }: HazardFact): boolean =>
  claimedOn !== null && deadline !== null && claimedOn <= deadline;

/** Whether a finding triggers. */
export const found = (finding: FindingFact, trigger: FindingTrigger, today: string): boolean =>
  trigger.findings.includes(finding.finding) &&
  stands(finding, today) &&
  (!trigger.penalised || finding.penalised) &&
  (!trigger.grave || finding.grave);

/** Whether `later` lies within a window that begins with `earlier`: through the corresponding day (Civil Code, art. 202). */
export const within = (earlier: string, later: string, { within: window }: AccidentTrigger): boolean =>
  window === null ? earlier === later : later <= addSpan(earlier, window);

/** The accidents that a trigger counts with its key accident, the key first; null where they are too few. */
function counted(
  key: AccidentFact,
  trigger: AccidentTrigger,
  { jurisdiction }: Policy,
  facts: readonly Fact[],
  today: string,
): AccidentFact[] | null {
  if (!counts(key, trigger, facts, today)) return null;
  if (trigger.count === 1) return [key];
  const others = facts.filter(
    (f): f is AccidentFact =>
      f.kind === 'ACCIDENT' &&
      inTime(f, key) < 0 &&
      within(f.occurredOn, key.occurredOn, trigger) &&
      covers(jurisdiction, f.division) &&
      counts(f, trigger, facts, today),
  );
  const all = [key, ...others.sort((a, b) => inTime(b, a))];
  return all.length >= trigger.count ? all : null;
}

/** What a trigger finds in a fact: the facts that it stands on, the key first; null where it finds nothing. */
function grounds(fact: Fact, trigger: Trigger, policy: Policy, facts: readonly Fact[], today: string): Fact[] | null {
  if (trigger.kind === 'ACCIDENT')
    return fact.kind === 'ACCIDENT' ? counted(fact, trigger, policy, facts, today) : null;
  if (trigger.kind === 'FINDING') return fact.kind === 'FINDING' && found(fact, trigger, today) ? [fact] : null;
  return fact.kind === 'HAZARD' && unrectified(fact, trigger, today) ? [fact] : null;
}

const refOf = ({ kind, id }: Fact): FactRef => ({ kind, id });

function gravest(facts: readonly Fact[]): AccidentLevel | null {
  const levels = facts.flatMap((f) => (f.kind === 'ACCIDENT' ? [ACCIDENT_LEVELS.indexOf(f.level)] : []));
  return levels.length === 0 ? null : (ACCIDENT_LEVELS[Math.max(...levels)] as AccidentLevel);
}

/** What the facts of one enterprise call for as of a day, by key. Old cases stay wanted: an ended term is not read here. */
export function wantedCases(facts: readonly Fact[], policies: readonly Policy[], today: string): WantedCase[] {
  const other = facts.find((f) => f.uscc !== facts[0]?.uscc);
  if (other) throw new Error(`facts of two enterprises: ${facts[0]?.uscc} and ${other.uscc}`);
  const wanted: WantedCase[] = [];
  for (const fact of facts) {
    const day = factDay(fact);
    const policy = day === null ? null : pickPolicy(policies, fact.division, day);
    if (day === null || policy === null) continue;
    for (const trigger of policy.triggers) {
      const causes = grounds(fact, trigger, policy, facts, today);
      if (causes === null) continue;
      wanted.push({
        key: `${policy.code}/${trigger.code}/${fact.kind}:${fact.id}`,
        policy: { code: policy.code, version: policy.version },
        trigger: trigger.code,
        uscc: fact.uscc,
        division: fact.division,
        factDay: day,
        causes: causes.map(refOf),
        level: gravest(causes),
      });
    }
  }
  return wanted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
