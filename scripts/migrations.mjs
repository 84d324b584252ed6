import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run migrations -- --name NAME`: writes a migration from what changed in db/tables. A new register, which is a table with one of the
 * same name and `_history`, gets the guards that every register has: nothing is overwritten, deleted or emptied unnoticed.
 */
const folder = join(import.meta.dirname, '..', 'db', 'migrations');
const written = () => new Set(readdirSync(folder).filter((name) => name.endsWith('.sql')));

const before = written();
const bin = join(import.meta.dirname, '..', 'node_modules', 'drizzle-kit', 'bin.cjs');
execFileSync(process.execPath, [bin, 'generate', ...process.argv.slice(2)], { stdio: 'inherit' });

for (const name of written()) {
  if (before.has(name)) continue;
  const file = join(folder, name);
  const tables = [...readFileSync(file, 'utf8').matchAll(/CREATE TABLE "hub"\."(\w+)"/g)].map((m) => m[1]);
  const registers = tables.filter((table) => tables.includes(`${table}_history`));
  for (const table of registers) appendFileSync(file, guardsOf(table));
  if (registers.length > 0) console.log(`guards of ${registers.join(', ')} are in ${name}`);
}

function guardsOf(table) {
  const guard = (name, when, on, each, runs) =>
    `create trigger ${name} before ${when} on hub.${on} for each ${each} execute function hub.${runs}();`;
  return [
    '',
    guard('keep_history', 'update or delete', table, 'row', 'keep_history'),
    guard('keep_rows', 'truncate', table, 'statement', 'refuse_change'),
    guard('written_once', 'update or delete or truncate', `${table}_history`, 'statement', 'refuse_change'),
  ].join('\n--> statement-breakpoint\n');
}
