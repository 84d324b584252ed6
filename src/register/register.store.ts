import type { PendingQuery, Sql, Row as SqlRow } from 'postgres';
import { bulkInsertNew, bulkUpdate } from '../../db/bulk.js';
import { type Db, type Orm, prepared } from '../../db/client.js';
import type { RegisterTables } from '../../db/tables/register.js';
import type { VersionTables } from '../../db/versions.js';
import { Where } from '../../db/where.js';
import type { Alongside, AlongsideRow } from '../enterprise/index.js';
import { settled } from '../exchange/core.js';
import { groupBy } from '../kernel/collect.js';
import type { Row } from './document.js';
import type { Facts } from './facts.js';
import { decoder, type OwnSql, RegisterSql } from './register.sql.js';
import type { RegisterView } from './register.view.js';

/** Codes asked about, as a piece of a statement. */
type Codes = PendingQuery<SqlRow[]>;

/** What a register is stored in, with what of its statements is its own. */
export interface Stored<F extends Facts> {
  facts: F;
  tables: RegisterTables;
  sql: OwnSql<F>;
}

/** The statements of a register. Finders take a view first: it says what of the register they may answer. */
export class RegisterStore<F extends Facts> {
  readonly pieces: RegisterSql<F>;
  readonly versionsTables: VersionTables;
  readonly decoded: <R extends object>(rows: R[]) => R[];

  constructor(readonly stored: Stored<F>) {
    const { facts, tables, sql } = stored;
    this.pieces = new RegisterSql(tables.name, facts, tables.column, sql);
    this.versionsTables = { live: tables.live, history: tables.history, key: 'id' };
    this.decoded = decoder(facts);
  }

  private async run<R extends object = Row<F>>({ sql }: Pick<Db, 'sql'>, text: string, where: Where): Promise<R[]> {
    return this.decoded(await sql.unsafe<R[]>(text, where.values as never[], { prepare: true }));
  }

  /** Present versions by document number, for the decisions of a batch of one provider. */
  async current(orm: Orm, providerId: string, numbers: readonly string[]): Promise<Map<string, Row<F>>> {
    const rows = await this.present(orm, 'r.provider_id = $1 and r.document_number = any($2)', [providerId, numbers]);
    return new Map(rows.map((r) => [r.documentNumber, r]));
  }

  /** Present versions by id, whatever anybody may see of them. */
  async ofIds(orm: Orm, ids: readonly string[]): Promise<Map<string, Row<F>>> {
    const rows = await this.present(orm, 'r.id = any($1::bigint[])', [ids]);
    return new Map(rows.map((r) => [r.id, r]));
  }

  /** Present versions by a condition, whole. */
  async present(orm: Orm, condition: string, values: readonly unknown[], order = 'r.id'): Promise<Row<F>[]> {
    const { pieces } = this;
    const all = pieces.whole(new Where(), EVERYTHING);
    const text = `select ${all} from hub.${pieces.table} r where ${condition} order by ${order}`;
    return this.decoded(await prepared<Row<F>>(orm, text, values as unknown[]));
  }

  insert = (orm: Orm, rows: Row<F>[]) => bulkInsertNew(orm, this.stored.tables.live, rows);
  update = (orm: Orm, rows: Row<F>[]) =>
    bulkUpdate(orm, this.stored.tables.live, ['providerId', 'documentNumber'], rows);

  /** The record in force on a day for each code: the latest that holds then; null for none. */
  async inForce(db: Db, view: RegisterView, on: string, usccs: readonly string[]): Promise<(Row<F> | null)[]> {
    const { pieces } = this;
    const where = new Where().and('r.uscc = any(?)', usccs);
    where.and(pieces.holds(where, on));
    pieces.visible(where, view);
    const text = `select distinct on (r.uscc) ${pieces.carried(where, view)} from hub.${pieces.table} r where ${where}
      order by r.uscc, ${pieces.by} desc, r.id desc`;
    return byCode<F>(await this.run(db, text, where), usccs, on);
  }

  /** As `inForce`, by the versions that the hub knew at an instant. */
  async inForceKnownAt(
    db: Db,
    view: RegisterView,
    on: string,
    at: Date,
    usccs: readonly string[],
  ): Promise<(Row<F> | null)[]> {
    const { pieces } = this;
    const known = (await settled(db, at)).toISOString();
    const where = new Where();
    const codes = where.value(usccs);
    const instant = where.value(known);
    const versions = (past: boolean) => {
      const own = new Where(where.values).and(`r.uscc = any(${codes}) and r.recorded_at <= ${instant}`);
      own.and(pieces.holds(own, on));
      pieces.visible(own, { ...view, today: on });
      if (past) own.and(`r.superseded_at > ${instant}`);
      return `select ${pieces.whole(own, view, past ? 'past' : 'present')}
        from hub.${pieces.table}${past ? '_history' : ''} r where ${own}`;
    };
    const text = `select distinct on (uscc) * from (${versions(false)} union all ${versions(true)}) a
      order by uscc, "${pieces.own.by}" desc, id desc`;
    return byCode<F>(await this.run(db, text, where), usccs, on);
  }

