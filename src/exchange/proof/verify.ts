import type { Db } from '../../../db/client.js';
import type { PublicSigningKey } from '../../access/index.js';
import { type Ledger, ledgerFault } from '../ledger/ledger.store.js';
import type { EventRow } from '../log/event.js';
import { type Fault, missing, Walk } from '../log/walk.js';
import { AheadOfTime, strangeTimes, type TimeFinding } from '../time/recorded.js';
import { type Correction, readCorrections } from '../wayback/correction.store.js';
import { readStatements, readWindow } from './checkpoint.store.js';
import { type SignedStatement, signatureFault } from './statement.js';
import { type Ends, readEnds } from './verify.store.js';

export interface VerifyOptions {
  db: Db;
  keys: readonly Pick<PublicSigningKey, 'keyId' | 'publicKey'>[];
  /** First position to look at; the walk begins at the last checkpoint before it. Left out: the oldest event kept. */
  from?: number | undefined;
  /** Checkpoints kept elsewhere, that the chain must lead over too. */
  kept?: readonly SignedStatement[];
  /** Registers to compare with the log. */
  ledgers?: readonly Ledger[];
  progress?(position: number, from: number, head: number): void;
}

export interface VerifyReport {
  logId: string;
  /** Positions walked over. */
  from: number;
  to: number;
  events: number;
  /** Signatures that were right. */
  checkpoints: number;
  /** Checkpoints kept elsewhere that are of what was lost as a later epoch of the log began: positions of it. */
  lost: number[];
  /** Up to here a checkpoint's signature says that the log is what it was; null: none does. */
  provedTo: number | null;
  /** Stretches whose recorded times were ahead of a clock that was wrong, and were corrected. */
  corrections: CorrectedStretch[];
  /** What is wrong at the first bad position; null: nothing. */
  fault: Fault | null;
  /** Recorded times that cannot have been the time of day; nothing was altered there. */
  times: TimeFinding[];
}

/** Positions that were recorded ahead of the clock, and the correction of it. */
export interface CorrectedStretch {
  from: number;
  to: number;
  /** The recorded time that lay ahead, and what the clock said at the correction. */
  ahead: Date;
  clock: Date;
  /** Of the event `clock.corrected`. */
  position: number;
  finishedAt: Date | null;
}

const WINDOW = 5_000;

