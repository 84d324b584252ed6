import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { tidyAfterBulkLoad } from '../../db/tidy.js';
import type { Provider } from '../access/index.js';
import type { ImportSummary, KnownAgency } from '../intake/core.js';
import { HubError } from '../kernel/errors.js';
import type { RegisterName } from '../server/core.js';
import { importUndoCommands } from './import-undo.command.js';
import { REGISTER_NAMES, registerNamed } from './register-names.js';
import { fail, type Output } from './terminal/output.js';
import { type Session, withHub } from './terminal/session.js';

/** Exit code where the import ran through and rows were rejected. */
const SOME_REJECTED = 3;

/** `hub import REGISTER FILE…`. */
export function importCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const imports = program
    .command('import')
    .description('streams CSV, CSV.gz or NDJSON into a register; repeating it changes nothing')
    .argument('<register>', REGISTER_NAMES.join(', '))
    .argument('<files...>', 'files; rejected rows go to FILE.rejected.csv')
    .option(
      '--provider <agency>',
      'id or name of the agency whose records these are; left out: the column provider (提供单位) says so, row by row',
    )
    .addHelpText(
      'after',
      '\nExit code: 0 it ran through, 3 rows were rejected, 1 it or one of its files could not run.',
    )
    .action((register: string, files: string[], options: { provider?: string }) =>
      run((out) => importFiles(out, register, files, options.provider)),
    );
  importUndoCommands(imports, run);
}

async function importFiles(out: Output, name: string, files: string[], agency: string | undefined): Promise<void> {
  const register = registerNamed(name) as RegisterName;
  const { ImportError, importFile, importReport } = await import('../intake/core.js');
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  const summaries = await withHub(async (session) => {
    const importer = session.rooms.importers[register];
    const whose = { provider: await named(session, agency), agencies: await knownAgencies(session) };
    const receipt = randomUUID();
    const done: ImportSummary[] = [];
    for (const file of files) {
      const report = importReport({ label: file.replace(/^.*\//, ''), quiet: out.json });
      try {
        const summary = await importFile({
          ...{ file, importer, db: session.db, ...whose, receipt, report },
          signal: stop.signal,
        });
        done.push(summary);
        out.result(summary, describe(summary));
      } catch (error) {
        // A file that cannot be read does not keep the others out.
        if (!(error instanceof ImportError) || stop.signal.aborted) throw error;
        fail(error, out.json);
      }
    }
    const changed = done.reduce((sum, s) => sum + s.inserted + s.updated, 0);
    if (changed >= BULK) await tidyAfterBulkLoad(session.db.sql, session.rooms.ledgers[register].table);
    return done;
  });
  if (summaries.some((s) => s.rejected > 0)) process.exitCode ??= SOME_REJECTED;
}

function describe(s: ImportSummary): string[] {
  const counts = `read ${s.read}, inserted ${s.inserted}, updated ${s.updated}, unchanged ${s.unchanged}, rejected ${s.rejected}`;
  const lines = [`${s.file}: ${counts} (${s.seconds.toFixed(1)} s, ${s.rowsPerSecond} rows/s)`];
  if (s.unchanged > 0 && s.unchanged === s.read - s.rejected)
    lines.push('nothing changed: the register holds these records already');
  if (s.inserted + s.updated > 0) lines.push(`receipt ${s.receipt}; to take it back: npx hub import undo ${s.receipt}`);
  if (s.rejectedFile) lines.push(`rejected rows, with line and reason: ${s.rejectedFile}`);
  return lines;
}

/** From so many new rows on, searches would be slow until the database tidies up by itself. */
const BULK = 5_000;

/** The agency that `--provider` names; null: each row's own column says whose it is. */
async function named({ rooms }: Session, agency: string | undefined): Promise<Provider | null> {
  if (agency === undefined) return null;
  if (agency.trim() === '')
    throw new HubError('BAD_USER_INPUT', '--provider names an agency; see: npx hub agency list');
  return rooms.agencies.viewerNamed(agency);
}

/** Every agency, as far as an import needs to know it. */
const knownAgencies = async ({ rooms }: Session): Promise<KnownAgency[]> =>
  (await rooms.agencies.list()).map(({ id, kind, name, divisionCode, disabledAt }) => ({
    ...{ agencyId: id, kind, name, divisionCode },
    disabled: disabledAt !== null,
  }));