  /** All records of each code, latest first. */
  async ofEnterprises(db: Db, view: RegisterView, usccs: readonly string[]): Promise<Row<F>[][]> {
    const { pieces } = this;
    const where = new Where().and('r.uscc = any(?)', usccs);
    pieces.visible(where, view);
    const text = `select ${pieces.carried(where, view)} from hub.${pieces.table} r where ${where} order by ${pieces.by} desc, r.id desc`;
    const by = groupBy(await this.run(db, text, where), (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  /** Whole records by id, null where there is none to see. */
  async byId(db: Db, view: RegisterView, ids: readonly string[]): Promise<(Row<F> | null)[]> {
    const { pieces } = this;
    const where = new Where().and('r.id = any(?::bigint[])', ids);
    pieces.visible(where, view);
    const columns = pieces.whole(where, view);
    const rows = await this.run(db, `select ${columns} from hub.${pieces.table} r where ${where}`, where);
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Those of the ids that the register has, whoever may read them: of the others one ended, because it was recorded in error. */
  async there({ sql }: Pick<Db, 'sql'>, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const text = `select r.id from hub.${this.pieces.table} r where r.id = any($1::bigint[])`;
    const rows = await sql.unsafe<{ id: string }[]>(text, [ids as string[]], { prepare: true });
    return new Set(rows.map(({ id }) => id));
  }

  /** Recorded versions that the view shows, newest first: of records seen because they are published, the published ones alone. */
  async versions(db: Db, view: RegisterView, ids: readonly string[]): Promise<Row<F>[][]> {
    const { pieces } = this;
    const all = new Where();
    const asked = `r.id = any(${all.value(ids)}::bigint[])`;
    const seen = (past: boolean) => {
      const where = new Where(all.values);
      pieces.visible(where, view);
      return { where, columns: pieces.whole(where, view, past ? 'past' : 'present') };
    };
    const among = new Where(all.values).and(asked);
    pieces.visible(among, view);
    const one = (past: boolean) => {
      const { where, columns } = seen(past);
      const table = `hub.${pieces.table}${past ? '_history' : ''}`;
      return `select ${columns} from ${table} r where r.id in (select r.id from hub.${pieces.table} r where ${among}) and ${where}`;
    };
    const text = `${one(false)} union all ${one(true)} order by "position" desc`;
    const by = groupBy(await this.run(db, text, all), (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** A page, latest first, with one row more than `limit` where more follow. `narrow` adds what is asked for. */
  async page(
    db: Db,
    view: RegisterView,
    narrow: (where: Where) => void,
    {
      after,
      limit,
      enterprise = null,
    }: { after: [string, string] | null; limit: number; enterprise?: Alongside | null },
  ): Promise<Row<F>[]> {
    const { pieces } = this;
    const where = new Where();
    pieces.visible(where, view);
    narrow(where);
    if (after) where.and(`(${pieces.by}, r.id) < (?::date, ?::bigint)`, ...after);
    const own = pieces.carried(where, view);
    const columns = enterprise ? `${own}, ${enterprise.columns('r.uscc')}` : own;
    const text = `select ${columns} from hub.${pieces.table} r where ${where}
      order by ${pieces.by} desc, r.id desc limit ${where.value(limit + 1)}`;
    // Not by `run`: so the rows of pages under load outlive no collection of garbage, which cost a fifth of a request.
    const rows = this.decoded(await db.sql.unsafe<Row<F>[]>(text, where.values as never[], { prepare: true }));
    if (enterprise) for (const row of rows) row.enterprise = enterprise.read(row as unknown as AlongsideRow);
    return rows;
  }

  /** For a credit check, as one JSON value: of each code the record in force on a day (of `each`, one), as it is now or was known at an instant. */
  forCheck(sql: Sql, on: string, known: Date | null, codes: Codes) {
    const { pieces } = this;
    const [before = '', ...behind] = (pieces.own.inForce ?? 'false').split('?');
    const holds = behind.reduce((all, piece) => sql`${all}${on}::date${sql.unsafe(piece)}`, sql`${sql.unsafe(before)}`);
    const core = sql.unsafe(pieces.core.replace('r.id', 'r.id::text id'));
    const [table, by, name] = [sql(`hub.${pieces.table}`), sql.unsafe(pieces.by), sql(pieces.own.by as string)];
    const { each } = pieces.own;
    const one = sql.unsafe(each ? `r.uscc, r.${this.stored.tables.column(each)}` : 'r.uscc');
    if (!known)
      return sql`select coalesce(json_agg(v), '[]') from (select distinct on (${one}) ${core} from ${table} r
        where r.uscc = any(${codes}) and ${holds} order by ${one}, ${by} desc, r.id desc) v`;
    const when = known.toISOString();
    const past = sql(`hub.${pieces.table}_history`);
    const version = sql.unsafe(pieces.version);
    const other = sql.unsafe(each ? `uscc, "${each}"` : 'uscc');
    return sql`select coalesce(json_agg(v), '[]') from (select distinct on (${other}) * from (
        select ${version} from ${table} r where r.uscc = any(${codes}) and r.recorded_at <= ${when} and ${holds}
        union all select ${version} from ${past} r where r.uscc = any(${codes}) and r.recorded_at <= ${when} and ${holds}
          and r.superseded_at > ${when}) a order by ${other}, ${name} desc, id::bigint desc) v`;
  }
}

/** What the hub itself sees: it decides about whole records. */
const EVERYTHING: RegisterView = {
  scope: 'ALL',
  today: '',
  division: null,
  internal: { scope: 'ALL', division: null } as RegisterView['internal'],
};

/** The one row of each code, standing as of a day. */
function byCode<F extends Facts>(rows: Row<F>[], usccs: readonly string[], on: string): (Row<F> | null)[] {
  const found = new Map<string, Row<F>>();
  for (const row of rows) found.set(row.uscc, Object.assign(row, { statusOn: on }));
  return usccs.map((uscc) => found.get(uscc) ?? null);
}
