import type { Sql } from 'postgres';
import type { Db } from '../../../db/client.js';
import type { ImportStatus } from '../../kernel/vocabulary.js';
import type { ImportCounts } from './import-run.js';

/** Whose imports: those that brought an agency's records; or with null everybody's. */
export interface ReceiptView {
  agencyId: string | null;
}

export interface ReceiptFilter {
  register?: string | null | undefined;
  status?: ImportStatus | null | undefined;
  /** The receipt itself. */
  id?: string | undefined;
}

/** The receipt of an import, of a file that was handed in over HTTP or of one that an operator imported. */
export interface ReceiptRow extends ImportCounts {
  id: string;
  register: string;
  file: string;
  /** Who handed it in; null: an operator, by the command. */
  agency: string | null;
  sha256: string | null;
  bytes: number | null;
  status: ImportStatus;
  dryRun: boolean;
  message: string | null;
  receivedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  hasRejected: boolean;
  /** It was to be whole and is not (`keptNothing`). */
  nothingKept: boolean;
  /** Records of it that were taken back. */
  takenBack: number;
}

const INSTANTS = ['receivedAt', 'startedAt', 'finishedAt'] as const;
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const sum = (field: string) => `sum((s.receipt->>'${field}')::int)::float8 ${field}`;

/**
 * What an agency handed in is one row each; of the rest there are the batches that were written for it, which tell of their import what is
 * known: $2 is the register of each operation.
 */
const textOf = (own: boolean): string => `
  with written as (
    select s.import_id id, min(s.operation) operation, string_agg(distinct s.receipt->>'file', ', ') file,
      min(s.received_at) received_at, max(s.recorded_at) recorded_at,
      ${['inserted', 'updated', 'unchanged', 'rejected'].map(sum).join(', ')}
    from hub.submission s where s.import_id is not null ${own ? 'and s.agency_id = $1' : 'and $1::uuid is null'}
      and not exists (select from hub.import_run r where r.id = s.import_id ${own ? 'and r.agency_id = $1' : ''})
    group by s.import_id),
  receipts as (
    select r.id, r.register, r.file, r.agency_id, r.sha256, r.bytes::float8 bytes, r.status, r.dry_run, r.message, r.received_at,
      r.started_at, r.finished_at, r.rejected_bytes is not null has_rejected,
      r.status in ('FAILED', 'STOPPED') and r.options @> '{"atomic": true}' nothing_kept, r.read::float8 "read", r.inserted::float8 inserted,
      r.updated::float8 updated, r.unchanged::float8 unchanged, r.rejected::float8 rejected
    from hub.import_run r ${own ? 'where r.agency_id = $1' : ''}
    union all
    select w.id, coalesce(r.register, $2::text::json->>w.operation, w.operation), coalesce(r.file, w.file), null, r.sha256, r.bytes,
      coalesce(r.status, 'DONE'), false, null, w.received_at, w.received_at, coalesce(r.finished_at, w.recorded_at), false, false,
      w.inserted + w.updated + w.unchanged + w.rejected, w.inserted, w.updated, w.unchanged, w.rejected
    from written w left join hub.import_run r on r.id = w.id)
  select p.id, p.register, p.file, a.name agency, p.sha256, p.bytes, p.status, p.dry_run "dryRun", p.message,
    ${ms('p.received_at')} "receivedAt", ${ms('p.started_at')} "startedAt", ${ms('p.finished_at')} "finishedAt",
    p.has_rejected "hasRejected", p.nothing_kept "nothingKept", p.read, p.inserted, p.updated, p.unchanged, p.rejected,
    (select count(*)::float8 from hub.takeback t where t.import_id = p.id) "takenBack"
  from (select * from receipts
    where ($3::text is null or register = $3) and ($4::text is null or status = $4) and ($5::uuid is null or id = $5)
      and ($6::timestamptz is null or (received_at, id) < ($6, $7::uuid))
    order by received_at desc, id desc limit $8) p
  left join hub.agency a on a.id = p.agency_id
  order by p.received_at desc, p.id desc`;
const OWN = textOf(true);
const ALL = textOf(false);

/** Receipts of imports, newest first: those that were handed in, and what an operator imported for an agency. */
export class ImportReceiptStore {
  private readonly registers: string;

  constructor(
    private readonly db: Pick<Db, 'sql'>,
    /** The name of the register that each operation submits to. */
    registers: ReadonlyMap<string, string>,
  ) {
    this.registers = JSON.stringify(Object.fromEntries(registers));
  }

  /** With one row more than `limit` where more follow. */
  async page(
    { agencyId }: ReceiptView,
    { register = null, status = null, id = null }: { [K in keyof ReceiptFilter]?: ReceiptFilter[K] | null },
    after: readonly [receivedAt: string, id: string] | null,
    limit: number,
  ): Promise<ReceiptRow[]> {
    const [at, behind] = after ?? [null, null];
    const values = [agencyId, this.registers, register, status, id, at, behind, limit + 1];
    const { sql }: { sql: Sql } = this.db;
    const rows = await sql.unsafe(agencyId === null ? ALL : OWN, values, { prepare: true });
    return rows.map((row) => {
      const instants = INSTANTS.map((name) => [name, row[name] === null ? null : new Date(row[name] as number)]);
      return { ...row, ...Object.fromEntries(instants) } as ReceiptRow;
    });
  }
}
