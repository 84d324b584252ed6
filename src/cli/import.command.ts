import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { tidyAfterBulkLoad } from '../../db/tidy.js';
import type { Provider } from '../access/index.js';
import type { ImportSummary, KnownAgency, Limit, ReadOptions } from '../intake/core.js';
import { HubError } from '../kernel/errors.js';
import type { RegisterName } from '../server/core.js';
import { describe, left } from './import-summary.js';
import { importUndoCommands } from './import-undo.command.js';
import { REGISTER_NAMES, registerNamed } from './register-names.js';
import { fail, type Output } from './terminal/output.js';
import { type Session, withHub } from './terminal/session.js';

/** Exit code where the import ran through and rows were rejected. */
const SOME_REJECTED = 3;

interface Options {
  provider?: string;
  dryRun?: boolean;
  maxRejected?: string;
  atomic?: boolean;
  map?: string;
  sheet?: string;
  capitalUnit?: string;
}

const HELP = `
Examples:
  npx hub import enterprises export.csv --dry-run              what it would do; writes nothing
  npx hub import enterprises export.csv --atomic               all of it, or nothing
  npx hub import enterprises export.csv --max-rejected 5%      a failure where more rows are rejected
  npx hub import enterprises export.xlsx --sheet 企业 --capital-unit 万元
  npx hub import enterprises export.csv --map map.json         {"单位": "name", "代码": "uscc", "备注": null}

Rejected rows go to FILE.rejected.csv, with the reasons in English and Chinese: mend them there, in a spreadsheet too, and import that file.

Exit code: 0 it ran through, 3 rows were rejected, 1 it or one of its files could not run, or more were rejected than may be.`;

/** `hub import REGISTER FILE…`. */
export function importCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const imports = program
    .command('import')
    .enablePositionalOptions()
    .description('streams files as agencies export them into a register; repeating it changes nothing')
    .argument('<register>', REGISTER_NAMES.join(', '))
    .argument('<files...>', 'files; rejected rows go to FILE.rejected.csv')
    .option(
      '--provider <agency>',
      'id or name of the agency whose records these are; left out: the column provider (提供单位) says so, row by row',
    )
    .option(
      '--dry-run',
      'says what it would do: counts, the first faults, ten changes as before and after; writes nothing',
    )
    .option(
      '--max-rejected <count>',
      'so many rows of a file may be rejected, or so many of a hundred (5%): a file with more ends with exit code 1. What was written until then stays; a share is judged at the end',
    )
    .option(
      '--atomic',
      'keeps all of a file or nothing of it: nothing where more rows are rejected than --max-rejected says (without it: any). Up to 20,000 rows a file',
    )
    .option(
      '--map <file>',
      'headers that nobody foresaw: a JSON object of header to field, null for a column to be left out',
    )
    .option(
      '--sheet <name>',
      'name of the sheet of a workbook, or its number among those that are seen; left out: the first',
    )
    .option('--capital-unit <unit>', 'unit of amounts of capital that say none: 元 or 万元; left out: they are refused')
    .addHelpText('after', HELP)
    .action((register: string, files: string[], options: Options) =>
      run((out) => importFiles(out, register, files, options)),
    );
  importUndoCommands(imports, run);
}

async function importFiles(out: Output, name: string, files: string[], options: Options): Promise<void> {
  const register = registerNamed(name) as RegisterName;
  const { dryRun, atomic } = options;
  const how = { dryRun, atomic, maxRejected: limitOf(options), reading: readingOf(options) };
  const { ImportError, importFile, importReport, readHeaderMap } = await import('../intake/core.js');
  const { noteOf, recordImport } = await import('./import-record.js');
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  const summaries = await withHub(async (session) => {
    const importer = session.rooms.importers[register];
    if (options.map !== undefined) how.reading.map = await readHeaderMap(options.map, importer.headers);
    const whose = { provider: await named(session, options.provider), agencies: await knownAgencies(session) };
    const receipt = randomUUID();
    const noted = await noteOf(files, { receipt, register, options });
    // The rows are in, whether this can be written down or not.
    const record = async (end: Parameters<typeof recordImport>[2]) => {
      const unwritten = (error: Error) => out.say(`WARNING: the receipt has no hash of the file: ${error.message}`);
      if (noted) await recordImport(session.db, noted, end).catch(unwritten);
    };
    const done: ImportSummary[] = [];
    for (const file of files) {
      const report = importReport({ label: file.replace(/^.*\//, ''), quiet: out.json });
      try {
        const summary = await importFile({
          ...{ ...how, file, importer, db: session.db, ...whose, receipt, report },
          signal: stop.signal,
        });
        if (noted?.sha256) summary.sha256 = noted.sha256;
        done.push(summary);
        await record(summary);
        out.result(summary, describe(summary));
        if (summary.warning) out.say(`WARNING: ${summary.file}: ${summary.warning}`);
      } catch (error) {
        // A file that cannot be read does not keep the others out.
        if (!(error instanceof ImportError)) throw error;
        await record(error);
        const stays = left(error, file, receipt);
        fail(error, out.json, stays);
        if (stays.receipt !== '')
          out.say(`receipt ${receipt}; to take back what stays: npx hub import undo ${receipt}`);
        if (stop.signal.aborted) break;
      }
    }
    const changed = done.reduce((sum, s) => sum + (s.dryRun ? 0 : s.inserted + s.updated), 0);
    if (changed >= BULK) await tidyAfterBulkLoad(session.db.sql, session.rooms.ledgers[register].table);
    return done;
  });
  if (summaries.some((s) => s.rejected > 0)) process.exitCode ??= SOME_REJECTED;
}

/** What `--max-rejected` says. Throws BAD_USER_INPUT. */
function limitOf({ maxRejected: text }: Options): Limit | undefined {
  if (text === undefined) return undefined;
  const [, number = '', share] = /^\s*(\d{1,9}(?:\.\d{1,4})?)\s*([%％])?\s*$/.exec(text) ?? [];
  const value = Number(number);
  if (number === '' || (share ? value > 100 : !Number.isInteger(value)))
    throw new HubError('BAD_USER_INPUT', `--max-rejected ${text} is neither a count of rows nor a share such as 5%`);
  return share ? { percent: value } : { rows: value };
}

/** How the files are to be read. Throws BAD_USER_INPUT. */
function readingOf({ sheet, capitalUnit }: Options): ReadOptions {
  const unit = capitalUnit === undefined ? undefined : UNITS[capitalUnit.trim()];
  if (capitalUnit !== undefined && !unit)
    throw new HubError('BAD_USER_INPUT', `--capital-unit ${capitalUnit} is neither 元 nor 万元`);
  return { sheet, capitalUnit: unit };
}
const UNITS: Readonly<Record<string, ReadOptions['capitalUnit']>> = { 元: 'YUAN', 万元: 'TEN_THOUSAND_YUAN' };

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
