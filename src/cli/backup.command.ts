import type { Command } from 'commander';
import type { Manifest } from '../../db/backup/manifest.js';
import { heapKeeper } from '../kernel/heap.js';
import type { Checked } from './backup/check.js';
import type { Output } from './terminal/output.js';
import { stopSignal } from './terminal/stop-signal.js';

interface Options {
  keys: boolean;
  verify: boolean;
}

/** `hub backup DIR` and `hub backup verify DIR`. */
export function backupCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const backup = program
    .command('backup')
    .description('copies one state of the database, with the signing keys, into a folder; hubs go on meanwhile')
    .argument('<folder>', 'is made; one that is there must be empty')
    .option('--no-keys', 'leave the signing keys out: they are secrets, and need a backup of their own then')
    .option('--no-verify', 'do not read back what was written')
    .addHelpText('after', '\nWhat to do with it, and how to restore it: db/OPERATIONS.md.')
    .action((folder: string, options: Options) => run((out) => take(out, folder, options)));
  backup
    .command('verify')
    .description('reads a backup: every file, the log’s hash chain and its signed checkpoints; no database is needed')
    .argument('<folder>', 'the backup')
    .addHelpText('after', '\nExit code: 0 nothing is wrong, 1 something was altered, or it could not be looked.')
    .action((folder: string) => run((out) => verify(out, folder)));
}

async function take(out: Output, folder: string, options: Options): Promise<void> {
  const [server, { takeBackup }, { keysInto }, { steps }] = await Promise.all([
    import('../server/core.js'),
    import('../../db/backup/backup.js'),
    import('./backup/keys.js'),
    import('./terminal/steps.js'),
  ]);
  const settings = server.readSettings();
  server.requireDatabase(settings);
  out.say(`hub: ${server.describeDatabase(settings)}`);
  const signal = stopSignal('no backup was made');
  const started = performance.now();
  const database = await server.openDatabase(settings, signal);
  const bar = steps('backup', 'rows', out.json);
  let manifest: Manifest;
  try {
    await server.requireMigrated(database.url);
    const keys = keysInto(server.signingKeysOf(settings), options.keys);
    const keepHeap = heapKeeper();
    const progress = (rows: number, total: number) => {
      bar.at(rows, total);
      keepHeap();
    };
    manifest = await takeBackup({ url: database.url, folder, keys, signal, progress });
  } catch (error) {
    throw explained(error, folder);
  } finally {
    bar.end();
    await database.release();
  }
  const seconds = (performance.now() - started) / 1_000;
  const checked = options.verify ? await check(out, folder) : null;
  report(out, { folder, manifest, checked, seconds });
}

async function verify(out: Output, folder: string): Promise<void> {
  const checked = await check(out, folder);
  report(out, { folder, manifest: checked.manifest, checked, seconds: null });
}

async function check(out: Output, folder: string): Promise<Checked> {
  const [{ checkBackup }, { steps }] = await Promise.all([import('./backup/check.js'), import('./terminal/steps.js')]);
  const bar = steps('verify', 'rows', out.json);
  const keepHeap = heapKeeper();
  const progress = (rows: number, total: number) => {
    bar.at(rows, total);
    keepHeap();
  };
  const signal = stopSignal('the backup is there, and was not read back');
  return checkBackup(folder, { signal, progress }).finally(() => bar.end());
}

interface Result {
  folder: string;
  manifest: Manifest;
  checked: Checked | null;
  /** That the copy took; null where none was made. */
  seconds: number | null;
}

function report(out: Output, { folder, manifest, checked, seconds }: Result): void {
  const { log, tables, keys, hub, takenAt } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.flatMap((t) => t.files).reduce((sum, file) => sum + file.bytes, 0);
  const fault = checked?.fault ?? null;
  const kept = keys === null ? 'none' : keys.sha256 === null ? 'left out' : 'included';
  const result = {
    ...{ ok: fault === null, folder, hub, takenAt, logId: log.id, position: log.position, recordedAt: log.recordedAt },
    ...{ tables: tables.length, rows, bytes, keys: kept, verified: checked !== null, fault },
    ...(seconds === null ? {} : { seconds: Math.round(seconds * 1_000) / 1_000 }),
  };
  const took =
    seconds === null ? '' : ` (${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} rows/s)`;
  const lines = [
    `${folder}: ${rows} rows of ${tables.length} tables, ${(bytes / 1e6).toFixed(1)} MB${took}`,
    `the log ${log.id} up to position ${log.position}, recorded at ${log.recordedAt}`,
    KEYS_SAID[kept],
  ];
  if (checked && !fault)
    lines.push(
      `read back: every file is as it was written, and so are ${checked.events} events (${checked.checkpoints} checkpoints)`,
    );
  if (fault)
    lines.push(`the log was altered before it was copied; first bad position: ${fault.position}`, fault.message);
  out.result(result, lines);
  if (fault) process.exitCode = 1;
}

const KEYS_SAID = {
  included: 'the signing keys are in it: whoever has the folder can sign as the hub; keep it as you keep them',
  'left out': 'the signing keys are NOT in it: without a copy of their own the log cannot go on under its signature',
  none: 'no signing keys are in it: this hub had none here',
};

/** The folder's own faults, told with its name. */
function explained(error: unknown, folder: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!syscall || !code) return error;
  const why = /^(ENOSPC|EDQUOT)$/.test(code) ? 'no space is left there' : `it cannot be written (${code})`;
  return Object.assign(new Error(`${folder}: ${why}; no backup was made`), { code });
}
