import { type Db, type Orm, prepared } from '../../../db/client.js';
import { CASE_COLUMNS, type CaseRow } from '../case/case.store.js';
import type { Fact, FactRef } from '../rules/index.js';

/** What one pass decides from. */
export interface Loaded {
  /** How far the log has been read. */
  position: number;
  facts: Fact[];
  cases: CaseRow[];
  /** Those of the enterprises that were left undecided. */
  pending: string[];
  /** Division of each enterprise that the hub knows. */
  homes: Record<string, string>;
}

type StoredFact = {
  kind: string;
  id: string;
  uscc: string;
  division: string;
  documentNumber: string;
  position: number;
  fact: object;
};

const LOAD = `select l.position::float8 "position",
    (select coalesce(json_agg(f), '[]') from (select kind, id, uscc, division_code division, document_number "documentNumber",
      position::float8 "position", fact from hub.linkage_fact where uscc = any($1) order by position, kind, id) f) facts,
    (select coalesce(json_agg(c), '[]') from (select ${CASE_COLUMNS} from hub.linkage_case c where c.uscc = any($1) order by c.id) c) cases,
    (select coalesce(json_agg(uscc), '[]') from hub.linkage_pending where uscc = any($1)) pending,
    (select coalesce(json_object_agg(uscc, division_code), '{}') from hub.enterprise where uscc = any($1)) homes
  from hub.linkage l where l.single = $2 for update of l`;

/** Everything about these enterprises, and the cursor, which stays locked, in one statement. */
export async function loadForPass(orm: Orm, usccs: readonly string[]): Promise<Loaded> {
  type Row = Omit<Loaded, 'facts'> & { facts: StoredFact[] };
  const [row] = await prepared<Row>(orm, LOAD, [usccs, 1]);
  if (!row) throw new Error('hub.linkage has no row: the database is not migrated');
  const facts = row.facts.map(({ fact, ...common }) => ({ ...common, ...fact }) as unknown as Fact);
  return { ...row, facts };
}

const KEEP = `insert into hub.linkage_fact (kind, id, uscc, division_code, document_number, position, fact)
  select kind, id, uscc, division_code, document_number, position, fact from json_populate_recordset(null::hub.linkage_fact, $1::text::json)
  on conflict (kind, id) do update set uscc = excluded.uscc, division_code = excluded.division_code,
    document_number = excluded.document_number, position = excluded.position, fact = excluded.fact`;

/** Keeps facts as they are now. */
export async function keepFacts(orm: Orm, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ kind, id, uscc, division, documentNumber, position, ...fact }) => ({
    ...{ kind, id, uscc, position, fact },
    division_code: division,
    document_number: documentNumber,
  }));
  await prepared(orm, KEEP, [JSON.stringify(rows)]);
}

/** Drops facts that were recorded in error: the log has what they were. */
export async function dropFacts(orm: Orm, facts: readonly FactRef[]): Promise<void> {
  if (facts.length === 0) return;
  const text =
    'delete from hub.linkage_fact f using unnest($1::text[], $2::text[]) d (kind, id) where f.kind = d.kind and f.id = d.id';
  await prepared(orm, text, [facts.map((f) => f.kind), facts.map((f) => f.id)]);
}

/** Moves the cursor, in the transaction of what was decided from there. */
export async function moveCursor(orm: Orm, position: number): Promise<void> {
  await prepared(orm, 'update hub.linkage set position = $1, moved_at = now() where single = 1', [position]);
}

const LEAVE = `insert into hub.linkage_pending (uscc, reason, since, tried_at)
  select uscc, reason, $2::timestamptz, $2::timestamptz from json_to_recordset($1::text::json) as p (uscc text, reason text)
  on conflict (uscc) do update set reason = excluded.reason, tried_at = excluded.tried_at`;

/** Keeps who was left undecided, and why. */
export async function leavePending(orm: Orm, reasons: ReadonlyMap<string, string>, at: Date): Promise<void> {
  if (reasons.size === 0) return;
  const rows = [...reasons].map(([uscc, reason]) => ({ uscc, reason: reason.slice(0, 1_000) }));
  await prepared(orm, LEAVE, [JSON.stringify(rows), at.toISOString()]);
}

export async function clearPending(orm: Orm, usccs: readonly string[]): Promise<void> {
  if (usccs.length > 0) await prepared(orm, 'delete from hub.linkage_pending where uscc = any($1)', [usccs]);
}

/** What the worker asks outside of a turn. */
export class LinkageStore {
  constructor(private readonly db: Db) {}

  /** How far the log has been read. */
  async cursor(): Promise<number> {
    const [row] = await this.db.sql<{ position: number }[]>`select position::float8 "position" from hub.linkage`;
    if (!row) throw new Error('hub.linkage has no row: the database is not migrated');
    return row.position;
  }

  /** Moves the cursor over a stretch that has nothing for the linkage. False where another process has moved it, or the log went back. */
  async skip(from: number, to: number, epoch: string): Promise<boolean> {
    const moved = await this.db.sql`
      update hub.linkage set position = ${to}, moved_at = now() where position = ${from}
        and exists (select 1 from hub.head where epoch = ${epoch} and position >= ${to}) returning 1`;
    return moved.length > 0;
  }

  /**
   * Enterprises left undecided that were not tried for so long, by the clock that says when they were; or that were tried at a time
   * which that has yet to reach, because it was ahead.
   */
  async pending(forMs: number, limit: number): Promise<string[]> {
    const rows = await this.db.sql<{ uscc: string }[]>`
      select uscc from hub.linkage_pending where tried_at is null or tried_at < clock_timestamp() - ${forMs} * interval '1 ms'
        or tried_at > clock_timestamp() + interval '1 minute'
      order by tried_at nulls first, uscc limit ${limit}`;
    return rows.map((r) => r.uscc);
  }
}
