import type { Command } from 'commander';
import type { ArchiveReport, Fault, VerifyReport } from '../exchange/core.js';
import { HubError } from '../kernel/errors.js';
import { heapKeeper } from '../kernel/heap.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

interface Options {
  from?: string;
  keys?: string;
  checkpoint?: string[];
  registers?: boolean;
  archive?: string[];
}

/** `hub verify`. */
export function verifyCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('verify')
    .description('walks the log’s hash chain and its signed checkpoints; names the first position that was altered')
    .option(
      '--from <position>',
      'begin at the last checkpoint before this position; left out: at the oldest event kept',
    )
    .option('--checkpoint <file...>', 'JSON of checkpoints kept elsewhere, as Query.logCheckpoint answers them')
    .option('--registers', 'compare the registers with the log too: every version of a record has its event')
    .option('--archive <file...>', 'check archives of retention instead; no database is needed')
    .option('--keys <file>', 'JSON Web Key Set to check signatures with; left out: the hub’s own keys')
    .addHelpText('after', '\nExit code: 0 nothing is wrong, 1 something was altered, or it could not be looked.')
    .action((options: Options) =>
      run((out) => (options.archive ? verifyArchives(out, options.archive, options.keys) : verify(out, options))),
    );
}

async function verify(out: Output, options: Options): Promise<void> {
  const from = options.from === undefined ? undefined : positionOf(options.from);
  const { clockLimitsOf, clockStatus, readCheckpoints, readKeys, steps, verifyLog } = await tools();
  const keys = readKeys(options.keys);
  const kept = (options.checkpoint ?? []).flatMap(readCheckpoints);
  const bar = steps('verify', 'events', out.json);
  const started = performance.now();
  const report = await withHub(async ({ db, rooms, settings }) => {
    const keepHeap = heapKeeper();
    const progress = (position: number, first: number, head: number) => {
      bar.at(position - first + 1, head - first + 1);
      keepHeap();
    };
    const ledgers = options.registers ? Object.values(rooms.ledgers) : [];
    const verified = await verifyLog({ db, keys, from, kept, ledgers, progress });
    const { wrong } = await clockStatus(db, clockLimitsOf(settings));
    return { ...verified, clock: wrong?.line ?? null };
  }).finally(() => bar.end());
  const seconds = (performance.now() - started) / 1_000;
  const { fault } = report;
  const result = { ok: fault === null, ...report, seconds: Math.round(seconds * 1_000) / 1_000 };
  const times = report.times.map(({ message }) => `not altered, and yet: ${message}`);
  if (report.clock) times.push(`the clocks, now: ${report.clock}`);
  out.result(result, [...(fault ? [...faultLines(fault), ...tailLines(report)] : describe(report, seconds)), ...times]);
  if (fault) process.exitCode = 1;
}

/** Archives in the order of their positions; those that follow one another must do so in the chain too. */
async function verifyArchives(out: Output, files: string[], keySet: string | undefined): Promise<void> {
  const { readKeys, verifyArchive } = await tools();
  const keys = readKeys(keySet);
  const reports: ArchiveReport[] = [];
  for (const file of files) reports.push(await verifyArchive(file, keys));
  reports.sort((a, b) => a.from - b.from);
  for (const [i, report] of reports.entries()) {
    const before = reports[i - 1];
    const follows = before && !before.fault && before.logId === report.logId && before.to + 1 === report.from;
    if (!report.fault && follows && before.hash !== report.previousHash) {
      const message = `${report.file} does not go on from ${before.file}`;
      report.fault = { position: report.from, kind: 'ARCHIVE', message };
    }
    const { file, from, to, events, checkpoints, fault } = report;
    const fine = `positions ${from} to ${to} are as they were written: ${events} events, ${checkpoints} checkpoints`;
    out.result({ ok: fault === null, ...report }, fault ? [`${file}:`, ...faultLines(fault)] : `${file}: ${fine}`);
  }
  if (reports.some((r) => r.fault)) process.exitCode = 1;
}

const faultLines = ({ position, message }: Fault): string[] => [`first bad position: ${position}`, message];

const tailLines = ({ provedTo }: VerifyReport): string[] =>
  provedTo === null ? [] : [`up to position ${provedTo} the hub's signature says that the log is what it was`];

function describe({ from, to, events, checkpoints, corrections, lost }: VerifyReport, seconds: number): string[] {
  const rate = Math.round(events / Math.max(seconds, 0.001));
  const walked =
    events === 0 ? `the log is empty behind position ${to}` : `positions ${from} to ${to} are as they were written`;
  const line = `${walked}: ${events} events, ${checkpoints} checkpoints (${seconds.toFixed(1)} s, ${rate} events/s)`;
  return [line, ...lost.map(gone), ...corrections.map(correctedLine)];
}

/** Recorded times that are ahead of the true ones, and known to be. */
function correctedLine({ from, to, position, ahead, clock, finishedAt }: VerifyReport['corrections'][number]): string {
  const which = to < from ? 'the log’s time' : `the recorded times of positions ${from} to ${to}`;
  const open = finishedAt ? '' : ' (under way: npx hub clock correct goes on)';
  return `${which} ran ahead, corrected at position ${position}: ${ahead.toISOString()} was ${clock.toISOString()}${open}`;
}

const gone = (position: number): string =>
  `the kept checkpoint at ${position} is of what was lost as a later epoch of the log began: npx hub log epochs`;

function positionOf(text: string): number {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw new HubError('BAD_USER_INPUT', `${text} is not a position: a whole number from 1`);
}

/** What the command works with, loaded when it runs. */
async function tools() {
  const [exchange, progress, { ownKeys, readKeySet }, checkpoints, { clockLimitsOf }] = await Promise.all([
    import('../exchange/core.js'),
    import('./terminal/steps.js'),
    import('./proof/key-set.js'),
    import('./proof/checkpoint-file.js'),
    import('../server/core.js'),
  ]);
  /** The keys of a key set, or the hub's own. */
  const readKeys = (file: string | undefined) => (file === undefined ? ownKeys('--keys') : readKeySet(file));
  return { ...exchange, ...progress, ...checkpoints, clockLimitsOf, readKeys };
}
