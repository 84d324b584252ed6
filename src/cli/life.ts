import { setTimeout as pause } from 'node:timers/promises';
import {
  announceHub,
  databaseName,
  describeDatabase,
  type OpenDatabase,
  openDatabase,
  runningFolder,
  type Settings,
  untilWritable,
  withdrawHub,
} from '../server/core.js';
import type { RunningHub } from '../server/index.js';
import type { Output } from './terminal/output.js';

/** A signal repeated within this time is the same one: a terminal and npm both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 1_500;
/** How long a start that is told to stop may finish the step that it is at, so that the embedded database can be stopped after it. */
const STEP_MS = 4_000;
/** The same over a database that is somebody's own: nothing is to be stopped there, and what ran is rolled back. */
const LEAVE_MS = 500;
/** For the embedded database to stop, behind what HUB_STOP_WITHIN_MS gives to requests. After that it stops by itself. */
const RELEASE_MS = 1_750;
/** The same where the hub has left sooner, or has not served yet. */
const RELEASE_AT_MOST_MS = 5_000;

/** Resolves at the first SIGINT, SIGTERM or SIGHUP (the terminal was closed); a later one ends the process at once. */
function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((done) => {
    let first = 0;
    const on = (signal: NodeJS.Signals) => {
      if (!first) {
        first = performance.now();
        done(signal);
      } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(130);
    };
    process.on('SIGINT', on).on('SIGTERM', on).on('SIGHUP', on);
    // With the terminal its lines are lost; that must not keep the database from being stopped.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  });
}

/** A signal came while the hub started: nothing went wrong, and there is nothing to go on with. */
class StoppedEarly extends Error {}

/** Told between the steps of a start whether to go on with the next. */
export interface Steps {
  /** Throws where a signal has come meanwhile. */
  next(): void;
  /** Aborted by a signal. */
  signal: AbortSignal;
}

/**
 * The life of a hub's process: opens the database, has `begin` start the hub, waits for a signal, stops both. Where it cannot start
 * it throws the reason, with everything closed. A signal is obeyed at every moment of the start too: the step at hand ends, the
 * embedded database is stopped, and where a step hangs the process leaves it.
 */
export async function live(
  out: Output,
  settings: Settings,
  begin: (database: OpenDatabase, steps: Steps) => Promise<RunningHub>,
  stopping: () => void = () => {},
): Promise<void> {
  const stop = new AbortController();
  const longest = settings.HUB_STOP_WITHIN_MS + RELEASE_MS;
  let end = Number.POSITIVE_INFINITY;
  const stopped = untilStopped().then(() => {
    end = performance.now() + longest;
    stop.abort();
  });
  const release = async () => {
    const left = Math.min(RELEASE_AT_MOST_MS, Math.max(RELEASE_MS / 2, end - performance.now()));
    // What goes wrong here must not hide why the hub did not start.
    await database?.release(left).catch((error: Error) => out.say(`hub: ${error.message}`));
  };
  const next = () => {
    if (stop.signal.aborted) throw new StoppedEarly();
  };
  const folder = runningFolder(settings);
  const mark = { database: databaseName(settings), embedded: !settings.DATABASE_URL };
  let database: OpenDatabase | undefined;
  let served = false;
  const whole = async () => {
    out.say(`hub: ${describeDatabase(settings)}`);
    announceHub(folder, { ...mark, url: null });
    try {
      database = await openDatabase(settings, stop.signal);
      next();
      await untilWritable(database.url, out.say, { signal: stop.signal });
      const hub = await begin(database, { next, signal: stop.signal });
      served = true;
      announceHub(folder, { ...mark, url: hub.url });
      await stopped;
      stopping();
      await hub.stop();
    } catch (error) {
      if (!(error instanceof StoppedEarly || (stop.signal.aborted && !served))) throw error;
    } finally {
      withdrawHub(folder);
      await release();
    }
  };
  const patience = async () => {
    await stopped;
    await pause(mark.embedded ? STEP_MS : LEAVE_MS, undefined, { ref: false });
    if (served) {
      await pause(end - performance.now(), undefined, { ref: false });
      out.say('hub: it takes too long to stop; what still runs is left behind');
    } else await Promise.race([release(), pause(RELEASE_AT_MOST_MS)]);
    withdrawHub(folder);
    return process.exit(0);
  };
  await Promise.race([whole(), patience()]);
}
