import { beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { sampleUscc } from '../kit/sample.js';
import { TABLES } from '../kit/samples.js';
import { type Planted, plantRows } from './rows.js';

describe('the database itself', () => {
  let db: TestDatabase;
  let planted: Planted;
  beforeAll(async () => {
    db = await testDatabase();
    planted = await plantRows(db.sql);
  });

  /** The constraint that refuses a statement; a statement that goes through fails the test. */
  async function refusal(statement: string): Promise<string> {
    try {
      await db.sql.unsafe(statement);
    } catch (error) {
      const { constraint_name: name, code } = error as { constraint_name?: string; code: string };
      return name ?? code;
    }
    throw new Error(`the database took: ${statement}`);
  }
  /** An insert of a planted row with other values: texts as SQL, so that every type can be written. */
  function insert(table: string, changes: Record<string, string | null>): string {
    const quoted = (v: unknown) => (v === null ? 'null' : `'${v}'`);
    const row: Record<string, unknown> = { ...planted.rows[table], document_number: 'X-1', position: 100, ...changes };
    if (table === 'enterprise') row.uscc = changes.uscc ?? sampleUscc(50);
    return `insert into hub.${table} (${Object.keys(row)}) values (${Object.values(row).map(quoted)})`;
  }

  it.each<[string, Record<string, string | null>, string]>([
    ['enterprise', { uscc: '91620621PDY000010B' }, 'enterprise_uscc'],
    ['enterprise', { uscc: '91620621pdy00001x5' }, 'enterprise_uscc'],
    ['enterprise', { uscc: sampleUscc(1) }, 'enterprise_pkey'],
    ['enterprise', { name: '' }, 'enterprise_name'],
    ['enterprise', { name: '煤'.repeat(301) }, 'enterprise_name'],
    ['enterprise', { status: 'CLOSED' }, 'enterprise_status'],
    ['enterprise', { registered_capital: '-0.01' }, 'enterprise_capital'],
    ['enterprise', { currency: null }, 'enterprise_capital'],
    ['enterprise', { registered_capital: null }, 'enterprise_capital'],
    ['enterprise', { currency: 'cny' }, 'enterprise_currency'],
    ['enterprise', { division_code: '999999' }, 'enterprise_division_code_division_code_fk'],
    ['enterprise', { provider_id: '00000000-0000-0000-0000-000000000000' }, 'enterprise_provider_id_agency_id_fk'],
    ['enterprise', { valid_from: null }, '23502'],
    ['grading', { grade: 'GRADE_4' }, 'grading_grade'],
    ['grading', { score: '100.01' }, 'grading_score'],
    ['grading', { score: '-1' }, 'grading_score'],
    ['grading', { valid_until: '2028-03-02' }, 'grading_validity'],
    ['grading', { valid_until: '2025-03-01' }, 'grading_validity'],
    ['grading', { published_on: '2025-02-28' }, 'grading_published'],
    ['grading', { revoked_on: '2025-02-28', revocation_reason: '事故' }, 'grading_revoked'],
    ['grading', { revoked_on: '2026-02-28' }, 'grading_revoked'],
    ['grading', { revocation_reason: '事故' }, 'grading_revoked'],
    ['grading', { document_number: null }, 'grading_document_number'],
    ['grading', { document_number: 'D-2' }, 'grading_document'],
    ['grading', { uscc: sampleUscc(2) }, 'grading_uscc_enterprise_uscc_fk'],
    ['rating', { level: 'AAAA' }, 'rating_level'],
    ['rating', { valid_until: '2025-02-28' }, 'rating_validity'],
    ['rating', { document_number: null }, 'rating_document_number'],
    ['rating', { uscc: sampleUscc(2) }, 'rating_uscc_enterprise_uscc_fk'],
    ['accident', { category: 'FLOOD' }, 'accident_category'],
    ['accident', { deaths: '-1' }, 'accident_casualties'],
    ['accident', { status: 'CONCLUDED' }, 'accident_concluded'],
    ['accident', { reported_at: '2025-04-30T23:59:59Z' }, 'accident_reported'],
    ['accident', { responsibility: 'GUILTY' }, 'accident_responsibility'],
    ['accident', { level: 'ORDINARY' }, '428C9'],
    ['hazard', { level: 'MINOR' }, 'hazard_level'],
    ['hazard', { state: 'FIXED' }, 'hazard_state'],
    ['hazard', { deadline: '2025-04-30' }, 'hazard_deadline'],
    ['hazard', { state: 'LISTED' }, 'hazard_listed'],
    ['hazard', { plan_funds: '-1' }, 'hazard_funds'],
  ])('refuses %s %j by %s', async (table, changes, constraint) => {
    expect(await refusal(insert(table, changes))).toBe(constraint);
  });

  it('takes the boundary cases of the same checks', async () => {
    const { sql } = db;
    await sql.unsafe(insert('enterprise', { name: '煤'.repeat(300), registered_capital: '0' }));
    await sql.unsafe(insert('grading', { document_number: 'X-2', score: '100', published_on: '2025-03-01' }));
    await sql.unsafe(insert('grading', { document_number: 'X-3', issued_on: '2024-02-29', valid_until: '2027-02-28' }));
    await sql.unsafe(insert('rating', { document_number: 'X-2', valid_until: '2025-03-01' }));
    const taken = await sql`select score from hub.grading where document_number = 'X-2'`;
    expect([...taken]).toEqual([{ score: '100.00' }]);
  });

  it.each(TABLES)('never lets a record of hub.%s be deleted or the table emptied', async (table) => {
    for (const statement of [`delete from hub.${table}`, `truncate hub.${table} cascade`]) {
      expect(await refusal(statement), statement).toBe('23001');
    }
    expect((await db.sql`select 1 from ${db.sql(`hub.${table}`)}`).length).toBeGreaterThan(0);
  });

  it.each(TABLES)('keeps the version of hub.%s that an update supersedes, column by column', async (table) => {
    const { sql } = db;
    const name = sql(`hub.${table}`);
    const key = `D-${planted.rows[table]?.position}`;
    const [before] = await sql`select to_jsonb(t) row from ${name} t where document_number = ${key}`;
    await sql`update ${name} set position = position + 1000, recorded_at = recorded_at + interval '1 day' where document_number = ${key}`;
    const history =
      await sql`select to_jsonb(t) row from ${sql(`hub.${table}_history`)} t where document_number = ${key}`;
    const { superseded_at, superseded_position, ...kept } = history[0]?.row ?? {};
    expect(kept).toEqual(before?.row);
    expect(superseded_position).toBe((planted.rows[table]?.position ?? 0) + 1000);
    expect(new Date(superseded_at).toISOString()).toBe('2026-01-02T00:00:01.000Z');
    expect(history).toHaveLength(1);
  });

  it.each(TABLES)('refuses a version of hub.%s that is not recorded after the one before it', async (table) => {
    const update = (set: string) => refusal(`update hub.${table} set ${set} where document_number like 'D-%'`);
    expect(await update('document_number = document_number')).toBe('23001');
    expect(await update('position = position - 1')).toBe('23001');
    expect(await update("position = position + 1, recorded_at = recorded_at - interval '1 ms'")).toBe('23001');
  });

  it('writes history, supplements, transitions and submissions once', async () => {
    const { sql, transaction: _ } = db;
    await sql`insert into hub.submission (id, agency_id, operation, body_hash, received_at, recorded_at, position, receipt)
      values (gen_random_uuid(), ${planted.agencyId}, 'x', 'x', now(), now(), 0, '{}')`;
    const tables = [...TABLES.map((t) => `${t}_history`), 'accident_supplement', 'hazard_transition', 'submission'];
    for (const table of tables)
      for (const change of [
        `update hub.${table} set position = 0`,
        `delete from hub.${table}`,
        `truncate hub.${table}`,
      ])
        expect(await refusal(change), change).toBe('23001');
  });

  it('has one head, a key’s hash once, and a submission once under its key', async () => {
    const { agencyId } = planted;
    const another = (id: number) =>
      refusal(`insert into hub.head (id, position, recorded_at, epoch) values (${id}, 0, now(), 'e')`);
    expect([await another(2), await another(1)]).toEqual(['head_single', 'head_pkey']);
    const key = `insert into hub.agency_key (agency_id, prefix, hash) values ('${agencyId}', 'p', 'h')`;
    await db.sql.unsafe(key);
    expect(await refusal(key)).toBe('agency_key_hash_unique');
    expect(await refusal("insert into hub.agency (name, kind) values ('x', 'EMPEROR')")).toBe('agency_kind');
    expect(await refusal("insert into hub.agency (name, kind) values ('登记', 'LAND')")).toBe('agency_name_unique');
    const submission = `insert into hub.submission values (gen_random_uuid(), '${agencyId}', 'x', 'key', 'x', now(), now(), 0, '{}')`;
    await db.sql.unsafe(submission);
    expect(await refusal(submission)).toBe('submission_idempotency');
  });
});
