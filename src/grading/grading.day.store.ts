import { type Orm, prepared } from '../../db/client.js';
import { dayBehindMark, inOrder } from '../../db/tables/base.js';
import type { GradingRow } from './grading.store.js';

/** A grading that a day ends, as far as its event says it. */
export type EndingGrading = Pick<
  GradingRow,
  'id' | 'uscc' | 'divisionCode' | 'documentNumber' | 'providerId' | 'validUntil' | 'revokedOn' | 'publishedOn'
>;

// A version that was recorded behind its own last day, or its revocation's, told it itself. The first of each two conditions is the index's.
const RECORDED_ON = `(recorded_at at time zone 'Asia/Shanghai')::date`;
const EXPIRING = [
  `valid_until = $1::date - 1 and valid_until >= ${RECORDED_ON}`,
  dayBehindMark('g.valid_until', '>=', '($1::date - 1)'),
] as const;
const CEASING = [
  `revoked_on = $1::date and revoked_on > ${RECORDED_ON}`,
  dayBehindMark('g.revoked_on', '>', '$1::date'),
] as const;

// By the number, not by the text that it is handed over as.
const where = (
  which: string,
) => `select id::text, uscc, division_code "divisionCode", document_number "documentNumber", provider_id "providerId",
    valid_until "validUntil", revoked_on "revokedOn", published_on "publishedOn"
  from hub.grading g where ${which} and g.id > $2::bigint order by g.id limit $3`;

const next = ([indexed, ahead]: readonly [string, string]) => {
  const text = inOrder(where(indexed), where(ahead));
  return (orm: Orm, day: string, after: string, limit: number) =>
    prepared<EndingGrading>(orm, text, [day, after, limit]);
};

/** The next gradings behind an id whose validity ended on the eve of a day. */
export const expiring = next(EXPIRING);
/** The next gradings behind an id whose revocation takes effect with a day. */
export const ceasing = next(CEASING);
