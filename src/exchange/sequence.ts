import { randomBytes } from 'node:crypto';
import type { Orm } from '../../db/client.js';
import { leafOf, linkOf, SALT_BYTES } from './chain.js';
import type { EventDraft, EventRow } from './event.js';
import { insertEvents, notify } from './event.store.js';
import { familyOf, PERSONAL } from './event.types.js';
import { addPartition, type LockedHead, lockHead, moveHead } from './head.store.js';

/** What a work has while it is its turn. */
export interface Turn {
  orm: Orm;
  /** Last position given, by the works before it and by itself. */
  readonly position: number;
  /** The instant that everything of this transaction is recorded at. */
  readonly recordedAt: Date;
  /** Last day of which what the day itself brings has been announced (announcer.ts); a work may move it on. */
  announcedThrough: string;
  /** Whether a failed statement ends this work alone (a savepoint guards it), or the whole transaction. */
  readonly careful: boolean;
  /** Writes an event at the next position. */
  append(draft: EventDraft): number;
}

/** One transaction's part of the order: what was appended, and the head as it will be. */
export class Sequence {
  private readonly events: Omit<EventRow, 'salt' | 'hash'>[] = [];

  private constructor(
    private readonly orm: Orm,
    private readonly head: LockedHead,
    private readonly careful: boolean,
  ) {}

  static async begin(orm: Orm, careful: boolean): Promise<Sequence> {
    return new Sequence(orm, await lockHead(orm), careful);
  }

  turn(orm: Orm): Turn {
    const { head, careful } = this;
    const append = (draft: EventDraft) => this.append(draft);
    return {
      orm,
      careful,
      append,
      recordedAt: head.recordedAt,
      get position() {
        return head.position;
      },
      get announcedThrough() {
        return head.announcedThrough;
      },
      set announcedThrough(day: string) {
        head.announcedThrough = day;
      },
    };
  }

  private append({ data, recipientId = null, ...draft }: EventDraft): number {
    if (PERSONAL.has(familyOf(draft.type)) !== (recipientId !== null))
      throw new Error(`${draft.type}: events of ${[...PERSONAL].join(' and ')}, and no others, are for one agency`);
    const position = ++this.head.position;
    const { recordedAt } = this.head;
    this.events.push({ ...draft, position, recipientId, recordedAt, data: JSON.stringify(data) });
    return position;
  }

  mark() {
    const { position, announcedThrough } = this.head;
    return { position, announcedThrough };
  }

  backTo(mark: ReturnType<Sequence['mark']>): void {
    this.events.length -= this.head.position - mark.position;
    Object.assign(this.head, mark);
  }

  /** Writes the events and moves the head: three statements that go out together. */
  async end(): Promise<void> {
    const { orm, head } = this;
    const salts = randomBytes(SALT_BYTES * this.events.length);
    const rows = this.events.map((event, i): EventRow => {
      const salt = salts.subarray(SALT_BYTES * i, SALT_BYTES * (i + 1));
      head.hash = linkOf(head.hash, leafOf(event, salt));
      return { ...event, salt, hash: head.hash };
    });
    while (head.partitionEnd <= head.position) {
      const first = head.partitionEnd;
      head.partitionEnd += head.partitionSize;
      await addPartition(orm, first, head.partitionEnd);
    }
    await Promise.all([insertEvents(orm, rows), moveHead(orm, head), ...(rows.length > 0 ? [notify(orm)] : [])]);
  }
}
