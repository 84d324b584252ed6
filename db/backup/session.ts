import postgres, { type Sql } from 'postgres';
import { atHost } from '../address.js';
import { ARRAYS } from '../arrays.js';
import { clusterOf } from '../pool.js';

/**
 * How values are written and read, whatever the database or the user is set to; and nothing ends what takes as long as there are rows.
 * The same as pg_dump sets.
 */
const SESSION: Record<string, string> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  // Where rows were hidden from this user, an error instead of a backup without them.
  row_security: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0', // from version 17 on
};

/** One connection for a backup or a restore. */
export async function openSession(url: string, application: string): Promise<Sql> {
  const primary = await clusterOf(url)?.primary();
  // The driver's own connection: it stops a COPY by another one like it, which a greeted pool would take for a beginning.
  const sql = postgres(primary ? atHost(url, primary) : url, {
    ...ARRAYS,
    max: 1,
    max_lifetime: null,
    onnotice() {},
    connection: { application_name: application },
  });
  const settings = JSON.stringify(SESSION);
  await sql`select set_config(s.name, w.value, false) from pg_settings s join json_each_text(${settings}::text::json) w on w.key = lower(s.name)`;
  return sql;
}
