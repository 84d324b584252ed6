import type { EnterpriseRow } from './enterprise.store.js';

/** Texts of an enterprise that are kept cleaned, and whose writing is kept beside them where that changed it; and a state 登记状态 that is none of the hub's. */
export const WRITTEN_FIELDS = ['name', 'entityType', 'address', 'businessScope', 'status'] as const;

/** What was written 原文, by the field whose text was cleaned. */
export type Written = Readonly<Partial<Record<string, string>>>;

/**
 * What was written of a version's texts: what the record itself wrote, and of what it leaves out what was written of the version that it
 * stands on. Null where nothing is to be told.
 */
export function writtenOf(
  said: { asWritten: Written | null } & Partial<Record<(typeof WRITTEN_FIELDS)[number], unknown>>,
  standing: Pick<EnterpriseRow, 'asWritten'> | null | undefined,
): Written | null {
  const own = said.asWritten;
  const before = standing?.asWritten;
  if (!own && !before) return null;
  const all = WRITTEN_FIELDS.flatMap((field) => {
    // A state that was left as it stands was written all the same.
    const text = own?.[field] ?? (said[field] === undefined ? before?.[field] : undefined);
    return text === undefined ? [] : [[field, text] as const];
  });
  return all.length === 0 ? null : Object.fromEntries(all);
}
