import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { connect } from '../../db/client.js';
import { clockGuard, ImportRunStore } from '../exchange/core.js';
import { faultsElsewhere } from './faults/faults.js';
import type { FromImports, ImportStart, ToImports } from './imports/import.message.js';
import { runImport } from './imports/run-import.js';
import { openSpool } from './imports/spool.js';
import { openRegisters } from './registers.js';
import { clockLimitsOf, type Settings } from './settings.js';
import { openLog } from './watch/log.js';

/**
 * The thread of imports (imports/README.md): the registers over connections of their own, without the graph and without doors, for
 * files that would keep the serving thread from its single checks.
 */
const port = parentPort as MessagePort;
const start = workerData as ImportStart;
const say = (message: FromImports) => port.postMessage(message);

/** Below the serving thread and the heavy one, where the system lets threads of a process differ (Linux). */
const NICE = 15;
if (process.platform === 'linux') {
  try {
    setPriority(0, NICE);
  } catch {
    // It works as well as before, only less politely.
  }
}

const settings: Settings = { ...start.settings, HUB_WEBHOOK_ALLOW: [] };
const log = openLog(settings);
faultsElsewhere(log, (cause, more) => say({ kind: 'fault', cause, more }));
const db = connect({
  ...{ url: start.databaseUrl, application: start.application, statementTimeout: settings.HUB_STATEMENT_TIMEOUT_MS },
  ...{ max: 2, checks: 1, recorders: 1, writers: 1 + settings.HUB_IMPORTS_AT_ONCE },
});
clockGuard(db).limits = clockLimitsOf(settings);
const deps = {
  ...{ db, log, store: new ImportRunStore(db), registers: await openRegisters(db), spool: openSpool(settings) },
  ...{ holder: start.holder, mostRejected: settings.HUB_IMPORT_LIMIT_BYTES },
};
const running = new Map<string, AbortController>();

port.on('message', (message: ToImports) => {
  if (message.kind === 'run') {
    const { id } = message.run;
    const end = new AbortController();
    running.set(id, end);
    void runImport(deps, message.run, end.signal, () => say({ kind: 'changed', id })).finally(() => {
      running.delete(id);
      say({ kind: 'over', id });
    });
  } else if (message.kind === 'end') running.get(message.id)?.abort(message.why);
  else
    void db.close().finally(() => {
      port.close();
    });
});

say({ kind: 'ready' });