/**
 * Walks the log from one end to the other in a bounded piece of memory, and stops at the first position that is not what was
 * written. A hub may write meanwhile: what it writes after the beginning is not looked at.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  return new Verification(options, await readEnds(options.db.sql)).run();
}

class Verification {
  private walk: Walk;
  private events = 0;
  private readonly lost: number[] = [];
  private checkpoints = 0;
  private provedTo: number | null = null;
  private readonly ahead = new AheadOfTime();
  /** When the event that was walked over last was recorded. */
  private recordedAt: Date | null = null;
  /** Checkpoints not looked at yet, in order; more are in the database behind the last of them. */
  private waiting: SignedStatement[] = [];
  private readTo = -1;
  private keptHashes = new Set<string>();

  constructor(
    private readonly options: VerifyOptions,
    private readonly ends: Ends,
  ) {
    this.walk = new Walk(ends.startPosition, ends.startHash);
  }

  async run(): Promise<VerifyReport> {
    const { ends } = this;
    const { kept = [], db } = this.options;
    const corrections = (await readCorrections(db.sql)).map(stretchOf);
    this.keptHashes = new Set(kept.map((s) => s.hash.toString('hex')));
    this.waiting = [...kept].sort((a, b) => a.position - b.position);
    let from = this.walk.position + 1;
    const report = (fault: Fault | null, times: TimeFinding[]): VerifyReport => ({
      logId: ends.logId,
      from,
      to: this.walk.position,
      events: this.events,
      checkpoints: this.checkpoints,
      lost: this.lost,
      provedTo: this.provedTo,
      corrections,
      fault,
      times,
    });
    const begin = this.options.from === undefined ? this.startFault() : await this.leap(this.options.from);
    from = this.walk.position + 1;
    const fault = begin ?? (await this.early()) ?? (await this.chain()) ?? (await this.end());
    this.ahead.close();
    const times = [...this.ahead.found, ...(await strangeTimes(this.options.db.sql, from - 1, ends.head))];
    return report((await this.registers(from - 1, fault)) ?? fault, times);
  }

  /** A beginning that is not that of the first checkpoint must be one that the hub's retention has signed. */
  private startFault(): Fault | null {
    const { startPosition, startHash, retention, firstCheckpoint } = this.ends;
    const lost = (from: number, why: string): Fault => ({
      position: from,
      kind: 'START',
      message: `the log begins behind position ${startPosition}, ${why}`,
    });
    if (!retention) {
      return firstCheckpoint !== null && startPosition > firstCheckpoint
        ? lost(firstCheckpoint + 1, 'and no retention of the hub says so: what was before is missing')
        : null;
    }
    const wrong = signatureFault('retention', retention, this.options.keys);
    const { position } = retention;
    if (wrong) return { position, kind: 'RETENTION', message: `the retention up to position ${position}: ${wrong}` };
    if (startPosition !== position)
      return lost(Math.min(position, startPosition) + 1, `but retention went up to position ${position}`);
    return startHash.equals(retention.hash) ? null : lost(position + 1, 'with another hash than retention signed');
  }

  /** Begins at the last checkpoint before a position. */
  private async leap(from: number): Promise<Fault | null> {
    const { startPosition, head } = this.ends;
    let base: SignedStatement | undefined;
    for (let after = startPosition - 1; ; after = (base as SignedStatement).position) {
      const some = await readStatements(this.options.db.sql, 'checkpoint', after, WINDOW);
      const before = some.filter((s) => s.position < from && s.position <= head);
      base = before.at(-1) ?? base;
      if (before.length < WINDOW) break;
    }
    if (!base) return this.startFault();
    this.walk = new Walk(base.position, base.hash);
    this.readTo = base.position - 1;
    this.waiting = this.waiting.filter((s) => s.position >= (base as SignedStatement).position);
    return null;
  }

  /** Checkpoints of what retention took out, or where the walk begins: their signatures alone, or their hash too. */
  private async early(): Promise<Fault | null> {
    for (let next = await this.next(); next && next.position <= this.walk.position; next = await this.next()) {
      const fault = this.check(next);
      if (fault) return fault;
    }
    return null;
  }

  private async chain(): Promise<Fault | null> {
    const { db, progress } = this.options;
    const { head } = this.ends;
    const first = this.walk.position + 1;
    const read = (after: number) => readWindow(db.orm, after, Math.min(after + WINDOW, head));
    let ahead: Promise<EventRow[]> = read(this.walk.position);
    while (this.walk.position < head) {
      const events = await ahead;
      const until = Math.min(this.walk.position + WINDOW, head);
      ahead = read(until);
      ahead.catch(() => {}); // waited for in the next round, if there is one
      const fault =
        (await this.steps(events)) ?? (this.walk.position < until ? missing(this.walk.position + 1, until) : null);
      if (fault && !(await this.overtaken(fault))) return fault;
      if (fault) ahead = read(this.walk.position);
      progress?.(this.walk.position, first, head);
    }
    await ahead;
    return null;
  }

  private async steps(events: readonly EventRow[]): Promise<Fault | null> {
    let due = await this.due();
    for (const event of events) {
      const fault = this.walk.step(event);
      if (fault) return fault;
      this.events++;
      this.recordedAt = event.recordedAt;
      while (event.position >= due) {
        const wrong = this.check(this.waiting[0] as SignedStatement);
        if (wrong) return wrong;
        due = await this.due();
      }
    }
    return null;
  }

  /** Position of the next checkpoint. */
  private async due(): Promise<number> {
    return (await this.next())?.position ?? Number.POSITIVE_INFINITY;
  }

  /** Whether retention took out meanwhile what is missing; then the walk goes on where the log begins now. */
  private async overtaken(fault: Fault): Promise<boolean> {
    if (fault.kind !== 'MISSING') return false;
    const now = await readEnds(this.options.db.sql);
    if (now.startPosition <= this.walk.position || now.startPosition > this.ends.head) return false;
    this.walk = new Walk(now.startPosition, now.startHash);
    return (await this.early()) === null;
  }

  private async end(): Promise<Fault | null> {
    const { head, headHash, beyond } = this.ends;
    if (!headHash.equals(this.walk.hash))
      return { position: head, kind: 'HEAD', message: `the head's hash is not that of its position ${head}` };
    // A checkpoint behind the head was signed when there was more.
    for (let next = await this.next(); next; next = await this.next()) {
      const fault = this.check(next);
      if (fault) return fault;
    }
    if (beyond === null) return null;
    const message = `there are events behind the head, which stands at ${head}, up to position ${beyond}`;
    return { position: head + 1, kind: 'INSERTED', message };
  }

  /** The first position before a fault of the chain where a register says something else. */
  private async registers(after: number, fault: Fault | null): Promise<Fault | null> {
    const { db, ledgers = [] } = this.options;
    let first: Fault | null = null;
    for (const ledger of ledgers) {
      const until: number = Math.min((first ?? fault)?.position ?? Number.POSITIVE_INFINITY, this.ends.head + 1) - 1;
      first = (await ledgerFault(db.sql, ledger, after, until)) ?? first;
    }
    return first;
  }

  /** Judges the next checkpoint, which the walk has come to, or which lies outside of it. */
  private check(statement: SignedStatement): Fault | null {
    this.waiting.shift();
    const { position, hash, logId } = statement;
    if (logId !== this.ends.logId)
      return { position, kind: 'CHECKPOINT', message: `the checkpoint at ${position} is of another log, ${logId}` };
    const wrong = signatureFault('checkpoint', statement, this.options.keys);
    if (wrong) return { position, kind: 'CHECKPOINT', message: `the checkpoint at ${position}: ${wrong}` };
    const other = position === this.walk.position && !hash.equals(this.walk.hash);
    if ((other || position > this.ends.head) && this.isLost(statement)) return null;
    if (position > this.ends.head) return missing(this.ends.head + 1, position);
    if (other) {
      const first = (this.provedTo ?? this.ends.startPosition) + 1;
      const from = Math.min(first, position);
      const message = `what stands between positions ${from} and ${position} is not what the hub signed at ${position}: it was written anew`;
      return { position: from, kind: 'ALTERED', message, until: position };
    }
    this.checkpoints++;
    if (position !== this.walk.position) return null;
    this.provedTo = position;
    if (this.recordedAt) this.ahead.at(position, this.recordedAt, statement.signedAt);
    return null;
  }

  /** Whether it was signed before an epoch began that goes on from an earlier position: the log says itself that it went back. */
  private isLost({ position, signedAt, hash }: SignedStatement): boolean {
    if (!this.keptHashes.has(hash.toString('hex'))) return false;
    const { epochs } = this.ends;
    if (!epochs.some((e) => e.beganAfter < position && signedAt < new Date(e.beganAt))) return false;
    this.lost.push(position);
    return true;
  }

  /** The next checkpoint in order, of the database's (as many as there were in the beginning) and of those kept elsewhere. */
  private next(): SignedStatement | null | Promise<SignedStatement | null> {
    const last = this.ends.lastCheckpoint ?? -1;
    const first = this.waiting[0];
    if (this.readTo >= last || (first && first.position <= this.readTo)) return first ?? null;
    return this.fill(last);
  }

  private async fill(last: number): Promise<SignedStatement | null> {
    const some = await readStatements(this.options.db.sql, 'checkpoint', this.readTo, WINDOW);
    const more = some.filter((s) => s.position <= last);
    this.readTo = some.length < WINDOW ? last : (more.at(-1)?.position ?? last);
    this.waiting = [...this.waiting, ...more].sort((a, b) => a.position - b.position);
    return this.waiting[0] ?? null;
  }
}

const stretchOf = ({ after, position, ahead, clock, finishedAt }: Correction): CorrectedStretch => ({
  ...{ from: after + 1, to: position - 1, ahead, clock, position, finishedAt },
});
