import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type Host, shownHost } from './address.js';

/** What one host of a cluster answered when it was looked at. */
export interface Found extends Host {
  /** Whether it can be written to. */
  writable: boolean;
  /** Of the log that it writes: a promotion begins a higher one. 0 of a standby. */
  timeline: number;
  /** How far it has come, in bytes of the database's own log. */
  reached: number;
  /** Why it cannot be written to, in a few words. */
  said: string;
  /** Its own refusal of the user, the password or the name of the database: no promotion mends that. */
  refusal?: Error;
}

/** None of an address's hosts can be written to at the moment. The message says of each why. */
export class NoPrimary extends Error {
  readonly code = 'NO_PRIMARY';
}

/** A connection of a cluster led to a server that cannot be written to: it has become a standby meanwhile. */
export class Demoted extends Error {
  readonly code = 'NO_PRIMARY';
}

/** A look that is so young is everybody's: a hundred connections that are lost at once ask once. */
const FRESH_MS = 500;
/** How long another host is waited for that may say that it is the later primary, once one has been found. */
const RIVALS_MS = 200;
/** How often it is looked whether another host is the primary by now, while connections are held. */
const WATCH_MS = 5_000;

/**
 * The servers of one address, of which one can write: which, is asked of all of them, and never remembered for longer than a moment. Two that
 * say so are a primary that came back and the one that was promoted meanwhile: the higher timeline is the later one. Connections to any
 * other host are cut as soon as the primary is seen elsewhere, so nobody writes, or reads, where the log has ended.
 */
export class Cluster {
  private readonly held = new Map<Duplex, string>();
  private looking: Promise<Found[]> | undefined;
  private last: { found: Found[]; at: number } | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `ask` looks at one host; it answers within seconds, and rejects where the host does not answer. */
  constructor(
    readonly hosts: readonly Host[],
    private readonly ask: (host: Host) => Promise<Found>,
  ) {}

  /** The one that can write. Throws NoPrimary, or what the servers say where each that answers refuses the hub. */
  async primary(): Promise<Found> {
    const found = await this.look();
    const first = primaryOf(found);
    if (first) return first;
    const refusal = found.find((f) => f.refusal)?.refusal;
    if (refusal && !found.some((f) => f.reached >= 0)) throw refusal;
    throw new NoPrimary(`no database can be written to: ${found.map((f) => `${shownHost(f)} ${f.said}`).join('; ')}`);
  }

  /** The one that can write, or while there is none the standby that has come furthest. Throws as `primary` does where none answers. */
  async readable(): Promise<Found> {
    const found = await this.look();
    const [furthest] = found.filter((f) => f.reached >= 0).sort((a, b) => b.reached - a.reached);
    return primaryOf(found) ?? furthest ?? this.primary();
  }

  /** Forgets what was seen last: something was met that does not fit it. */
  doubt(): void {
    this.last = undefined;
  }

  /** A connection to a host, for as long as it lives. */
  hold(socket: Duplex, host: Host): void {
    this.held.set(socket, shownHost(host));
    socket.once('close', () => {
      this.held.delete(socket);
      this.doubt();
    });
    this.watch();
  }

  private async look(): Promise<Found[]> {
    if (this.last && performance.now() - this.last.at < FRESH_MS) return this.last.found;
    this.looking ??= this.askAll().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async askAll(): Promise<Found[]> {
    const found: Found[] = this.hosts.map((host) => ({ ...host, ...SILENT }));
    let seen = () => {};
    const one = new Promise<void>((done) => {
      seen = done;
    });
    const all = Promise.all(
      this.hosts.map(async (host, i) => {
        const answer = await this.ask(host).catch((error: Error) => ({ ...host, ...SILENT, ...heardOf(error) }));
        found[i] = answer;
        if (answer.writable) seen();
      }),
    );
    await Promise.race([all, one.then(() => pause(RIVALS_MS))]);
    this.last = { found: [...found], at: performance.now() };
    const primary = primaryOf(found);
    if (primary) this.cutOthers(shownHost(primary));
    return this.last.found;
  }

  private cutOthers(primary: string): void {
    for (const [socket, host] of this.held) if (host !== primary) socket.destroy();
  }

  private watch(): void {
    if (this.timer) return;
    this.timer = setInterval(() => {
      if (this.held.size > 0) return void this.look().catch(() => {});
      clearInterval(this.timer);
      this.timer = undefined;
    }, WATCH_MS);
    this.timer.unref();
  }
}

const SILENT = { writable: false, timeline: 0, reached: -1, said: 'does not answer' };

/** SQLSTATEs of a server that does not let the hub into the database. */
const REFUSALS = /^(28000|28P01|3D000)$/;

function heardOf(error: Error): Pick<Found, 'said' | 'refusal'> {
  const { code = '', name, message } = error as NodeJS.ErrnoException;
  if (REFUSALS.test(code)) return { said: `refuses: ${message}`, refusal: error };
  // Whatever else a server says, such as that it is starting, it has answered.
  return { said: name === 'PostgresError' ? `says: ${message}` : `does not answer (${code || message})` };
}

/** Of those that can write, the one whose timeline is the latest; the first named where that says nothing. */
function primaryOf(found: readonly Found[]): Found | undefined {
  const writable = found.filter((f) => f.writable);
  return writable.sort((a, b) => b.timeline - a.timeline)[0];
}
