import { divisionLine, divisionPrefix } from '../../kernel/division-code.js';
import type { Policy, RepairRule } from './policy.js';

/** Whether a policy decides facts of a day. Its last day is its own. */
const decidesOn = ({ effectiveFrom, effectiveTo }: Policy, day: string): boolean =>
  effectiveFrom <= day && (effectiveTo === null || effectiveTo >= day);

/**
 * The policy that a division follows for a fact of a day: of those in force then, the one of the nearest jurisdiction
 * (town, county, prefecture, province, nation); of equal ones the one that took effect last, then the higher version.
 */
export function pickPolicy(policies: readonly Policy[], division: string, day: string): Policy | null {
  const line = divisionLine(division).map(divisionPrefix);
  let best: { policy: Policy; rank: number } | null = null;
  for (const policy of policies) {
    const rank = line.indexOf(divisionPrefix(policy.jurisdiction));
    if (rank < 0 || !decidesOn(policy, day)) continue;
    if (best === null || rank < best.rank || (rank === best.rank && follows(policy, best.policy)))
      best = { policy, rank };
  }
  return best?.policy ?? null;
}

/** Whether one policy comes before another of the same jurisdiction. */
const follows = (a: Policy, b: Policy): boolean => {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom;
  return a.code === b.code ? a.version > b.version : a.code > b.code;
};

/** The policy of a code and version, or null where it is not among them. */
export const policyOf = (policies: readonly Policy[], code: string, version: number): Policy | null =>
  policies.find((p) => p.code === code && p.version === version) ?? null;

/** The rules of repair for an application of a day, or null where there was no repair then. */
export const repairRuleOn = ({ exit }: Policy, day: string): RepairRule | null =>
  exit.repair.findLast((rule) => rule.from <= day) ?? null;
