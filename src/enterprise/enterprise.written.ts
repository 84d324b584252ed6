import type { EnterpriseRow } from './enterprise.store.js';

/** Texts of an enterprise that are kept cleaned, and whose writing is kept beside them where that changed it. */
export const WRITTEN_FIELDS = ['name', 'entityType', 'address', 'businessScope'] as const;

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
    const text = said[field] === undefined ? before?.[field] : own?.[field];
    return text === undefined ? [] : [[field, text] as const];
  });
  return all.length === 0 ? null : Object.fromEntries(all);
}
