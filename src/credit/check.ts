import type { Sql } from 'postgres';
import type { HubContext } from '../access/index.js';
import { epochAt, headAt } from '../exchange/core.js';
import { during } from '../kernel/patience.js';
import type { CheckReason } from '../kernel/vocabulary.js';
import { type CheckSource, type Finding, type Instant, NO_REASONS, type Piece } from '../register/core.js';
import { decideCheck } from './check.decide.js';
import type { CheckFields } from './check.fields.js';
import type { CreditCheckOutcome } from './credit.type.js';

const FIELDS = ['enterprise', 'rating', 'grading', 'restrictions'] as const satisfies (keyof CheckFields)[];
type FieldSource = { [Name in keyof CheckFields]: CheckSource<CheckFields[Name], Name> }[keyof CheckFields];

/** Whoever is weighed, in any order: what answers a field, and what weighs by its reasons alone. The composition root hands the list in. */
export type CheckSources = readonly (FieldSource | CheckSource)[];

/** Throws where the list is not whole: a field that nobody answers, or a name twice. */
export function checkSources(sources: CheckSources): void {
  const names = sources.map(({ name }): string => name);
  const missing = FIELDS.filter((field) => !names.includes(field));
  if (missing.length > 0) throw new Error(`no source answers these fields of a check: ${missing.join(', ')}`);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  if (twice.length > 0) throw new Error(`two sources of a check are called ${twice.join(', ')}`);
}

/** What is found about one code. */
export interface CheckFound extends CheckFields {
  uscc: string;
  outcome: keyof typeof CreditCheckOutcome;
  reasons: CheckReason[];
  position: number;
  /** The epoch that the log was in: its positions are of that one, or of those that it goes on from. */
  epoch: string;
}

/** Most days and kinds of viewers of which the statement's pieces are kept. */
const KEPT = 200;
const kept = new WeakMap<CheckSources, Map<string, readonly Piece[]>>();

/**
 * What a statement asks beside the codes. Each piece is a promise to the driver, and making the fifty of them took a single check longer than
 * sending it; what a viewer gets follows from its kind, its division and the day, so of "now" they are made once.
 */
function asked(sql: Sql, sources: CheckSources, context: HubContext, at: Instant): readonly Piece[] {
  if (at.known) return piecesOf(sql, sources, context, at);
  const { viewer, today } = context;
  const known = kept.get(sources) ?? new Map<string, readonly Piece[]>();
  kept.set(sources, known);
  const name = `${viewer.kind} ${viewer.divisionCode} ${today} ${at.on}`;
  const found = known.get(name) ?? during(null, () => piecesOf(sql, sources, context, at));
  if (known.size >= KEPT) known.clear();
  known.set(name, found);
  return found;
}

function piecesOf(sql: Sql, sources: CheckSources, context: HubContext, at: Instant): readonly Piece[] {
  // The codes travel once; every piece looks them up in the same array.
  const codes = sql`(select codes from asked)::text[]`;
  const pieces = sources.map((source) => sql`(${source.sql(sql, at, codes, context)}) ${sql(source.name)},`);
  return [...pieces, sql`(${headAt(sql, at.known)}) "position", (${epochAt(sql)}) epoch`];
}

/** Looks codes up at one instant in one statement, whatever their number and the sources'; the findings in the codes' order. */
export async function lookUp(
  sql: Sql,
  sources: CheckSources,
  context: HubContext,
  at: Instant,
  usccs: readonly string[],
): Promise<CheckFound[]> {
  const [row] = await sql<[Record<string, unknown> & { position: number; epoch: string }]>`
    with asked as materialized (select ${usccs as string[]}::text[] codes) select ${asked(sql, sources, context, at) as Piece[]}`;
  const { position, epoch } = row;
  const found = new Map<string, readonly Finding<unknown>[]>();
  for (const source of sources) found.set(source.name, source.read(row[source.name], at, usccs));
  const findings = [...found.values()];
  const field = <Name extends keyof CheckFields>(name: Name) => {
    const own = found.get(name) as readonly Finding<CheckFields[Name]>[];
    return (i: number) => (own[i] as Finding<CheckFields[Name]>).found;
  };
  const [enterpriseOf, ratingOf] = [field('enterprise'), field('rating')];
  const [gradingOf, restrictionsOf] = [field('grading'), field('restrictions')];
  return usccs.map((uscc, i) => {
    let weighed = NO_REASONS;
    for (const of of findings) {
      const own = (of[i] as Finding<unknown>).reasons;
      if (own.length > 0) weighed = weighed.length > 0 ? [...weighed, ...own] : own;
    }
    const enterprise = enterpriseOf(i);
    const { outcome, reasons } = decideCheck(enterprise !== null, weighed);
    const [rating, grading, restrictions] = [ratingOf(i), gradingOf(i), restrictionsOf(i)];
    return { uscc, outcome, reasons, enterprise, rating, grading, restrictions, position, epoch };
  });
}
