import { type Embedded, findEmbedded, startEmbedded } from '../../../db/embedded.js';

export { DataFolderError } from '../../../db/embedded.js';

import { setTimeout as pause } from 'node:timers/promises';
import { NoPrimary } from '../../../db/cluster.js';
import { DatabaseUnfit, migrationState } from '../../../db/migrate.js';
import { clusterOf } from '../../../db/pool.js';
import { requireSessions } from '../../../db/pooler.js';
import { PlainError } from '../../kernel/plain-error.js';
import type { Settings } from '../settings.js';

export interface OpenDatabase {
  url: string;
  embedded: boolean;
  /** Of the embedded one: its data folder, and how a hub starts it again when it dies. */
  own?: ({ folder: string } & Pick<Embedded, 'supervise'>) | undefined;
  /** Stops the embedded server if nobody else uses it; after `withinMs` it is left to stop by itself. */
  release(withinMs?: number): Promise<void>;
}

/** The database of the settings: a given PostgreSQL as it is, or the embedded one, started if it does not run; `signal` ends that. */
export async function openDatabase(settings: Settings, signal?: AbortSignal): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return { url: settings.DATABASE_URL, embedded: false, release: async () => {} };
  const { url, release, supervise } = await startEmbedded(settings.HUB_DATA_DIR, {}, signal);
  return { url, embedded: true, own: { folder: settings.HUB_DATA_DIR, supervise }, release };
}

/** The address of the embedded database where it runs; null where it does not. Starts nothing. */
export const embeddedUrl = ({ HUB_DATA_DIR }: Settings): string | null => findEmbedded(HUB_DATA_DIR);

/** A hub that starts while none of its databases can be written to waits so long for a promotion: its supervisor begins it again after that. */
const WRITABLE_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 500;

/** Waits, where the address has several hosts, until one of them can be written to. Says so once; throws a PlainError after `withinMs`, and at once what a server says that refuses the hub. */
export async function untilWritable(
  url: string,
  say: (line: string) => void,
  { withinMs = WRITABLE_WITHIN_MS, signal }: { withinMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const cluster = clusterOf(url);
  if (!cluster) return;
  const end = performance.now() + withinMs;
  for (let told = false; ; told = true) {
    try {
      await cluster.primary();
      return;
    } catch (error) {
      if (!(error instanceof NoPrimary)) throw error;
      const seconds = withinMs / 1_000;
      if (!told) say(`hub: ${error.message}. It is waited for up to ${seconds} s`);
      if (performance.now() > end)
        throw new PlainError(`${error.message}. It was waited for ${seconds} s: promote one`);
    }
    await pause(LOOK_AGAIN_MS, undefined, signal ? { signal } : {});
  }
}

/** The database lacks migrations; the message names the command that mends it. */
export class NotMigrated extends PlainError {}

/** Refuses a database that this version of the hub does not fit. */
export async function requireMigrated(url: string): Promise<void> {
  await requireSessions(url);
  const { pending, referenceCurrent, unfit } = await migrationState(url);
  if (unfit) throw new DatabaseUnfit(unfit);
  if (pending.length > 0) {
    throw new NotMigrated(
      `the database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npx hub migrate`,
    );
  }
  if (!referenceCurrent)
    throw new NotMigrated('the database’s reference tables are of another version. Run: npx hub migrate');
}
