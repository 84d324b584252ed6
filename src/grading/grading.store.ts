import { sql as raw, type SQL } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Orm } from '../../db/client.js';
import { publishedBehindMark } from '../../db/tables/base.js';
import { gradings } from '../../db/tables/grading.js';
import { Where } from '../../db/where.js';
import { NOTHING_INTERNAL } from '../access/index.js';
import { type Piece, RegisterStore, type Row } from '../register/core.js';
import { GRADING, type Grading } from './grading.facts.js';

/** A version of a grading. */
export type GradingRow = Row<Grading>;

/** Rows travel as JSON to a check, where a bigint would come as a number. */
const asText = (columns: string) => columns.replace('r.id', 'r.id::text id');

class GradingStore extends RegisterStore<Grading> {
  /**
   * For a credit check, as one JSON value: published gradings issued by a day and not expired on it, latest first, those that are revoked
   * among them, because a check speaks of the latest. Their core now, or whole as known at an instant.
   */
  override forCheck(sql: Sql, on: string, known: Date | null, codes: Piece) {
    const { pieces } = this;
    const unexpired = sql`r.uscc = any(${codes}) and r.issued_on <= ${on} and r.valid_until >= ${on} and r.published_on <= ${on}`;
    if (!known)
      return sql`select coalesce(json_agg(v), '[]') from (select ${sql.unsafe(asText(pieces.core))} from hub.grading r
        where ${unexpired} order by r.issued_on desc, r.id desc) v`;
    const when = known.toISOString();
    const view = { scope: 'PUBLISHED', today: on, division: null, internal: NOTHING_INTERNAL } as const;
    const columns = (of: 'present' | 'past') => sql.unsafe(asText(pieces.whole(new Where(), view, of)));
    // By the number itself: as the text that callers see, 9 comes after 10.
    return sql`select coalesce(json_agg(v), '[]') from (select * from (
        select ${columns('present')} from hub.grading r where ${unexpired} and r.recorded_at <= ${when}
        union all select ${columns('past')} from hub.grading_history r where ${unexpired} and r.recorded_at <= ${when}
          and r.superseded_at > ${when}) a order by a."issuedOn" desc, a.id::bigint desc) v`;
  }

  /** Those whose day of publication lies after one day and not after another, and after the day they were recorded on. */
  async becomingPublic(orm: Orm, since: string, today: string): Promise<GradingRow[]> {
    const ahead = `r.published_on > (r.recorded_at at time zone 'Asia/Shanghai')::date
      and r.published_on > $1::date and r.published_on <= $2::date`;
    const found = (condition: string) => this.present(orm, condition, [since, today], 'r.published_on, r.id');
    return [...(await found(ahead)), ...(await found(publishedBehindMark('r', '$1', '$2')))];
  }
}

/** In force on a day: the latest one issued by then that is neither expired nor revoked. */
export const gradingStore = new GradingStore({
  facts: GRADING,
  tables: gradings,
  sql: {
    by: 'issuedOn',
    // Casts cost more than reading: lists and look-ups carry what they are asked for most.
    core: ['grade', 'score', 'issuedOn', 'validUntil', 'revokedOn'],
    inForce: 'r.issued_on <= ? and r.valid_until >= ? and (r.revoked_on is null or r.revoked_on > ?)',
    published: 'r.published_on <= ?',
  },
});

/** For the enterprises' filter: whether the enterprise of this code has one of these grades in force on a day. */
export const gradedCondition = (uscc: SQL, grades: readonly string[], on: string): SQL =>
  raw`exists (select 1 from hub.grading g where g.uscc = ${uscc} and g.grade = any(${raw.param(grades)}) and g.issued_on <= ${on}
    and g.valid_until >= ${on} and g.published_on <= ${on} and (g.revoked_on is null or g.revoked_on > ${on})
    and not exists (select 1 from hub.grading l where l.uscc = g.uscc and l.issued_on <= ${on} and l.valid_until >= ${on}
      and l.published_on <= ${on} and (l.revoked_on is null or l.revoked_on > ${on}) and (l.issued_on, l.id) > (g.issued_on, g.id)))`;
