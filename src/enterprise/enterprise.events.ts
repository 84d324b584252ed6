import type { EventDraft } from '../exchange/index.js';
import type { EnterpriseRow } from './enterprise.store.js';

/** What a change of it may matter for to those who do not keep the record itself. */
const FACTS = [
  'name',
  'status',
  'entityType',
  'registeredOn',
  'registeredCapital',
  'currency',
  'address',
  'businessScope',
  'divisionCode',
  'industryCode',
] as const;

/**
 * A version of an enterprise. Small, because a million of them are imported: who needs an address asks the register. Where the
 * division changed, the event lies in the new one and names the one before.
 */
export function enterpriseEvent(row: EnterpriseRow, before: EnterpriseRow | undefined): EventDraft {
  const { name, status, industryCode: industry, validFrom, providerId, documentNumber } = row;
  const data = { name, status, industry, validFrom, providerId, documentNumber };
  const { uscc: subject, divisionCode: division } = row;
  if (!before) return { type: 'enterprise.registered', subject, division, public: true, data };
  const envelope = { subject, division, public: true };
  // The present version stays what it is: only an earlier time was spoken of.
  if (row.validFrom < before.validFrom) return { ...envelope, type: 'enterprise.corrected', data };
  const changed = FACTS.filter((f) => row[f] !== before[f]).map((f) => f.replace(/Code$/, ''));
  const previous = {
    ...(row.status === before.status ? {} : { previousStatus: before.status }),
    ...(row.divisionCode === before.divisionCode ? {} : { previousDivision: before.divisionCode }),
  };
  return { ...envelope, type: 'enterprise.changed', data: { ...data, changed, ...previous } };
}

/** An enterprise that was recorded in error: the hub knows it no longer. */
export const enterpriseRetracted = ({
  uscc,
  divisionCode,
  name,
  providerId,
  documentNumber,
}: EnterpriseRow): EventDraft => ({
  type: 'enterprise.retracted',
  subject: uscc,
  division: divisionCode,
  public: true,
  data: { name, providerId, documentNumber },
});
