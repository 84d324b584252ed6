import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, or, sql } from 'drizzle-orm';
import type { Db, Orm } from '../../../db/client.js';
import { importRejected, importRun } from '../../../db/tables/import.js';
import { present } from '../../kernel/clock.js';
import type { ImportCounts, ImportEnd, ImportRun, NewImport } from './import-run.js';

const { leaseHolder: _, leaseUntil: __, attempts: ___, stopAsked: ____, ...SHOWN } = getTableColumns(importRun);
const OPEN = inArray(importRun.status, ['RECEIVED', 'RUNNING', 'INTERRUPTED']);
const NEXT = { revision: sql`${importRun.revision} + 1` };
const LEFT = { leaseHolder: null, leaseUntil: null };
const FREE = sql`(${importRun.status} <> 'RUNNING' or ${importRun.leaseUntil} <= clock_timestamp())`;
const leaseOf = (ms: number) => ({ leaseUntil: sql`clock_timestamp() + ${ms} * interval '1 ms'` });
/** Whoever begins an import, or stops one, takes turns: so one agency never has two at once, whatever the number of hubs. */
const TURN = sql`select pg_advisory_xact_lock(hashtextextended('hub.import_run', 0))`;
const STOPPED = 'stopped by its agency before it began; hand the file in again to run it';
const GONE = 'the file was not taken up by the hub that had received it, and is no longer kept; hand it in again';

/** An import that this process runs. */
export interface Claimed extends ImportRun {
  agencyId: string;
  /** It was begun before: some of it may be written already. */
  resumed: boolean;
}

/** Files that were handed in, as their runs go on (src/server/imports/README.md). */
export class ImportRunStore {
  constructor(private readonly db: Db) {}

  /**
   * Writes down that a file was handed in; or answers the earlier import of the same content by the same agency, for the same register
   * and in the same way, where that one ran, or will, and was not taken back.
   */
  begin(one: NewImport, { again }: { again: boolean }): Promise<{ run: ImportRun; repeated: boolean }> {
    return this.db.transaction(async (orm) => {
      await orm.execute(TURN);
      const earlier = again ? null : await this.earlier(one, orm);
      if (earlier) return { run: earlier, repeated: true };
      const [run] = await orm
        .insert(importRun)
        .values({ ...one, status: 'RECEIVED' })
        .returning(SHOWN);
      return { run: run as ImportRun, repeated: false };
    });
  }

  /** The earlier import that a repeat is answered with; null where there is none. */
  async earlier(
    { agencyId, register, sha256, options }: Omit<NewImport, 'id' | 'file' | 'bytes' | 'dryRun' | 'receivedAt'>,
    orm: Orm = this.db.orm,
  ): Promise<ImportRun | null> {
    if (agencyId === null || sha256 === null) return null;
    const same = and(
      eq(importRun.agencyId, agencyId),
      eq(importRun.register, register),
      eq(importRun.sha256, sha256),
      sql`${importRun.options} = ${JSON.stringify(options)}::jsonb`,
      inArray(importRun.status, ['RECEIVED', 'RUNNING', 'INTERRUPTED', 'DONE']),
      sql`not ${importRun.stopAsked}`,
      sql`not exists (select from hub.takeback t where t.import_id = ${importRun.id})`,
    );
    const latest = orm.select(SHOWN).from(importRun).where(same).orderBy(desc(importRun.receivedAt)).limit(1);
    return ((await latest)[0] as ImportRun | undefined) ?? null;
  }

  /** Writes down an import that ran elsewhere, as by the command, at its end: its receipt then has what the file itself is. */
  async record(one: NewImport, end: Omit<ImportEnd, 'rejectedBytes'>, startedAt: Date): Promise<void> {
    const row = { ...one, ...end, startedAt, finishedAt: present() };
    await this.db.transaction((orm) => orm.insert(importRun).values(row));
  }

  /** An import by its id; null where there is none, or none of this agency (null: of anybody). */
  async find(id: string, agencyId: string | null): Promise<ImportRun | null> {
    const whose = agencyId === null ? undefined : eq(importRun.agencyId, agencyId);
    const [found] = await this.db.orm
      .select(SHOWN)
      .from(importRun)
      .where(and(eq(importRun.id, id), whose));
    return (found as ImportRun | undefined) ?? null;
  }

  /**
   * Takes up the import of these that is next and that nobody runs: of the agency whose last one began longest ago. One that was begun
   * `most` times, and ended its process each time, is failed.
   */
  claim(
    holder: string,
    ids: readonly string[],
    { leaseMs, most }: { leaseMs: number; most: number },
  ): Promise<Claimed | null> {
    if (ids.length === 0) return Promise.resolve(null);
    return this.db.transaction(async (orm) => {
      await orm.execute(TURN);
      const own = sql`o.agency_id = ${importRun.agencyId}`;
      const busy = sql`exists (select from hub.import_run o where ${own} and o.status = 'RUNNING' and o.lease_until > clock_timestamp())`;
      const last = sql`(select max(o.started_at) from hub.import_run o where ${own})`;
      const [next] = await orm
        .select({ id: importRun.id, attempts: importRun.attempts, startedAt: importRun.startedAt })
        .from(importRun)
        .where(and(inArray(importRun.id, [...ids]), OPEN, FREE, sql`not ${busy}`))
        .orderBy(sql`${last} nulls first`, asc(importRun.receivedAt), asc(importRun.id))
        .limit(1);
      if (!next) return null;
      const failed = next.attempts >= most;
      const message = `the hub ended ${most} times while it ran; have the operator look at the file`;
      const set = failed
        ? { status: 'FAILED', message, finishedAt: present(), ...LEFT }
        : { status: 'RUNNING', attempts: next.attempts + 1, leaseHolder: holder, ...leaseOf(leaseMs) };
      const [run] = await orm
        .update(importRun)
        .set({ ...set, ...NEXT, startedAt: sql`coalesce(${importRun.startedAt}, ${present().toISOString()})` })
        .where(eq(importRun.id, next.id))
        .returning(SHOWN);
      return failed ? null : ({ ...run, resumed: next.startedAt !== null } as Claimed);
    });
  }

