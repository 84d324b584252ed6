import type { Orm } from '../../../db/client.js';
import { dateOf } from '../../kernel/date.js';
import { beginEpochIn } from '../epoch/begin.js';
import { witnessed } from '../epoch/witness.js';
import { addPartition, type LockedHead, lockHead } from '../head/head.store.js';
import { markHead } from '../head/mark.store.js';
import { Chain } from '../log/chain.js';
import type { EventDraft } from '../log/event.js';
import { EventBlock } from '../log/event.store.js';
import { familyOf, PERSONAL } from '../log/event.types.js';
import type { ClockGuard } from '../time/clock.guard.js';

/** What a work has while it is its turn. */
export interface Turn {
  orm: Orm;
  /** Last position given, by the works before it and by itself. */
  readonly position: number;
  /** The instant that everything of this transaction is recorded at. */
  readonly recordedAt: Date;
  /** The same by the clock, where the recorded time has been ahead of it since a correction; else the recorded instant itself. */
  readonly now: Date;
  /** The day in Shanghai, by the database's clock: what begins, ends or is due today. */
  readonly today: string;
  /** Whether the log's time was ever corrected: then a recorded time alone does not say on which day it was (wayback/). */
  readonly everCorrected: boolean;
  /** Last day of which what the day itself brings has been announced (days/); a work may move it on. */
  announcedThrough: string;
  /** The epoch that what is appended is of; a work may begin another (epoch/begin.ts). */
  epoch: string;
  /** The chain's hash at the last position given, in hexadecimal. */
  readonly hash: string;
  /** Whether a failed statement ends this work alone (a savepoint guards it), or the whole transaction. */
  readonly careful: boolean;
  /** Writes an event at the next position. */
  append(draft: EventDraft): number;
}

/** One transaction's part of the order: what was appended, and the head as it will be. */
export class Sequence {
  private readonly block: EventBlock;
  private readonly chain: Chain;

  private constructor(
    private readonly orm: Orm,
    private readonly head: LockedHead,
    private readonly careful: boolean,
  ) {
    this.block = new EventBlock(head.position + 1);
    this.chain = new Chain(head.hash);
  }

  /**
   * Takes the head. Refused where the clocks cannot be believed: whatever is written passes here (../README.md, "Time"). What a work
   * waits for is given up after `patienceMs`: the head is held meanwhile.
   */
  static async begin(orm: Orm, careful: boolean, guard: ClockGuard, patienceMs: number): Promise<Sequence> {
    const head = await lockHead(orm, patienceMs);
    await guard.admit(orm, head.sight);
    const sequence = new Sequence(orm, head, careful);
    if (head.origin !== head.here) await sequence.moved();
    return sequence;
  }

  /** The log goes on in another database than it was written in, or on another course of its life: what came last may be lost. */
  private async moved(): Promise<void> {
    const { origin, here, position } = this.head;
    // Before the first event nothing can be: a database is made from a template.
    if (origin === null || position === 0) return;
    const why = `the log was written in ${origin}, and goes on in ${here} (server, database, timeline)`;
    const seen = witnessed(this.head.epoch) ?? 0;
    const lostThrough = seen > position ? seen : undefined;
    await beginEpochIn(this.turn(this.orm), { reason: 'MOVED', why, lostThrough });
  }

  turn(orm: Orm): Turn {
    const { head, careful, chain } = this;
    const append = (draft: EventDraft) => this.append(draft);
    return {
      orm,
      careful,
      append,
      recordedAt: head.recordedAt,
      now: head.corrected ? head.clock : head.recordedAt,
      everCorrected: head.correctedAt !== null,
      today: dateOf(head.clock),
      get position() {
        return head.position;
      },
      get announcedThrough() {
        return head.announcedThrough;
      },
      set announcedThrough(day: string) {
        head.announcedThrough = day;
      },
      get epoch() {
        return head.epoch;
      },
      set epoch(id: string) {
        head.epoch = id;
      },
      get hash() {
        return chain.hash;
      },
    };
  }

  private append({ type, subject, division, public: open, recipientId = null, data: facts }: EventDraft): number {
    if (PERSONAL.has(familyOf(type)) !== (recipientId !== null))
      throw new Error(`${type}: events of ${[...PERSONAL].join(' and ')}, and no others, are for one agency`);
    const position = ++this.head.position;
    const { recordedAt } = this.head;
    const data = JSON.stringify(facts);
    const event = { position, type, subject, division, public: open, recipientId, recordedAt, data };
    const { salt, hash } = this.chain.add(event);
    this.block.add(event, salt, hash);
    return position;
  }

  mark() {
    const { position, announcedThrough, epoch } = this.head;
    return { head: { position, announcedThrough, epoch }, hash: this.chain.hash, length: this.block.length };
  }

  backTo({ head, hash, length }: ReturnType<Sequence['mark']>): void {
    Object.assign(this.head, head);
    this.chain.backTo(hash);
    this.block.cutTo(length);
  }

  /**
   * Writes the events and moves the head. The last statement is on its way when this is done, and its answer comes in what is
   * answered: so the commit follows it at once, and takes nothing into effect where it fails.
   */
  async end(): Promise<{ written: Promise<unknown> }> {
    const { orm, head, block, chain } = this;
    head.hash = Buffer.from(chain.hash, 'hex');
    while (head.partitionEnd <= head.position) {
      const first = head.partitionEnd;
      head.partitionEnd += head.partitionSize;
      await addPartition(orm, first, head.partitionEnd);
    }
    if (head.corrected) await markHead(orm, head);
    const { written } = await block.write(orm, head);
    written.catch(() => {}); // looked at after the commit
    return { written };
  }
}
