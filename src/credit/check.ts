import type { PendingQuery, Row, Sql } from 'postgres';
import { authorise, type HubContext } from '../access/index.js';
import { groupBy } from '../kernel/collect.js';
import type { RatingLevel } from '../kernel/vocabulary.js';
import type { RatingRow, RatingStore } from '../rating/core.js';
import { decideCheck } from './check.decide.js';
import type { CreditCheckOutcome, CreditCheckReason } from './credit.type.js';

/** An instant to answer for; `known` is null for "now", where no history need be read. */
export interface Instant {
  on: string;
  known: Date | null;
}

type Value = PendingQuery<Row[]>;

/** What the other registers answer, as far as a receipt says it; the rows hold more, which their own subgraphs answer. */
export interface CheckedEnterprise {
  uscc: string;
  name: string;
}
export interface CheckedGrading {
  id: string;
  grade: string;
  documentNumber: string;
  issuedOn: string;
  validUntil: string;
}
export interface CheckedRestriction {
  uscc: string;
  id: string;
  domain: string;
  effectiveFrom: string;
  effectiveUntil: string;
  cause: string;
  legalBasis: string;
  policy: string;
  statusOn?: string;
}

/**
 * What a check asks of the other registers: each a piece of SQL that gives one JSON value, and how it is read. The
 * composition root hands them in, so that this room knows their answers and not them; the linkage answers `restrictions`.
 * All pieces make one statement, so every answer comes from one state of the database.
 */
export interface CheckSources {
  enterprises(sql: Sql, at: Instant, codes: Value): Value;
  readEnterprises(rows: unknown): CheckedEnterprise[];
  gradings(sql: Sql, at: Instant, codes: Value): Value;
  readGradings(
    rows: unknown,
    at: Instant,
    usccs: readonly string[],
  ): { inForce: CheckedGrading | null; lastRevoked: boolean }[];
  restrictions(sql: Sql, context: HubContext, at: Instant, codes: Value): Value;
  /** The last position visible, or known at the instant. */
  position(sql: Sql, at: Instant): Value;
  /** The epoch that the log is in. */
  epoch(sql: Sql): Value;
  /** The last day of which everything that the day itself brings is in the log. */
  announcedThrough(sql: Sql): Value;
}

interface Answers {
  enterprises: unknown;
  ratings: RatingRow[];
  gradings: unknown;
  restrictions: CheckedRestriction[];
  position: number;
  epoch: string;
}

/** What is found about one code. */
export interface CheckFound {
  uscc: string;
  outcome: keyof typeof CreditCheckOutcome;
  reasons: (keyof typeof CreditCheckReason)[];
  enterprise: CheckedEnterprise | null;
  rating: (RatingRow & { level: RatingLevel }) | null;
  grading: CheckedGrading | null;
  restrictions: CheckedRestriction[];
  position: number;
  /** The epoch that the log was in: its positions are of that one, or of those that it goes on from. */
  epoch: string;
}

/** Looks codes up at one instant in one statement, whatever their number; the findings in the codes' order. */
export async function lookUp(
  sql: Sql,
  ratings: RatingStore,
  sources: CheckSources,
  context: HubContext,
  at: Instant,
  usccs: readonly string[],
): Promise<CheckFound[]> {
  authorise(context.viewer, 'rating.read');
  // The codes travel once; every piece looks them up in the same array.
  const codes = sql`(select codes from asked)::text[]`;
  const [row] = await sql<[Answers]>`with asked as materialized (select ${usccs as string[]}::text[] codes) select
    (${sources.enterprises(sql, at, codes)}) enterprises,
    (${ratings.forCheck(sql, at.on, at.known, codes)}) ratings,
    (${sources.gradings(sql, at, codes)}) gradings,
    (${sources.restrictions(sql, context, at, codes)}) restrictions,
    (${sources.position(sql, at)}) "position", (${sources.epoch(sql)}) epoch`;
  for (const restriction of row.restrictions) restriction.statusOn = at.on;
  const enterprises = new Map(sources.readEnterprises(row.enterprises).map((e) => [e.uscc, e]));
  const rated = new Map(row.ratings.map((r) => [r.uscc, r]));
  const graded = sources.readGradings(row.gradings, at, usccs);
  const restricted = groupBy(row.restrictions, (r) => r.uscc);
  const { position, epoch } = row;
  return usccs.map((uscc, i) => {
    const enterprise = enterprises.get(uscc) ?? null;
    const rating = rated.get(uscc) ?? null;
    const grading = graded[i]?.inForce ?? null;
    const restrictions = restricted.get(uscc) ?? [];
    const lastGradingRevoked = graded[i]?.lastRevoked ?? false;
    const facts = { known: enterprise !== null, rating, grading, lastGradingRevoked, restrictions };
    return { uscc, ...decideCheck(facts), enterprise, rating, grading, restrictions, position, epoch };
  });
}
