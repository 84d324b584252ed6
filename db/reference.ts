import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Sql, TransactionSql } from 'postgres';
import { projectRoot } from '../src/kernel/project.js';
import { holiday } from './tables/linkage.js';
import { division, industry, safetySector, safetySectorIndustry, safetySectorSet } from './tables/reference.js';

/** Committed file to table; parents first, because the later ones refer to them. */
const TABLES: [file: string, table: PgTable][] = [
  ['divisions', division],
  ['industries', industry],
  ['safety_sectors', safetySector],
  ['safety_sector_industries', safetySectorIndustry],
  ['safety_sector_sets', safetySectorSet],
  ['holidays', holiday],
];

const POLICIES = join(projectRoot, 'db/policies');

/** Every committed file that is loaded, in a fixed order. */
export function referenceFiles(): string[] {
  const policies = existsSync(POLICIES) ? readdirSync(POLICIES).filter((name) => name.endsWith('.json')) : [];
  return [
    ...TABLES.map(([file]) => join(projectRoot, `db/reference/${file}.csv`)),
    ...policies.sort().map((name) => join(POLICIES, name)),
  ];
}

/** Brings the reference tables to the committed files (insert or update; a code that left the file stays, records name it). */
export async function loadReference(sql: Sql, mark: string): Promise<void> {
  await sql.begin(async (tx) => {
    for (const [file, table] of TABLES) {
      const text = readFileSync(join(projectRoot, `db/reference/${file}.csv`), 'utf8');
      const rows: Record<string, string | null>[] = parse(text, { columns: true, cast: (v) => (v === '' ? null : v) });
      const config = getTableConfig(table);
      const names = config.columns.map((c) => c.name);
      const keys = config.columns.filter((c) => c.primary).map((c) => c.name);
      const pk = keys.length ? keys : (config.primaryKeys[0]?.columns.map((c) => c.name) ?? []);
      const full = rows.map((row) =>
        Object.fromEntries(names.map((n) => [n, row[n] ?? (n === 'statistical_only' ? 'false' : null)])),
      );
      const own = file === 'holidays' ? await withoutImported(tx, full) : full;
      const sets = names.filter((n) => !pk.includes(n)).map((n) => `${n} = excluded.${n}`);
      await tx.unsafe(
        `insert into hub.${config.name} (${names.join(', ')})
         select ${names.join(', ')} from jsonb_populate_recordset(null::hub.${config.name}, $1::text::jsonb)
         on conflict (${pk.join(', ')}) do update set ${sets.join(', ')}`,
        [JSON.stringify(own)],
      );
    }
    for (const file of referenceFiles().filter((name) => name.endsWith('.json'))) {
      await tx.unsafe(POLICY, [readFileSync(file, 'utf8')]);
    }
    await tx.unsafe(`comment on table hub.division is '${mark}'`);
  });
}

/** Days of the years that no import has brought: what an operator took from the notice stands, whatever a later version ships. */
async function withoutImported<Row extends Record<string, string | null | undefined>>(
  tx: TransactionSql,
  rows: Row[],
): Promise<Row[]> {
  const years = await tx<{ year: number }[]>`select distinct year from hub.holiday_import`;
  const imported = new Set(years.map(({ year }) => String(year)));
  return rows.filter(({ day }) => !imported.has(String(day).slice(0, 4)));
}

/** A policy that was ended by hand stays ended, whatever its file says. */
const POLICY = `insert into hub.policy (code, version, jurisdiction, effective_from, effective_to, document)
  select d->>'code', (d->>'version')::int, d->>'jurisdiction', (d->>'effectiveFrom')::date, (d->>'effectiveTo')::date, d
    from (select $1::text::jsonb d) given
  on conflict (code, version) do update set jurisdiction = excluded.jurisdiction, effective_from = excluded.effective_from,
    effective_to = case when policy.ended_at is null then excluded.effective_to else policy.effective_to end, document = excluded.document`;
