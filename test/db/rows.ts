import type { Row, Sql } from 'postgres';
import { REGISTER_NAMES, REGISTERS } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { sampleColumns } from '../kit/samples.js';

/** A valid row of each register that the database has, written straight into its table, past every check of the hub. */
export async function plantRows(sql: Sql) {
  const [agency] = await sql`insert into hub.agency (name, kind) values ('登记', 'MARKET_REGULATION') returning id`;
  const uscc = sampleUscc(1);
  const agencyId = agency?.id as string;
  const rows: Record<string, Record<string, unknown> & { position: number }> = {};
  for (const [at, register] of REGISTER_NAMES.entries()) {
    const { table } = REGISTERS[register].ledger;
    const [there] = await sql`select to_regclass(${`hub.${table}`}) is not null it`;
    if (!there?.it) continue;
    const row = { ...sampleColumns(register, `D-${at + 1}`), ...stamp(agencyId, at + 1) };
    await sql`insert into ${sql(`hub.${table}`)} ${sql(row as Row)}`;
    rows[table] = row;
  }
  return { rows, uscc, agencyId };
}
export type Planted = Awaited<ReturnType<typeof plantRows>>;

const stamp = (provider_id: string, position: number) => ({
  ...{ provider_id, position, received_at: '2026-01-01T00:00:00Z', recorded_at: '2026-01-01T00:00:01Z' },
});
