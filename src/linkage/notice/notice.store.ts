import { bulkInsert } from '../../../db/bulk.js';
import { type Orm, prepared } from '../../../db/client.js';
import { notice, noticeGrading } from '../../../db/tables/linkage.js';
import type { AgencyKind } from '../../kernel/vocabulary.js';

type Stored = typeof notice.$inferSelect;
/** A notice as it is issued. */
export type NewNotice = Omit<Stored, 'caseId'> & { caseId: string | null };
export type NewNoticeGrading = Omit<typeof noticeGrading.$inferSelect, 'gradingId'> & { gradingId: string };

/** An agency that notices may go to. */
export interface Recipient {
  id: string;
  kind: AgencyKind;
  /** Null: everywhere. */
  divisionCode: string | null;
}

/** Enabled agencies of these kinds that work for one of these divisions, or everywhere. */
export async function recipientsIn(
  orm: Orm,
  kinds: readonly string[],
  divisions: readonly string[],
): Promise<Recipient[]> {
  const text = `select id, kind, division_code "divisionCode" from hub.agency
    where disabled_at is null and kind = any($1) and (division_code is null or division_code = any($2)) order by kind, name`;
  return prepared<Recipient>(orm, text, [kinds, divisions]);
}

export const insertNotices = (orm: Orm, rows: NewNotice[]) => bulkInsert(orm, notice, rows);
export const insertNoticeGradings = (orm: Orm, rows: NewNoticeGrading[]) => bulkInsert(orm, noticeGrading, rows);
