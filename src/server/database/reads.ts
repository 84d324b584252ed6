import { setTimeout as pause } from 'node:timers/promises';
import { type DocumentNode, visit } from 'graphql';
import { atHost, hostsOf } from '../../../db/address.js';
import { connect, type Db, type DbOptions } from '../../../db/client.js';
import type { Greeted } from '../../../db/greeting.js';
import { during, type Patience, type Place } from '../../kernel/patience.js';
import type { Settings } from '../settings.js';

/** How far a request's reads have to have come: a position of the log in its epoch. */
export interface Seen {
  position: number;
  epoch: string;
}

export interface ReadsDeps {
  /** The standbys, each a database by itself; the first that is well is read from. */
  open: ((greeted: (state: Greeted) => Error | null) => Db)[];
  /** What this process has seen of the log where it is written. */
  seen(): Seen;
  /** Refuses to go on where what is read otherwise has not come so far: while no primary can be reached. */
  reached?: ((position: number) => Promise<void>) | undefined;
  counted(place: 'standby' | 'primary'): void;
}

/** The reads of a process, as its settings have them; undefined where everything is read where it is written. */
export function readsOf(
  { HUB_READ_DATABASE_URL: url }: Pick<Settings, 'HUB_READ_DATABASE_URL'>,
  connection: Omit<DbOptions, 'url'>,
  deps: Omit<ReadsDeps, 'open'>,
): Reads | undefined {
  if (!url && !deps.reached) return undefined;
  const addresses = url ? hostsOf(url).map((host) => atHost(url, host)) : [];
  const open = addresses.map(
    (address): ReadsDeps['open'][number] =>
      (greeted) =>
        connect({ ...connection, url: address, greeted, checks: 1 }),
  );
  return new Reads({ ...deps, open });
}

/** So long a standby is waited for that is behind; it is read from the primary then. */
const WITHIN_MS = 200;
const LOOK_AGAIN_MS = 10;
/** One that did not answer is not asked for so long. */
const AWAY_MS = 2_000;

/**
 * What is checked and recorded, or is an agency's own and was written by it a moment ago, is read where it is written; and so is what was known
 * at an instant, since a standby cannot be asked which writes of that instant are still under way.
 */
const STAYS = new Set([
  ...['creditCheck', 'creditChecks', 'inquiries', 'portfolio', 'portfolios', 'consumers', 'webhook', 'webhooks'],
  ...['registeredOperations', 'logCheckpoint', 'eventProof'],
]);
const STAYS_WITH = 'knownAt';

/** Sends the reads of queries to standbys, where they are as new as their caller may expect (db/README.md, "Reads from standbys"). */
export class Reads {
  private readonly standbys: Standby[];
  private readonly stays = new WeakMap<DocumentNode, boolean>();

  constructor(private readonly deps: ReadsDeps) {
    this.standbys = deps.open.map((open) => new Standby(open));
  }

  /** Where a query of a document is read for who waits; `least`: the position that the request brings. Answers whether it is a standby. */
  async begin(document: DocumentNode, patience: Patience, least = 0, seen = this.deps.seen()): Promise<boolean> {
    const { standbys, deps } = this;
    const needed = { position: Math.max(least, seen.position), epoch: seen.epoch };
    patience.place = standbys.length === 0 || this.staysIn(document) ? null : await this.placeFor(needed);
    if (standbys.length > 0) deps.counted(patience.place ? 'standby' : 'primary');
    if (least > 0 && !patience.place) await deps.reached?.(least);
    return patience.place !== null;
  }

  /** What a standby could not answer is read where it is written. */
  end(patience: Patience): void {
    (patience.place as OwnPlace | null)?.failed();
    patience.place = null;
    this.deps.counted('primary');
  }

  /** Positions that the standby is behind what this process has seen, and whether it is read from. */
  get lags(): { lag: number; well: boolean }[] {
    const { position } = this.deps.seen();
    return this.standbys.map(({ known, well }) => ({ lag: Math.max(0, position - known.position), well }));
  }

  async close(): Promise<void> {
    await Promise.all(this.standbys.map((standby) => standby.close()));
  }

  private async placeFor(needed: Seen): Promise<OwnPlace | null> {
    for (const standby of this.standbys) {
      const place = await standby.reached(needed);
      if (place) return place;
    }
    return null;
  }

  private staysIn(document: DocumentNode): boolean {
    let stays = this.stays.get(document);
    if (stays === undefined) {
      stays = false;
      const leave = () => {
        stays = true;
      };
      visit(document, {
        Field: ({ name }) => void (STAYS.has(name.value) && leave()),
        Argument: ({ name }) => void (name.value === STAYS_WITH && leave()),
      });
      this.stays.set(document, stays);
    }
    return stays;
  }
}

/** A place that is told when it could not answer. */
interface OwnPlace extends Place {
  failed(): void;
}

/** A connection led to another server than the one that was asked how far it has come. */
class Elsewhere extends Error {
  readonly code = 'CONNECTION_CLOSED';
}

/** One standby as it runs: how far it has come is asked of it, and never goes back as long as it runs. */
class Standby {
  known: Seen = { position: 0, epoch: '' };
  private db: Db | null = null;
  private place: OwnPlace | null = null;
  private away = 0;
  private looking: Promise<boolean> | null = null;

  constructor(private readonly open: (greeted: (state: Greeted) => Error | null) => Db) {}

  get well(): boolean {
    return this.db !== null && performance.now() > this.away;
  }

  /** It, where it has come so far within a moment; what fails says no. */
  async reached(wanted: Seen): Promise<OwnPlace | null> {
    for (const end = performance.now() + WITHIN_MS; ; await pause(LOOK_AGAIN_MS)) {
      if (this.has(wanted)) return this.place;
      if (performance.now() < this.away) return null;
      this.looking ??= this.look().finally(() => {
        this.looking = null;
      });
      if (!(await this.looking) || performance.now() > end) return this.has(wanted) ? this.place : null;
    }
  }

  async close(): Promise<void> {
    const { db } = this;
    this.db = null;
    this.place = null;
    this.known = { position: 0, epoch: '' };
    await db?.close();
  }

  private has({ position, epoch }: Seen): boolean {
    return this.known.epoch === epoch && this.known.position >= position;
  }

  /** Whether it answered. */
  private async look(): Promise<boolean> {
    this.db ??= this.begin();
    this.place ??= this.placeOf(this.db);
    const { sql } = this.db.checks;
    const asked = during(null, () => sql<Seen[]>`select position::float8 "position", epoch from hub.head`);
    try {
      const rows = await Promise.race([asked, pause(2 * WITHIN_MS, null, { ref: false })]);
      if (!rows?.[0]) throw new Error('no answer');
      this.known = rows[0];
      return true;
    } catch {
      asked.catch(() => {});
      this.away = performance.now() + AWAY_MS;
      // Another server may stand there next, which has not come as far.
      void this.close();
      return false;
    }
  }

  private placeOf(db: Db): OwnPlace {
    const place: OwnPlace = {
      take: (lane, statement) => db.take(lane, statement),
      reach: async (position, patience) => {
        const { epoch } = this.known;
        if ((await this.reached({ epoch, position })) !== place) patience.place = null;
      },
      // It did not answer what it was asked: it is asked how far it has come before anything else.
      failed: () => {
        if (this.place === place) this.known = { position: 0, epoch: '' };
      },
    };
    return place;
  }

  private begin(): Db {
    let server: string | undefined;
    return this.open((state) => {
      server ??= state.server;
      return server === state.server ? null : new Elsewhere('this is another server than the one that was asked');
    });
  }
}
