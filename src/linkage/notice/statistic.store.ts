import type { Db } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import { divisionPrefix } from '../../kernel/division-code.js';
import { limitExceeded } from '../../kernel/errors.js';
import type { NoticeView } from './notice.read.store.js';
import { LinkageDimension, type LinkageStatistic, type LinkageStatisticFilter } from './statistic.type.js';

/** A row as counted: agency and division are codes still. */
export type StatisticRow = LinkageStatistic & { agency: string | null; division: string | null };

const DIMENSIONS = Object.values(LinkageDimension);
const MOST_ROWS = 10_000;

/** Notices by dimensions, as far as the viewer reads them: one statement. */
export async function countNotices(
  { sql }: Db,
  { recipientId, division, today }: NoticeView,
  filter: LinkageStatisticFilter | null,
  by: readonly LinkageDimension[],
): Promise<StatisticRow[]> {
  const columns: Record<LinkageDimension, ReturnType<typeof sql>> = {
    AGENCY: sql`n.recipient_id::text agency`,
    DIVISION: sql`left(n.division_code, 6) division`,
    MONTH: sql`to_char(n.issued_at at time zone interval '8 hours', 'YYYY-MM') as month`,
  };
  const start = (day: string) => sql`${day}::date::timestamp at time zone 'Asia/Shanghai'`;
  const asked = DIMENSIONS.filter((d) => by.includes(d));
  const selected = asked.reduce((all, d) => sql`${all} ${columns[d]},`, sql``);
  const numbers = sql.unsafe(asked.map((_, i) => i + 1).join(', '));
  const rows = await sql<StatisticRow[]>`
    select ${selected} count(*)::int issued, count(n.acknowledged_at)::int acknowledged, count(n.acted_at)::int acted,
      count(*) filter (where n.acknowledged_at is null and n.due_on < ${today})::int overdue,
      (percentile_cont(0.5) within group (order by extract(epoch from n.acted_at - n.issued_at)) / 3600)::float8 "medianTimeToAct"
    from hub.notice n where ${allOf(sql, [
      recipientId !== null && sql`n.recipient_id = ${recipientId}`,
      division !== null && inDivision(sql, 'n.division_code', division),
      filter?.division != null && inDivision(sql, 'n.division_code', filter.division),
      // As in the list of notices: a recipient learns of the county of a case, and not of the town.
      recipientId !== null && filter?.division != null && divisionPrefix(filter.division).length > 6 && sql`false`,
      filter?.kind != null && sql`n.kind = ${filter.kind}`,
      filter?.issuedFrom != null && sql`n.issued_at >= ${start(filter.issuedFrom)}`,
      filter?.issuedUntil != null && sql`n.issued_at < ${start(filter.issuedUntil)} + interval '1 day'`,
    ])} ${asked.length > 0 ? sql`group by ${numbers} order by ${numbers}` : sql``} limit ${MOST_ROWS + 1}`;
  if (rows.length > MOST_ROWS) throw limitExceeded('rows of linkageStatistics', MOST_ROWS, rows.length);
  return rows.map((row) => ({
    ...row,
    agency: row.agency ?? null,
    division: row.division ?? null,
    month: row.month ?? null,
  }));
}
