import type { PendingQuery, Row, Sql } from 'postgres';
import { type Action, authorise, type HubContext } from '../access/index.js';
import { EVENT_TYPES, type EventFamily, type EventType } from '../exchange/core.js';
import { groupBy } from '../kernel/collect.js';
import type { CheckReason } from '../kernel/vocabulary.js';
import type { Row as OwnRow } from './document.js';
import type { Facts } from './facts.js';
import type { RegisterStore } from './register.store.js';

/** An instant to answer for: a day in Shanghai, and what was known then; `known` is null for "now", where no history need be read. */
export interface Instant {
  on: string;
  known: Date | null;
}

/** A piece of a statement. */
export type Piece = PendingQuery<Row[]>;

/** Nothing speaks against the enterprise. One for all: ten thousand codes are read at once, and most have none. */
export const NO_REASONS: readonly CheckReason[] = [];

/** What a source finds about one code. */
export interface Finding<Found = null> {
  /** What the field of the check answers that is called as the source is; null for what weighs by its reasons alone. */
  found: Found;
  /** Why a bank must weigh it 核查理由; of restrictions, why it is restricted. */
  reasons: readonly CheckReason[];
}

/**
 * What a credit check 信用核查 weighs of one room, declared by that room (src/credit/README.md, "How a room adds a source"). The pieces of
 * all sources make one statement, so every answer comes from one state of the database.
 */
export interface CheckSource<Found = null, Name extends string = string> {
  /** Unlike every other source's; of one that answers a field of the check, the field's. */
  name: Name;
  /**
   * One JSON value that says everything about all codes: `codes` is a `text[]`, named as often as need be. What a viewer gets follows from
   * its kind, its division and the day alone, because requests of one moment share a statement; FORBIDDEN where it may not read this.
   */
  sql(sql: Sql, at: Instant, codes: Piece, context: HubContext): Piece;
  /** What that value says of each code, in the codes' order. */
  read(rows: unknown, at: Instant, usccs: readonly string[]): readonly Finding<Found>[];
  /** Types of events behind which the source may find otherwise, those of the days that end a record among them: `creditFlagChanged` tells of each. */
  weighedBy: readonly EventType[];
  /** Those of them that count for whoever checks, also where the event is its authorities' alone to read: the notification tells nothing of it. */
  whole?: readonly EventType[];
}

/** Findings in the codes' order, from the rows of all companies; `weigh` is given a company's own in their order, none where it has none. */
export function findingsOf<Own extends { uscc: string }, Found>(
  rows: readonly Own[],
  usccs: readonly string[],
  weigh: (own: Own[]) => Finding<Found>,
): Finding<Found>[] {
  const by = groupBy(rows, (row) => row.uscc);
  return usccs.map((uscc) => weigh(by.get(uscc) ?? []));
}

/**
 * A source that weighs a register by its reasons alone, of the records in force on a day; whatever the register tells may change it, but for
 * the types that `without` names. `whole`: its events are its authorities' alone, and that a check may answer otherwise is for whoever checks.
 */
export function reasonsOf<F extends Facts>(
  family: EventFamily,
  reads: Action,
  store: RegisterStore<F>,
  weigh: (inForce: OwnRow<F>[], on: string) => readonly CheckReason[],
  { whole = false, without = [] }: { whole?: boolean; without?: readonly EventType[] } = {},
): CheckSource {
  const weighedBy = EVENT_TYPES.filter((type) => type.startsWith(`${family}.`) && !without.includes(type));
  return {
    name: family,
    sql: (sql, { on, known }, codes, { viewer }) => {
      authorise(viewer, reads);
      return store.forCheck(sql, on, known, codes);
    },
    read: (rows, { on }, usccs) =>
      findingsOf(rows as OwnRow<F>[], usccs, (own) => ({
        found: null,
        reasons: own.length > 0 ? weigh(own, on) : NO_REASONS,
      })),
    weighedBy,
    ...(whole && { whole: weighedBy }),
  };
}
