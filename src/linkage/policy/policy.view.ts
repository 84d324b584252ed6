import type { PolicyRow } from './policy.store.js';
import type { LinkagePolicy } from './policy.type.js';

export type ToldPolicy = LinkagePolicy & { jurisdictionCode: string };

/** A policy as the API tells it. */
export function policyView({ policy, recordedAt }: PolicyRow): ToldPolicy {
  const { code, version, name, jurisdiction, effectiveFrom, effectiveTo, legalBasis } = policy;
  const common = { code, version, name, effectiveFrom, effectiveTo, legalBasis, recordedAt };
  return { ...common, jurisdictionCode: jurisdiction, document: policy };
}