  /** Renews the lease, and says how far it has come where that is new. `held` is false where another process has it now, or nobody. */
  async keep(
    id: string,
    holder: string,
    leaseMs: number,
    progress: (ImportCounts & { bytesRead: number; warnings: readonly string[] }) | null,
  ): Promise<{ held: boolean; stopAsked: boolean }> {
    const [kept] = await this.db.transaction((orm) =>
      orm
        .update(importRun)
        .set({ ...leaseOf(leaseMs), ...(progress && { ...progress, ...NEXT }) })
        .where(mine(id, holder))
        .returning({ stopAsked: importRun.stopAsked }),
    );
    return { held: kept !== undefined, stopAsked: kept?.stopAsked ?? false };
  }

  /** Writes down how it ended, with its rejected rows, all at once. False where another process has it now. */
  finish(id: string, holder: string, end: ImportEnd, rejected: AsyncIterable<Buffer> | null): Promise<boolean> {
    return this.db.transaction(async (orm) => {
      const [done] = await orm
        .update(importRun)
        .set({ ...end, ...NEXT, ...LEFT, finishedAt: present() })
        .where(mine(id, holder))
        .returning({ id: importRun.id });
      if (!done) return false;
      let piece = 0;
      if (rejected)
        for await (const content of rejected)
          await orm.insert(importRejected).values({ importId: id, piece: piece++, content });
      return true;
    });
  }

  /** Gives it back, to be taken up again: the hub stops. */
  async giveBack(id: string, holder: string): Promise<void> {
    const set = { status: 'INTERRUPTED', attempts: sql`greatest(${importRun.attempts} - 1, 0)`, ...NEXT, ...LEFT };
    await this.db.transaction((orm) => orm.update(importRun).set(set).where(mine(id, holder)));
  }

  /** Asks an import to stop; one that nobody runs has stopped by that. Answers it as it is then. */
  askStop(id: string): Promise<ImportRun> {
    return this.db.transaction(async (orm) => {
      await orm.execute(TURN);
      const stopped = { status: 'STOPPED', message: STOPPED, finishedAt: present(), ...NEXT, ...LEFT };
      await orm
        .update(importRun)
        .set(stopped)
        .where(and(eq(importRun.id, id), OPEN, FREE));
      const [run] = await orm.update(importRun).set({ stopAsked: true }).where(eq(importRun.id, id)).returning(SHOWN);
      return run as ImportRun;
    });
  }

  /** Which of these imports will still run. */
  async open(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.db.orm
      .select({ id: importRun.id })
      .from(importRun)
      .where(and(inArray(importRun.id, [...ids]), OPEN));
    return new Set(rows.map((row) => row.id));
  }

  /** What an import has written so far, over all times that it was begun. */
  async written(id: string): Promise<{ inserted: number; updated: number }> {
    const [sum] = await this.db.sql<{ inserted: number; updated: number }[]>`
      select coalesce(sum((receipt->>'inserted')::int), 0)::float8 inserted, coalesce(sum((receipt->>'updated')::int), 0)::float8 updated
      from hub.submission where import_id = ${id}`;
    return sum ?? { inserted: 0, updated: 0 };
  }

  /** The rejected file of an import, piece by piece. */
  async *rejected(id: string): AsyncGenerator<Buffer> {
    for (let piece = 0; ; piece++) {
      const at = and(eq(importRejected.importId, id), eq(importRejected.piece, piece));
      const [found] = await this.db.orm.select({ content: importRejected.content }).from(importRejected).where(at);
      if (!found) return;
      yield found.content;
    }
  }

  /** Drops rejected files, and details, of imports that were received before an instant, and fails what nobody took up since. Answers how many. */
  sweep(before: Date): Promise<number> {
    return this.db.transaction(async (orm) => {
      const old = and(
        or(isNotNull(importRun.rejectedBytes), isNotNull(importRun.details)),
        lt(importRun.receivedAt, before),
      );
      const rows = await orm
        .update(importRun)
        .set({ rejectedBytes: null, details: null, ...NEXT })
        .where(old)
        .returning({ id: importRun.id });
      const ids = rows.map((row) => row.id);
      if (ids.length > 0) await orm.execute(sql`delete from hub.import_rejected where import_id in ${ids}`);
      const gone = { status: 'FAILED', message: GONE, finishedAt: present(), ...NEXT, ...LEFT };
      await orm
        .update(importRun)
        .set(gone)
        .where(and(OPEN, FREE, lt(importRun.receivedAt, before)));
      return ids.length;
    });
  }

  /** Imports that run and that wait, over all hubs of the database. */
  async state(): Promise<{ running: number; waiting: number }> {
    const [found] = await this.db.sql<{ running: number; waiting: number }[]>`
      select count(*) filter (where status = 'RUNNING')::float8 running, count(*) filter (where status <> 'RUNNING')::float8 waiting
      from hub.import_run where status in ('RECEIVED', 'RUNNING', 'INTERRUPTED')`;
    return found ?? { running: 0, waiting: 0 };
  }
}

const mine = (id: string, holder: string) =>
  and(eq(importRun.id, id), eq(importRun.status, 'RUNNING'), eq(importRun.leaseHolder, holder));
