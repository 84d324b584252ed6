import type { Command } from 'commander';
import type { ImportRun, UndoneRecord } from '../exchange/core.js';
import { HubError } from '../kernel/errors.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

/** Exit code where records were left as they are. */
const SOME_LEFT = 3;
/** So many records of each outcome a dry run shows. */
const SHOWN = 5;
const PROGRESS_EVERY_MS = 5_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `hub import undo RECEIPT` and `hub import list`. */
export function importUndoCommands(
  imports: Command,
  run: (work: (out: Output) => Promise<void>) => Promise<void>,
): void {
  imports
    .command('undo')
    .description('takes an import back, as new versions and events: nothing is erased; repeating it changes nothing')
    .argument('<receipt>', 'as the import printed it; see: npx hub import list')
    .option('--dry-run', 'says what it would do, and writes nothing')
    .addHelpText(
      'after',
      '\nExit code: 0 all of it is taken back, 3 records changed since were left, 1 it could not run.',
    )
    .action((receipt: string, options: { dryRun?: boolean }) => run((out) => undo(out, receipt, options)));
  imports
    .command('list')
    .description('the latest imports, newest first, with the receipts that undo takes')
    .option('--first <count>', 'so many', '20')
    .action((options: { first: string }) => run((out) => list(out, options.first)));
}

async function undo(out: Output, receipt: string, { dryRun = false }: { dryRun?: boolean }): Promise<void> {
  if (!UUID.test(receipt))
    throw new HubError('BAD_USER_INPUT', `${receipt} is not a receipt; see: npx hub import list`);
  const { undoImport } = await import('../exchange/core.js');
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  const shown = { ended: 0, restored: 0, left: 0 };
  let told = Number.POSITIVE_INFINITY;
  const summary = await withHub(({ db, rooms }) =>
    undoImport(db, {
      receipt,
      dryRun,
      signal: stop.signal,
      registers: Object.values(rooms.importers).map(({ register }) => register),
      on: (record) => {
        // Those that are left are for somebody to look at: each is told. Of the others a dry run shows the first.
        if (record.outcome === 'left' || (dryRun && shown[record.outcome]++ < SHOWN)) out.result(record, line(record));
      },
      progress: (done, total) => {
        told = Math.min(told, performance.now());
        if (done === total || performance.now() - told < PROGRESS_EVERY_MS) return;
        told = performance.now();
        out.say(`${Math.floor((100 * done) / total)} %, ${done} of ${total} versions`);
      },
    }),
  );
  const { ended, restored, left } = summary;
  const would = dryRun ? 'would be ' : '';
  const counts = `${ended} ${would}ended as recorded in error, ${restored} ${would}restored, ${left} left`;
  const nothing =
    ended + restored + left === 0 ? ['nothing to take back: that is done already, or it wrote nothing'] : [];
  out.result(summary, [...nothing, `${counts}${dryRun ? ' (nothing was written)' : ''}`]);
  if (left > 0) process.exitCode = SOME_LEFT;
}

const line = ({ outcome, documentNumber, uscc, reason }: UndoneRecord): string =>
  `${outcome}: ${[documentNumber, uscc].filter(Boolean).join(' ')}${reason ? `: ${reason}` : ''}`;

async function list(out: Output, first: string): Promise<void> {
  if (!/^[1-9]\d{0,4}$/.test(first)) throw new HubError('BAD_USER_INPUT', `--first ${first} is not a count`);
  const { recentImports } = await import('../exchange/core.js');
  const runs = await withHub(({ db, rooms }) => {
    const registers = Object.entries(rooms.importers).map(([name, { register }]) => [register.operation, name]);
    const names = new Map(registers as [string, string][]);
    return recentImports(db.sql, Number(first)).then((all) =>
      all.map(({ operation, recordedAt, ...rest }) => ({
        ...{ ...rest, recordedAt: new Date(recordedAt).toISOString() },
        register: names.get(operation) ?? operation,
      })),
    );
  });
  for (const one of runs) out.result(one, described(one));
  if (runs.length === 0) out.say('no imports yet');
}

function described(run: Omit<ImportRun, 'operation'> & { register: string }): string {
  const { receipt, recordedAt, register, files, providers, inserted, updated, unchanged, takenBack } = run;
  const back = takenBack > 0 ? `, taken back ${takenBack}` : '';
  return `${receipt}  ${recordedAt}  ${register}  ${files.join(', ')}  by ${providers.join(', ')}: inserted ${inserted}, updated ${updated}, unchanged ${unchanged}${back}`;
}
