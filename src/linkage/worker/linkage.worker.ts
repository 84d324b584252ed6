import type { Db } from '../../../db/client.js';
import {
  type EventReader,
  type EventRow,
  type EventType,
  eventScopeOf,
  type LogTail,
  sequenced,
} from '../../exchange/index.js';
import type { PolicyBook } from '../policy/policy.book.js';
import type { Policies } from '../policy/policy.store.js';
import { FACT_EVENTS, GRADING_EVENTS } from './fact.project.js';
import { decideAnew, type PassResult, readStretch, type Stretch, setAside } from './linkage.pass.js';
import { LinkageStore } from './linkage.store.js';

/** Events of one stretch at most: a result of grading costs little, and a change of a case ends the stretch sooner. */
const MOST_EVENTS = 500;
/** A lost notification delays by this at most. */
const POLL_MS = 500;
/** How often those left undecided are tried again. */
const RETRY_MS = 30_000;
const RETRY_MOST = 50;
/** A stretch without anything for the linkage is written down after so many positions, or so much time. */
const SKIP_POSITIONS = 10_000;
const SKIP_MS = 5_000;

const TYPES: readonly EventType[] = [...FACT_EVENTS, ...GRADING_EVENTS];
const OF_INTEREST: ReadonlySet<string> = new Set(TYPES);
/** The linkage reads as the hub itself, whatever the public may see yet. */
const SCOPE = eventScopeOf({ kind: 'OPERATOR', agencyId: null, name: 'linkage', divisionCode: null }, TYPES);

export interface WorkerReport {
  /** An enterprise that cannot be decided for now; it is tried again. */
  undecided(uscc: string, reason: string): void;
  /** What went wrong; the linkage goes on. */
  failed(error: unknown): void;
}

export interface LinkageWorkerOptions {
  db: Db;
  reader: EventReader;
  /** Wakes it and remembers recent events; without it the log is polled. */
  tail?: Pick<LogTail, 'since' | 'follow' | 'position' | 'log'> | undefined;
  book: PolicyBook;
  report: WorkerReport;
  pollMs?: number;
  retryMs?: number;
}

