import { type Orm, prepared } from '../../db/client.js';
import type { GradingRow } from './grading.store.js';

/** A grading that a day ends, as far as its event says it. */
export type EndingGrading = Pick<
  GradingRow,
  'id' | 'uscc' | 'divisionCode' | 'documentNumber' | 'providerId' | 'validUntil' | 'revokedOn' | 'publishedOn'
>;

// By the number, not by the text that it is handed over as. The conditions are those of the indexes: a version that was recorded behind its own last day, or its revocation's, told it itself.
const RECORDED_ON = `(recorded_at at time zone 'Asia/Shanghai')::date`;
const EXPIRING = `valid_until = $1::date - 1 and valid_until >= ${RECORDED_ON}`;
const CEASING = `revoked_on = $1::date and revoked_on > ${RECORDED_ON}`;

const next = (which: string) => (orm: Orm, day: string, after: string, limit: number) =>
  prepared<EndingGrading>(
    orm,
    `select id::text, uscc, division_code "divisionCode", document_number "documentNumber", provider_id "providerId",
       valid_until "validUntil", revoked_on "revokedOn", published_on "publishedOn"
     from hub.grading g where ${which} and g.id > $2::bigint order by g.id limit $3`,
    [day, after, limit],
  );

/** The next gradings behind an id whose validity ended on the eve of a day. */
export const expiring = next(EXPIRING);
/** The next gradings behind an id whose revocation takes effect with a day. */
export const ceasing = next(CEASING);
