import { type Manifest, readManifest, requireFiles } from '../../../db/backup/manifest.js';
import { migrationsOf, requireEmpty, restoreBackup } from '../../../db/backup/restore.js';
import { connect } from '../../../db/client.js';
import { hasEmbedded } from '../../../db/embedded.js';
import { migrateDatabase } from '../../../db/migrate.js';
import { openKeyring } from '../../access/index.js';
import { beginEpoch, confirmClock, type VerifyReport, verifyLog } from '../../exchange/core.js';
import { heapKeeper } from '../../kernel/heap.js';
import { PlainError } from '../../kernel/plain-error.js';
import * as server from '../../server/core.js';
import type { VerifyingKeys } from '../proof/key-set.js';
import type { Output } from '../terminal/output.js';
import { steps } from '../terminal/steps.js';
import { stopSignal } from '../terminal/stop-signal.js';
import { checkBackup, publicKeysOf } from './check.js';
import { bringKeys, type KeyPlan, planKeys } from './keys.js';

/** What the command line says. */
export interface RestoreOptions {
  dryRun?: boolean;
  lostKeys?: boolean;
  acceptFaults?: boolean;
  new?: boolean;
}

/** `hub restore`: everything that can be refused is refused before anything is written. */
export async function restore(out: Output, folder: string, options: RestoreOptions): Promise<void> {
  const settings = server.readSettings();
  const manifest = readManifest(folder);
  migrationsOf(manifest);
  requireFiles(folder, manifest);
  const name = server.databaseName(settings);
  const running = server.runningHubHere(settings);
  if (running)
    throw new PlainError(
      `a hub runs on ${name} (process ${running.pid}): name an empty database by HUB_DATA_DIR, or by DATABASE_URL`,
    );
  if (!options.new && !server.choseFolder()) server.refuseSecondDatabase(settings, `npx hub restore ${folder}`);
  const keysPath = server.signingKeysOf(settings);
  const plan = planKeys(folder, manifest, keysPath, options.lostKeys === true);
  out.say(`hub: ${server.describeDatabase(settings)}`);
  const signal = stopSignal('nothing was restored; repeat it, or remove what it began');
  if (options.dryRun) return tryOut(out, folder, settings, { name, plan, signal });

  const started = performance.now();
  const database = await server.openDatabase(settings, signal);
  const { url } = database;
  const bar = steps('restore', 'rows', out.json);
  try {
    await requireEmpty(url, name);
    const keepHeap = heapKeeper();
    const progress = (rows: number, total: number) => {
      bar.at(rows, total);
      keepHeap();
    };
    const step = (what: string) => {
      bar.end();
      out.say(`restore: ${what}`);
    };
    const finished = await restoreBackup({ url, name, folder, manifest, signal, progress, step }, async () => {
      if (plan === 'BRING') bringKeys(folder, keysPath);
      const { applied } = await migrateDatabase(url, { restoring: true });
      signal.throwIfAborted();
      step('compares the log and the registers');
      return { applied, ...(await verifyAndBegin(url, manifest, keysOf(keysPath, manifest), options)) };
    });
    report(out, { folder, name, manifest, plan, keysPath, started, ...finished });
  } finally {
    bar.end();
    await database.release();
  }
}

/** The keys where the hub has them; where they are lost, their public halves as the backup names them. */
const keysOf = (path: string, manifest: Manifest): VerifyingKeys =>
  openKeyring(path, { create: false })?.publicKeys() ?? publicKeysOf(manifest) ?? [];

async function verifyAndBegin(url: string, manifest: Manifest, keys: VerifyingKeys, options: RestoreOptions) {
  const db = connect({ url, max: 4, application: 'hub restore', statementTimeout: 0 });
  try {
    const { ledgers } = await server.openRegisters(db);
    const verified = await verifyLog({ db, keys, ledgers: Object.values(ledgers) });
    const { fault } = verified;
    if (fault && !options.acceptFaults)
      throw new PlainError(
        `the log was altered before it was copied; first bad position: ${fault.position}: ${fault.message}. To restore it all the same: --accept-faults`,
      );
    const why = `restored from the backup of ${manifest.takenAt}, position ${manifest.log.position}`;
    // A backup is older than the present: that no hub has run since is no finding about the clock.
    await confirmClock(db, server.clockLimitsOf(server.readSettings()), `hub restore, ${why}`);
    await beginEpoch(db, { reason: 'RESTORED', why });
    return { verified };
  } finally {
    await db.close();
  }
}

async function tryOut(
  out: Output,
  folder: string,
  settings: server.Settings,
  { name, plan, signal }: { name: string; plan: KeyPlan; signal: AbortSignal },
): Promise<void> {
  if (settings.DATABASE_URL || hasEmbedded(settings.HUB_DATA_DIR)) {
    const database = await server.openDatabase(settings, signal);
    try {
      await requireEmpty(database.url, name);
    } finally {
      await database.release();
    }
  }
  const bar = steps('verify', 'rows', out.json);
  const { manifest, fault, events } = await checkBackup(folder, { signal, progress: bar.at }).finally(() => bar.end());
  const { position, id } = manifest.log;
  const lines = fault
    ? [`the log was altered before it was copied; first bad position: ${fault.position}`, fault.message]
    : [`${folder} can be restored into ${name}: the log ${id} up to position ${position}, ${events} events`];
  out.result(
    { ok: fault === null, dryRun: true, folder, database: name, logId: id, position, keys: plan, fault },
    lines,
  );
  if (fault) process.exitCode = 1;
}

interface Restored {
  folder: string;
  name: string;
  manifest: Manifest;
  plan: KeyPlan;
  keysPath: string;
  started: number;
  applied: string[];
  verified: VerifyReport;
}

function report(out: Output, { folder, name, manifest, plan, keysPath, started, applied, verified }: Restored): void {
  const { log, tables } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const seconds = (performance.now() - started) / 1_000;
  const { fault, provedTo, events } = verified;
  const result = {
    ...{ ok: fault === null, folder, database: name, logId: log.id, position: log.position, rows, migrations: applied },
    ...{ keys: plan, provedTo, fault, seconds: Math.round(seconds * 1_000) / 1_000 },
  };
  const lines = [
    `restored ${folder} into ${name}: ${rows} rows (${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} rows/s)`,
    ...applied.map((migration) => `applied ${migration}`),
    fault
      ? `the log was altered before it was copied; first bad position: ${fault.position}: ${fault.message}`
      : `the log and the registers are as they were written: ${events} events up to position ${log.position}`,
    {
      BRING: `the signing keys are in ${keysPath}`,
      THERE: `the signing keys were in ${keysPath} already`,
      NEW: `the hub makes new signing keys at its start, in ${keysPath}`,
    }[plan],
  ];
  out.result(result, lines);
}
