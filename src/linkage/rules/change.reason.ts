import type { KnownCase } from './case.js';
import { calledGrave, claimedInTime, counts, factDay, liable, type WantedCase } from './decide.js';
import type { AccidentFact, Fact, FactRef, FindingFact, HazardFact } from './fact.js';
import type { AccidentTrigger, FindingTrigger, HazardTrigger, Policy, Span } from './policy.js';
import { pickPolicy } from './policy.pick.js';

/** Reasons in plain English. They are kept for years: facts by kind, day and id, never a person. */

/** How a case ends that is no longer wanted. GONE: its ground was right and has gone; WRONG: it was no ground. */
export interface Ground {
  fate: 'GONE' | 'WRONG';
  reason: string;
}
const wrong = (reason: string): Ground => ({ fate: 'WRONG', reason });
const gone = (reason: string): Ground => ({ fate: 'GONE', reason });

const words = (value: string): string => value.toLowerCase().replaceAll('_', ' ');
const spanOf = (span: Span): string => {
  const [count, unit] = 'years' in span ? [span.years, 'year'] : [span.months, 'month'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

/** A fact as reasons name it. */
export function nameOf(fact: Fact): string {
  if (fact.kind === 'ACCIDENT') return `accident ${fact.id} of ${fact.occurredOn} (${words(fact.level)})`;
  if (fact.kind === 'FINDING') return `finding ${fact.id} of ${fact.foundOn} (${words(fact.finding)})`;
  return `hazard ${fact.id} (${words(fact.level)}, deadline ${fact.deadline ?? 'not set'})`;
}

const same = (a: FactRef, b: FactRef): boolean => a.kind === b.kind && a.id === b.id;
/** The facts that are referred to, in that order; those that are gone are left out. */
const resolve = (refs: readonly FactRef[], facts: readonly Fact[]): Fact[] =>
  refs.flatMap((ref) => facts.find((f) => same(f, ref)) ?? []);

function accidentGround(fact: AccidentFact, trigger: AccidentTrigger, facts: readonly Fact[], today: string): Ground {
  const name = nameOf(fact);
  if (!trigger.levels.includes(fact.level)) {
    return wrong(`${name} is not of the level that the rule asks for: ${trigger.levels.map(words).join(', ')}`);
  }
  if (trigger.fatal && fact.deaths === 0) return wrong(`${name} has no death any more`);
  if (!liable(fact, trigger)) {
    if (fact.responsibility === 'NOT_LIABLE') return wrong(`${name}: the enterprise was found not liable`);
    const found = `${words(fact.status)}, responsibility ${words(fact.responsibility)}`;
    return wrong(`${name} does not count as it stands: ${found}`);
  }
  if (trigger.grave && !calledGrave(fact, facts, today)) return wrong(`no finding calls ${name} grave any more`);
  if (!counts(fact, trigger, facts, today)) return wrong(`${name} does not count on ${today}`);
  const window = trigger.within ? ` within ${spanOf(trigger.within)}` : '';
  return wrong(`fewer than ${trigger.count} accidents count${window} up to ${name}`);
}

function findingGround(fact: FindingFact, { findings, penalised, grave }: FindingTrigger): Ground {
  const name = nameOf(fact);
  if (fact.withdrawnOn !== null) return wrong(`${name} was withdrawn on ${fact.withdrawnOn}`);
  if (!findings.includes(fact.finding)) return wrong(`${name} is not the conduct that the rule names`);
  if (penalised && !fact.penalised) return wrong(`${name} carries no administrative penalty`);
  if (grave && !fact.grave) return wrong(`${name} is not of vile or grave nature`);
  return wrong(`${name} is dated later than the day of the decision`);
}

function hazardGround(fact: HazardFact, { levels }: HazardTrigger, was: KnownCase, today: string): Ground {
  const name = nameOf(fact);
  const { deadline, delistedOn, claimedOn } = fact;
  // The day past the deadline that the case stands on: what was done before it was done in time.
  const inTime = (day: string | null) => day !== null && day < was.factDay;
  if (!levels.includes(fact.level)) return wrong(`${name} is not of the level that the rule asks for`);
  if (fact.state === 'FOUND') return wrong(`${name} was neither listed nor ordered`);
  if (fact.state === 'DELISTED') {
    if (inTime(claimedOn) || inTime(delistedOn)) return wrong(`${name} was rectified in time, and accepted`);
    return gone(`${name} was accepted as rectified${delistedOn ? ` on ${delistedOn}` : ''}`);
  }
  if (deadline === null || deadline >= today) return gone(`${name} has a deadline that has not passed`);
  if (claimedInTime(fact)) {
    return inTime(claimedOn)
      ? wrong(`${name}: its completion was claimed on ${claimedOn}, in time`)
      : gone(`${name}: its deadline was moved, and its completion claimed on ${claimedOn}, in time`);
  }
  return wrong(`${name} no longer fulfils the rule`);
}

/** Why a case is no longer wanted. */
export function whyUnwanted(
  was: KnownCase,
  facts: readonly Fact[],
  policies: readonly Policy[],
  today: string,
): Ground {
  const [ref] = was.causes;
  const fact = ref && facts.find((f) => same(f, ref));
  if (!fact)
    return wrong(`${ref ? `${words(ref.kind)} ${ref.id}` : 'its fact'} is no longer on the enterprise's record`);
  // Without a deadline there is no day; then it is the day that the case stood on whose policy is asked.
  const day = factDay(fact) ?? was.factDay;
  const policy = pickPolicy(policies, fact.division, day);
  if (policy?.code !== was.policyCode) {
    // A deadline that was moved into another policy's time has gone nevertheless.
    const moved = fact.kind === 'HAZARD' && fact.deadline !== null && fact.deadline >= was.factDay;
    if (moved) return gone(`${nameOf(fact)} has a deadline that was moved`);
    const now = policy ? `, ${policy.code} does` : '';
    return wrong(`${was.policyCode} does not decide on ${nameOf(fact)} in ${fact.division}${now}`);
  }
  const trigger = policy.triggers.find((t) => t.code === was.trigger);
  if (trigger?.kind === 'ACCIDENT' && fact.kind === 'ACCIDENT') return accidentGround(fact, trigger, facts, today);
  if (trigger?.kind === 'FINDING' && fact.kind === 'FINDING') return findingGround(fact, trigger);
  if (trigger?.kind === 'HAZARD_UNRECTIFIED' && fact.kind === 'HAZARD') return hazardGround(fact, trigger, was, today);
  return wrong(`${policy.code} version ${policy.version} has no rule ${was.trigger} any more`);
}

/** Why a case is opened. */
export function whyWanted(wanted: WantedCase, policy: Policy, facts: readonly Fact[], more: readonly string[]): string {
  const trigger = policy.triggers.find((t) => t.code === wanted.trigger);
  const on = resolve(wanted.causes, facts).map(nameOf).join('; ');
  const rule = `${policy.code} version ${policy.version}, ${trigger?.source ?? wanted.trigger}`;
  return [`${trigger?.text.en ?? wanted.trigger}: ${on} [${rule}]`, ...more].join('; ');
}

/** What differs between a case and what is wanted now. */
export function whatDiffers(was: KnownCase, wanted: WantedCase, facts: readonly Fact[]): string {
  const { level, causes, factDay: day, division } = wanted;
  const left = was.causes.filter((ref) => !causes.some((c) => same(c, ref)));
  const came = resolve(causes, facts).filter((fact) => !was.causes.some((ref) => same(ref, fact)));
  const parts = [
    level !== was.level && `level ${words(level ?? 'none')} instead of ${words(was.level ?? 'none')}`,
    day !== was.factDay && `day ${day} instead of ${was.factDay}`,
    division !== was.division && `division ${division} instead of ${was.division}`,
    came.length > 0 && `it stands on ${came.map(nameOf).join('; ')} too`,
    left.length > 0 && `it no longer stands on ${left.map((ref) => `${words(ref.kind)} ${ref.id}`).join(', ')}`,
  ];
  return parts.filter((part) => part !== false).join('; ') || 'its facts stand in another order';
}
