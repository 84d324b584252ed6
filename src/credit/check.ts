import type { PendingQuery, Row, Sql } from 'postgres';
import type { Db } from '../../db/client.js';
import type { HubContext } from '../access/index.js';
import { authorise } from '../access/index.js';
import { settled } from '../exchange/index.js';
import { groupBy } from '../kernel/collect.js';
import { dateOf } from '../kernel/date.js';
import { badInput } from '../kernel/errors.js';
import { decideCheck } from './check.decide.js';
import type { CreditCheck } from './credit.type.js';
import { ratingView } from './rating.loader.js';
import type { RatingRow, RatingStore } from './rating.store.js';

/** An instant to answer for; `known` is null for "now", where no history need be read. */
export interface Instant {
  on: string;
  known: Date | null;
}

type Value = PendingQuery<Row[]>;

/**
 * What a check asks of the other registers: each a piece of SQL that gives one JSON value, and how it is read. The
 * composition root hands them in, so that this room knows their answers and not them; the linkage answers `restrictions`.
 * All pieces make one statement, so every answer comes from one state of the database.
 */
export interface CheckSources {
  enterprises(sql: Sql, at: Instant, codes: Value): Value;
  readEnterprises(rows: unknown): { uscc: string }[];
  gradings(sql: Sql, at: Instant, codes: Value): Value;
  readGradings(
    rows: unknown,
    at: Instant,
    usccs: readonly string[],
  ): { inForce: { id: string; grade: string } | null; lastRevoked: boolean }[];
  restrictions(sql: Sql, context: HubContext, at: Instant, codes: Value): Value;
  /** The last position visible, or known at the instant. */
  position(sql: Sql, at: Instant): Value;
}

interface Answers {
  enterprises: unknown;
  ratings: RatingRow[];
  gradings: unknown;
  restrictions: { uscc: string; id: string; domain: string; statusOn?: string }[];
  position: number;
}

/** Most codes of one request. */
export const MAX_CHECKS = 10_000;

/** Checks codes at one instant in one statement, whatever their number. */
export async function creditChecks(
  db: Db,
  ratings: RatingStore,
  sources: CheckSources,
  context: HubContext,
  usccs: readonly string[],
  asOf: Date | null,
): Promise<CreditCheck[]> {
  authorise(context.viewer, 'credit.check');
  if (asOf && asOf > context.receivedAt)
    throw badInput([
      { path: 'asOf', code: 'FUTURE', message: `${asOf.toISOString()} lies in the future; leave it out for now` },
    ]);
  const when = asOf ?? context.receivedAt;
  const at: Instant = { on: dateOf(when), known: asOf };
  if (asOf) await settled(db, asOf);
  const { sql } = db;
  // The codes travel once; every piece looks them up in the same array.
  const codes = sql`(select codes from asked)::text[]`;
  const [row] = await sql<[Answers]>`with asked as materialized (select ${usccs as string[]}::text[] codes) select
    (${sources.enterprises(sql, at, codes)}) enterprises,
    (${ratings.forCheck(sql, ratingView(context), at.on, asOf, codes)}) ratings,
    (${sources.gradings(sql, at, codes)}) gradings,
    (${sources.restrictions(sql, context, at, codes)}) restrictions,
    (${sources.position(sql, at)}) "position"`;
  for (const restriction of row.restrictions) restriction.statusOn = at.on;
  const enterprises = new Map(sources.readEnterprises(row.enterprises).map((e) => [e.uscc, e]));
  const rated = new Map(row.ratings.map((r) => [r.uscc, r]));
  const graded = sources.readGradings(row.gradings, at, usccs);
  const restricted = groupBy(row.restrictions, (r) => r.uscc);
  return usccs.map((uscc, i) => {
    const enterprise = enterprises.get(uscc) ?? null;
    const rating = rated.get(uscc) ?? null;
    const grading = graded[i]?.inForce ?? null;
    const restrictions = restricted.get(uscc) ?? [];
    const facts = {
      known: enterprise !== null,
      rating,
      grading,
      lastGradingRevoked: graded[i]?.lastRevoked ?? false,
      restrictions,
    };
    return {
      uscc,
      ...decideCheck(facts),
      enterprise,
      rating,
      grading,
      restrictions,
      asOf: when,
      position: row.position,
      receipt: null,
    };
  });
}
