import type { Command } from 'commander';
import { tidyAfterBulkLoad } from '../../db/tidy.js';
import type { Provider } from '../access/index.js';
import { HubError } from '../kernel/errors.js';
import type { Importer, ImportSummary } from './import/index.js';
import { fail, type Output } from './output.js';
import { type Session, withHub } from './session.js';

const REGISTERS = ['enterprises', 'gradings', 'accidents', 'hazards', 'ratings', 'findings'] as const;
type Register = (typeof REGISTERS)[number];
/** Exit code where the import ran through and rows were rejected. */
const SOME_REJECTED = 3;

/** `hub import REGISTER FILE…`. */
export function importCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('import')
    .description('streams CSV, CSV.gz or NDJSON into a register; repeating it changes nothing')
    .argument('<register>', REGISTERS.join(', '))
    .argument('<files...>', 'files; rejected rows go to FILE.rejected.csv')
    .option(
      '--provider <agency>',
      'id or name of the agency whose records these are; left out: an agency "KIND import" of the whole hub',
    )
    .addHelpText(
      'after',
      '\nExit code: 0 it ran through, 3 rows were rejected, 1 it or one of its files could not run.',
    )
    .action((register: string, files: string[], options: { provider?: string }) =>
      run((out) => importFiles(out, register, files, options.provider)),
    );
}

async function importFiles(out: Output, name: string, files: string[], agency: string | undefined): Promise<void> {
  const register = REGISTERS.find((r) => r === name);
  if (!register) throw new HubError('BAD_USER_INPUT', `no register ${name}; there is ${REGISTERS.join(', ')}`);
  const { ImportError, importFile, importReport } = await import('./import/index.js');
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  const summaries = await withHub(async (session) => {
    const importer = session.rooms.importers[register] as unknown as Importer;
    const provider = await providerFor(session, register, agency);
    const done: ImportSummary[] = [];
    for (const file of files) {
      const report = importReport({ label: file.replace(/^.*\//, ''), quiet: out.json });
      try {
        const summary = await importFile({ file, importer, db: session.db, provider, report, signal: stop.signal });
        done.push(summary);
        out.result(summary, describe(summary));
      } catch (error) {
        // A file that cannot be read does not keep the others out.
        if (!(error instanceof ImportError) || stop.signal.aborted) throw error;
        fail(error, out.json);
      }
    }
    const changed = done.reduce((sum, s) => sum + s.inserted + s.updated, 0);
    if (changed >= BULK) await tidyAfterBulkLoad(session.db.sql, TABLE[register]);
    return done;
  });
  if (summaries.some((s) => s.rejected > 0)) process.exitCode ??= SOME_REJECTED;
}

function describe(s: ImportSummary): string[] {
  const counts = `read ${s.read}, inserted ${s.inserted}, updated ${s.updated}, unchanged ${s.unchanged}, rejected ${s.rejected}`;
  const lines = [`${s.file}: ${counts} (${s.seconds.toFixed(1)} s, ${s.rowsPerSecond} rows/s)`];
  if (s.unchanged > 0 && s.unchanged === s.read - s.rejected)
    lines.push('nothing changed: the register holds these records already');
  if (s.rejectedFile) lines.push(`rejected rows, with line and reason: ${s.rejectedFile}`);
  return lines;
}

/** From so many new rows on, searches would be slow until the database tidies up by itself. */
const BULK = 5_000;
const TABLE: Record<Register, string> = {
  enterprises: 'enterprise',
  gradings: 'grading',
  accidents: 'accident',
  hazards: 'hazard',
  ratings: 'rating',
  findings: 'finding',
};
const KIND: Record<Register, string> = {
  enterprises: 'MARKET_REGULATION',
  gradings: 'SAFETY_REGULATOR',
  accidents: 'SAFETY_REGULATOR',
  hazards: 'SAFETY_REGULATOR',
  ratings: 'CREDIT_OFFICE',
  findings: 'SAFETY_REGULATOR',
};

/** The agency that provides: the one named, or the register's provider for the whole hub, which is made if there is none. */
async function providerFor({ rooms }: Session, register: Register, agency: string | undefined): Promise<Provider> {
  if (agency?.trim() === '')
    throw new HubError('BAD_USER_INPUT', '--provider names an agency; see: npx hub agency list');
  if (agency !== undefined) return rooms.agencies.viewerNamed(agency);
  const kind = KIND[register];
  const name = `${kind} import`;
  const all = await rooms.agencies.list();
  const known = all.find((a) => a.name === name && a.kind === kind && !a.disabledAt);
  if (known) return rooms.agencies.viewerNamed(known.id);
  const { agency: made } = await rooms.agencies.add({ name, kind: kind as never, divisionCode: null });
  return rooms.agencies.viewerNamed(made.id);
}