/** Reads the log and decides, until it is stopped. Any number of processes may run it: the head's lock lets one at a time. */
export class LinkageWorker {
  private readonly store: LinkageStore;
  /** How far this process knows the log to be read; undefined: to be asked. */
  private position: number | undefined;
  /** Where the table's cursor is, as far as this process knows, and since when. */
  private written = { position: 0, at: 0 };
  private retried = Number.NEGATIVE_INFINITY;
  /** The epoch that it was read in. */
  private epoch: string | undefined;
  private turnedBack = false;
  private stopped = false;
  private woken = false;
  private wake = () => {};
  private unfollow = () => {};
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: LinkageWorkerOptions) {
    this.store = new LinkageStore(options.db);
  }

  start(): void {
    const ring = () => this.nudge();
    const events = (batch: readonly EventRow[]) => void (batch.some((e) => OF_INTEREST.has(e.type)) && ring());
    this.unfollow = this.options.tail?.follow({ events, lost: ring, back: () => this.goBack() }) ?? this.unfollow;
    this.running = this.run();
  }

  /** The log goes on from an earlier point: how far it is read, the table knows. */
  private goBack(): void {
    this.turnedBack = true;
    this.nudge();
  }

  /** Looks now. */
  nudge(): void {
    this.woken = true;
    this.wake();
  }

  /** Nothing of it runs any more when this is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unfollow();
    this.nudge();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let failing = false; !this.stopped; ) {
      this.woken = false;
      try {
        while (!this.stopped && (await this.step()));
        if (!this.stopped) await this.retry();
        failing = false;
      } catch (error) {
        // What became of it is not known: the cursor says.
        this.position = undefined;
        if (!failing && !this.stopped) this.options.report.failed(error);
        failing = true;
        this.woken = false;
      }
      await this.pause();
    }
    if (this.position !== undefined && this.epoch !== undefined)
      await this.settle(this.position, this.epoch, true).catch(() => {});
  }

  private pause(): Promise<void> | undefined {
    if (this.woken || this.stopped) return undefined;
    return new Promise((done) => {
      const timer = setTimeout(done, this.options.pollMs ?? POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** Reads one stretch; false where there is nothing new. */
  private async step(): Promise<boolean> {
    if (this.turnedBack) {
      this.turnedBack = false;
      this.position = undefined;
    }
    this.position ??= await this.begin();
    const from = this.position;
    const { events, through, epoch } = await this.read(from);
    this.epoch = epoch;
    if (events.length === 0) {
      this.position = through;
      await this.settle(through, epoch, false);
      return through > from;
    }
    const policies = await this.options.book.current();
    const result = await this.decide({ written: this.written.position, through, events, epoch }, policies);
    this.take(result);
    // Read in an earlier epoch: the tail learns of it in a moment.
    return !result.outdated;
  }

  /** Where the database refuses what follows from a stretch: event by event; the one that it refuses is set aside. */
  private async decide(stretch: Stretch, policies: Policies): Promise<PassResult> {
    const { db } = this.options;
    try {
      return await sequenced(db, (turn) => readStretch(turn, stretch, policies));
    } catch (error) {
      const [event] = stretch.events;
      if (!event || !isRefusal(error)) throw error;
      const one = { ...stretch, through: event.position, events: [event] };
      if (stretch.events.length > 1) return this.decide(one, policies);
      return sequenced(db, (turn) => setAside(turn, one, (error as Error).message));
    }
  }

  private take({ position, undecided }: PassResult): void {
    this.position = position;
    this.written = { position, at: performance.now() };
    for (const [uscc, reason] of undecided) this.options.report.undecided(uscc, reason);
  }

  private async begin(): Promise<number> {
    const position = await this.store.cursor();
    this.written = { position, at: performance.now() };
    // What retention took although it was not read yet is gone: the linkage goes on behind it, and says so.
    const { startPosition, lineage } = await this.options.reader.state();
    if (position >= startPosition) return position;
    this.options.report.failed(
      new Error(`the log begins at ${startPosition}; what the linkage had not read behind ${position} is lost`),
    );
    await this.store.skip(position, startPosition, lineage.current.id);
    this.written.position = startPosition;
    return startPosition;
  }

  /** What is of interest behind a position, from the tail's memory where it has it. */
  private async read(from: number): Promise<{ events: EventRow[]; through: number; epoch: string }> {
    const { tail, reader } = this.options;
    const kept = tail?.since(from);
    if (!kept) {
      const { events, scannedTo, log } = await reader.page(SCOPE, { after: from, limit: MOST_EVENTS, types: TYPES });
      return { events, through: scannedTo, epoch: log.lineage.current.id };
    }
    const epoch = tail?.log.lineage.current.id as string;
    const events: EventRow[] = [];
    for (const event of kept) {
      if (OF_INTEREST.has(event.type)) events.push(event);
      if (events.length === MOST_EVENTS) return { events, through: event.position, epoch };
    }
    return { events, through: kept.at(-1)?.position ?? from, epoch };
  }

  /** Writes down that a stretch had nothing, seldom: it costs a statement, and no turn. */
  private async settle(position: number, epoch: string, now: boolean): Promise<void> {
    const { written } = this;
    if (position <= written.position) return;
    const due = position - written.position >= SKIP_POSITIONS || performance.now() - written.at >= SKIP_MS;
    if (!now && !due) return;
    if (await this.store.skip(written.position, position, epoch)) this.written = { position, at: performance.now() };
    else this.position = undefined;
  }

  /** Tries those again that were left undecided, and those that a new policy wants decided anew. */
  private async retry(): Promise<void> {
    const { db, book, retryMs = RETRY_MS, pollMs = POLL_MS } = this.options;
    if (performance.now() - this.retried < Math.min(retryMs, 10 * pollMs)) return;
    this.retried = performance.now();
    const usccs = await this.store.pending(retryMs, RETRY_MOST);
    if (usccs.length === 0) return;
    const policies = await book.current();
    const { undecided } = await sequenced(db, (turn) => decideAnew(turn, usccs, policies));
    for (const [uscc, reason] of undecided) this.options.report.undecided(uscc, reason);
    if (usccs.length === RETRY_MOST) this.nudge();
  }
}

/** SQLSTATE classes 22 and 23: the database is well, and refuses what it was given. */
function isRefusal(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}
