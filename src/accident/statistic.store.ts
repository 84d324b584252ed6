import type { Db } from '../../db/client.js';
import { allOf } from '../../db/conditions.js';
import { limitExceeded } from '../kernel/errors.js';
import { ACCIDENT_CATEGORIES, ACCIDENT_LEVELS, ACCIDENT_STATUSES } from '../kernel/vocabulary.js';
import type { RegisterView } from '../register/core.js';
import { filtered } from './accident.filter.js';
import type { AccidentFilter } from './accident.input.js';
import { visible } from './accident.view.js';
import { type AccidentStatistic, StatisticDimension } from './statistic.type.js';

/** A row as counted: the division's dimensions are codes still. */
export type StatisticRow = Omit<AccidentStatistic, 'prefecture' | 'county'> & {
  prefecture: string | null;
  county: string | null;
};

/** The dimensions in the order that the statement groups in: one statement for each set of them, not each sequence. */
export const DIMENSIONS = Object.values(StatisticDimension);
const MOST_ROWS = 10_000;

/** Accidents and their figures by dimensions, as the viewer may see them: one statement. */
export async function countAccidents(
  { sql }: Db,
  view: RegisterView,
  filter: AccidentFilter | null,
  by: readonly StatisticDimension[],
): Promise<StatisticRow[]> {
  // A fixed offset, as in the kernel's dates: filters and statistics agree on what belongs to a day.
  const local = sql`(a.occurred_at at time zone interval '8 hours')`;
  const above = (digits: 4 | 6) => {
    const code = sql`left(a.division_code, ${sql.unsafe(String(digits))})`;
    return sql`case when ${code} like '%00' then null else rpad(${code}, 6, '0') end`;
  };
  const columns: Record<StatisticDimension, ReturnType<typeof sql>> = {
    YEAR: sql`extract(year from ${local})::int as year`,
    QUARTER: sql`to_char(${local}, 'YYYY-"Q"Q') as quarter`,
    MONTH: sql`to_char(${local}, 'YYYY-MM') as month`,
    PREFECTURE: sql`${above(4)} as prefecture`,
    COUNTY: sql`${above(6)} as county`,
    LEVEL: sql`a.level`,
    CATEGORY: sql`a.category`,
    STATUS: sql`a.status`,
  };
  const asked = DIMENSIONS.filter((d) => by.includes(d));
  const selected = asked.reduce((all, d) => sql`${all} ${columns[d]},`, sql``);
  const grouped = asked.length > 0 ? sql`group by ${sql.unsafe(asked.map((_, i) => i + 1).join(', '))}` : sql``;
  const rows = await sql<StatisticRow[]>`
    select ${selected} count(*)::int accidents, coalesce(sum(a.deaths), 0)::int deaths,
      coalesce(sum(a.serious_injuries), 0)::int "seriousInjuries", coalesce(sum(a.missing), 0)::int missing,
      coalesce(sum(a.direct_economic_loss), 0)::numeric(30, 2)::text "directEconomicLoss"
    from hub.accident a where ${allOf(sql, [visible(sql, view), ...filtered(sql, filter)])} ${grouped}
    limit ${MOST_ROWS + 1}`;
  if (rows.length > MOST_ROWS) throw limitExceeded('rows of accidentStatistics', MOST_ROWS, rows.length);
  return sortStatistics(rows, by);
}

const RANKS: Partial<Record<StatisticDimension, readonly string[]>> = {
  LEVEL: ACCIDENT_LEVELS,
  CATEGORY: ACCIDENT_CATEGORIES,
  STATUS: ACCIDENT_STATUSES,
};

/** Rows in the order of the dimensions as asked for: time and codes ascending, vocabularies in their own order, null last. */
export function sortStatistics(rows: readonly StatisticRow[], by: readonly StatisticDimension[]): StatisticRow[] {
  const keys = by.map((d) => {
    const property = d.toLowerCase() as Lowercase<StatisticDimension>;
    const ranks = RANKS[d];
    return (row: StatisticRow): string | number | null => {
      const value = row[property];
      return ranks && value !== null ? ranks.indexOf(String(value)) : value;
    };
  });
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x === y) continue;
      if (x === null) return 1;
      return y === null || x < y ? -1 : 1;
    }
    return 0;
  });
}
