import type { PolicyRow } from './policy.store.js';
import type { LinkagePolicy } from './policy.type.js';

/** A policy as the API tells it. */
export function policyView({ policy, recordedAt }: PolicyRow): LinkagePolicy {
  const { code, version, name, jurisdiction, effectiveFrom, effectiveTo, legalBasis } = policy;
  const common = { code, version, name, effectiveFrom, effectiveTo, legalBasis, recordedAt };
  return { ...common, jurisdiction: { code: jurisdiction }, document: policy };
}
