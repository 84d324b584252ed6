import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { shownAddress } from '../../../db/address.js';
import { hasEmbedded } from '../../../db/embedded.js';
import { PlainError } from '../../kernel/plain-error.js';
import { projectRoot } from '../../kernel/project.js';
import { isGiven, type Settings } from '../settings.js';
import { type RunningMark, runningHubs } from './running.js';

/** There is no database where the settings point; the message names the running hub's, and the command that makes one. */
export class NoDatabase extends PlainError {}

/** Where the hubs of this checkout say that they run. */
export const runningFolder = ({ HUB_RUNNING_DIR }: Settings): string =>
  HUB_RUNNING_DIR ?? join(projectRoot, '.hub-running');

/** The database as people may read it: the data folder of the embedded one, or the address without password and options. */
export function databaseName({ DATABASE_URL, HUB_DATA_DIR }: Settings): string {
  if (!DATABASE_URL) return realPath(resolve(HUB_DATA_DIR));
  return shownAddress(DATABASE_URL) ?? 'DATABASE_URL';
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // not made yet
  }
}

/** What a person types to work on a running hub's database. */
const mendFor = ({ database, embedded }: RunningMark, command: string): string =>
  embedded ? `HUB_DATA_DIR=${quoted(database)} ${command}` : `DATABASE_URL=${database} ${command}, with its password`;

const quoted = (path: string): string => (/^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
const hubAt = ({ url, pid }: RunningMark): string => (url ? `the hub ${url}` : `a hub that starts (process ${pid})`);

/** The hub of this checkout that runs on the database of the settings; null where none does. */
export const runningHubHere = (settings: Settings): RunningMark | null =>
  runningHubs(runningFolder(settings)).find((mark) => mark.database === databaseName(settings)) ?? null;

/** Which database a command works on, in one line, and whether a hub runs there or on another one. */
export function describeDatabase(settings: Settings): string {
  const name = databaseName(settings);
  const running = runningHubs(runningFolder(settings));
  const here = running.find((mark) => mark.database === name);
  if (here) return `database ${name}, on which ${hubAt(here)} runs`;
  const none = `database ${name}, on which no hub of this checkout runs`;
  const [other] = running;
  return other ? `${none}; ${hubAt(other)} runs on ${other.database}: ${mendFor(other, 'npx hub …')}` : none;
}

/** Refuses to go on where the settings point to no database: a command that reads or changes a hub makes none. */
export function requireDatabase(settings: Settings): void {
  if (settings.DATABASE_URL || hasEmbedded(settings.HUB_DATA_DIR)) return;
  const there = `there is no database in ${databaseName(settings)}`;
  const [other] = runningHubs(runningFolder(settings));
  throw new NoDatabase(
    other
      ? `${there}; ${hubAt(other)} runs on ${other.database}. For that one: ${mendFor(other, 'npx hub …')}`
      : `${there}; check HUB_DATA_DIR, or make one: npm start, or an empty one: npx hub migrate`,
  );
}

/** Refuses, where neither keys nor a database are here and a hub runs elsewhere: its folder is the one that was meant. */
export function requireOwnKeys(settings: Settings, path: string): void {
  if (settings.HUB_SIGNING_KEYS || existsSync(path)) return;
  if (runningHubs(runningFolder(settings)).length > 0) requireDatabase(settings);
}

/** Refuses to make an empty database beside a running hub on another one, which was meant more likely. `command` is its own name. */
export function refuseSecondDatabase(settings: Settings, command: string): void {
  if (settings.DATABASE_URL || hasEmbedded(settings.HUB_DATA_DIR)) return;
  const name = databaseName(settings);
  const running = runningHubs(runningFolder(settings));
  const [other] = running;
  // Two starts at once over one new folder are one hub's.
  if (!other || running.some((mark) => mark.database === name)) return;
  throw new NoDatabase(
    `this would make a new database in ${name}, and ${hubAt(other)} runs on ${other.database}. ` +
      `For that one: ${mendFor(other, command)}; for a new one beside it: ${command === 'npm start' ? 'npm start --' : command} --new`,
  );
}

/** Whether the data folder was chosen, and is not the one that everybody gets. */
export const choseFolder = (): boolean => isGiven('HUB_DATA_DIR');
