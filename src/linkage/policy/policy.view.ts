import type { PolicyRow } from './policy.store.js';
import type { LinkagePolicy } from './policy.type.js';

export type ToldPolicy = LinkagePolicy & { jurisdictionCode: string };

/** A policy as the API tells it. */
export function policyView({ policy, recordedAt }: PolicyRow): ToldPolicy {
  const { code, version, name, jurisdiction, effectiveFrom, effectiveTo } = policy;
  const legalBasis = policy.legalBasis.map((b) => b.zh);
  const legalBasisEnglish = policy.legalBasis.map((b) => b.en ?? b.zh);
  const common = { code, version, name, effectiveFrom, effectiveTo, legalBasis, legalBasisEnglish, recordedAt };
  return { ...common, jurisdictionCode: jurisdiction, document: policy };
}
