import type { KnownCase } from './case.js';
import type { CaseChange, Opening } from './change.type.js';

function opened({ key, wanted, state, term }: Opening, today: string): KnownCase {
  const { policy, trigger, division, factDay, causes, level } = wanted;
  const identity = { key, policyCode: policy.code, policyVersion: policy.version, trigger, division, factDay };
  const procedure = { servedOn: null, hearingAskedOn: null, hearingHeldOn: null, repairAskedOn: null };
  const days = {
    decidedOn: term?.effectiveFrom ?? null,
    effectiveFrom: term?.effectiveFrom ?? null,
    effectiveUntil: term?.effectiveUntil ?? null,
  };
  return { ...identity, causes, level, state, since: today, ...procedure, ...days, endedOn: null, endedBy: null };
}

function changed(current: KnownCase, change: Exclude<CaseChange, Opening>, today: string): KnownCase {
  if (change.kind === 'RECAUSE') {
    const { causes, level, factDay, division } = change;
    return { ...current, causes, level, factDay, division };
  }
  const state = change.kind === 'LIFT' ? 'LIFTED' : 'WITHDRAWN';
  return { ...current, state, since: today, endedOn: today, endedBy: 'FACTS' };
}

/** The cases after the changes. */
export function applyChanges(known: readonly KnownCase[], changes: readonly CaseChange[], today: string): KnownCase[] {
  const cases = new Map(known.map((c) => [c.key, c]));
  for (const change of changes) {
    if (change.kind === 'OPEN') {
      if (cases.has(change.key)) throw new Error(`case ${change.key} is there already`);
      cases.set(change.key, opened(change, today));
    } else {
      const current = cases.get(change.key);
      if (!current) throw new Error(`case ${change.key} is not there`);
      cases.set(change.key, changed(current, change, today));
    }
  }
  return [...cases.values()];
}
