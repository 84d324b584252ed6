import type { Db } from '../../../db/client.js';
import { batcher } from '../../kernel/batcher.js';
import { HubError } from '../../kernel/errors.js';
import { during, onBehalf, patienceNow } from '../../kernel/patience.js';
import type { LogIdentity } from '../epoch/lineage.js';
import type { EventRow } from '../log/event.js';
import type { EventScope } from '../log/event.scope.js';
import { type LogState, readEvents, readHashes, readLog } from '../log/event.store.js';
import type { EventType } from '../log/event.types.js';
import { invalid, type LogPlace, readLogCursor, writeLogCursor } from '../log/log.cursor.js';
import { type Discretion, OPEN } from './discretion.js';

/** Most positions in one statement: of a viewer who sees few of them, it reads so many rows and no more. */
const WINDOW = 20_000;
/** Statements for one page: where they find nothing, the page is empty, and its cursor has moved past what they read. */
const WINDOWS = 50;

/** How far the log goes, and what is at a position that somebody names, is asked where it is written. */
const AT_HOME = { atHome: true };

export interface EventQuery {
  /** Everything after this position; null: from the oldest event kept. */
  after: number | null;
  limit: number;
  /** Up to and including this position; left out: to the head. */
  until?: number | undefined;
  types?: readonly EventType[] | undefined;
  divisions?: readonly string[] | undefined;
  /** Of these types whatever else is asked for. */
  always?: readonly EventType[] | undefined;
}

export interface EventPage {
  events: EventRow[];
  /** Everything up to here that was asked for is in `events`: the cursor to go on from. */
  scannedTo: number;
  /** Last position of the log when the page was read. */
  head: number;
  /** The log that it was read from, as it was then. */
  log: LogIdentity;
  /** The cursor of `scannedTo`; null: nothing was read, it is where the page began. */
  end: string | null;
}

/** Reads the log for those who may see some of it, in its order. */
export class EventReader {
  /** As it was when it was last looked at. */
  private identity: LogIdentity | undefined;
  private readonly hashes = batcher<number, Buffer | undefined>(async (positions) => {
    const found = await readHashes(this.db.sql, positions);
    return positions.map((position) => found.get(position));
  }, AT_HOME);
  private readonly look = batcher<'now', LogState>(async () => {
    const state = await readLog(this.db.sql);
    this.identity = state;
    return [state];
  }, AT_HOME);

  constructor(
    private readonly db: Db,
    private readonly scan = { window: WINDOW, windows: WINDOWS },
    private readonly discretion: Discretion = OPEN,
  ) {}

  /** Which log this is: part of its cursors, and of the source of its CloudEvents. It never changes. */
  async logId(): Promise<string> {
    return (await this.log()).id;
  }

  /** The same with the epochs that it has had, as far as this process knows. */
  async log(): Promise<LogIdentity> {
    return this.identity ?? during(null, () => this.state());
  }

  /** Where the log begins and ends now; a hundred subscriptions that begin at once look once. */
  state(): Promise<LogState> {
    return this.look('now');
  }

  /** Refuses to go on where the log is read from a standby that has not come so far: while no primary can be reached. */
  async reached(position: number): Promise<void> {
    const { standby, head } = await this.state();
    if (standby && head < position) throw behind();
  }

  /** Tells of an epoch that the tail has read of: between looks of its own, cursors are written with it. */
  know(log: LogIdentity): void {
    this.identity = log;
  }

  async cursorAt(position: number): Promise<string> {
    const [log, hash] = await Promise.all([this.log(), this.hashes(position)]);
    return writeLogCursor(log, position, hash);
  }

  /** The position of a cursor; CURSOR_INVALID where it is not one of this log, or what follows it is no longer kept. */
  async positionOf(cursor: string): Promise<number> {
    return (await this.placeOf(cursor)).position;
  }

  /** The same, and the epoch that the log is in. */
  async placeOf(cursor: string): Promise<{ position: number; epoch: string }> {
    const still = onBehalf();
    const state = await this.state();
    const place = readLogCursor(state, cursor);
    const { epoch, origin } = place;
    if (!state.lineage.epochs.some((e) => e.id === epoch)) this.onAnother?.(place.position);
    const position = held(place.position, epoch, state, origin);
    if (place.marked && position > state.startPosition) {
      const there = await still(() => this.hashes(position));
      if (there && !place.follows(there)) throw this.another(position, state);
    }
    return { position, epoch: state.lineage.current.id };
  }

  /** The log was put back to an earlier state, and nothing in it says so but what its consumers have. */
  private another(position: number, state: LogState): HubError {
    this.onAnother?.(position);
    const message = `the log has another event at position ${position} than this cursor was given for: it was put back to an earlier state and has gone on; from where, its operator declares (npx hub log restored)`;
    return invalid(message, state, { oldest: state.startPosition });
  }

  /** Told of a cursor of another history than the log's: of another event, or of an epoch that it has not had. */
  onAnother: ((position: number) => void) | undefined;

  /** A page of what a scope sees. The position after which it begins must still be kept. */
  async page(scope: EventScope, query: EventQuery): Promise<EventPage> {
    const { after, limit, until, ...filter } = query;
    const still = onBehalf();
    const patience = patienceNow();
    const state = await this.state();
    const { head } = state;
    // Whatever is read on a standby has to have come as far as that.
    if (patience?.place) await patience.place.reach(head, patience);
    const from = checked(after ?? state.startPosition, state);
    const end = Math.min(until ?? head, head);
    const events: EventRow[] = [];
    let scannedTo = from;
    // First about as many as asked for, then more and more: whatever plan the database takes, it reads little too much.
    let width = 2 * limit;
    for (let n = 0; n < this.scan.windows && scannedTo < end && events.length < limit; n++, width *= 4) {
      const last = Math.min(scannedTo + Math.min(width, this.scan.window), end);
      const most = limit - events.length;
      const part = { after: scannedTo, until: last, limit: most, ...filter };
      const found = await still(() => readEvents(this.db.sql, scope, part));
      for (const event of found) events.push(event);
      scannedTo = found.length === most ? (found.at(-1) as EventRow).position : last;
    }
    if (scannedTo === from) return { events, scannedTo, head, log: state, end: null };
    // What retention dropped while it was read would be missing from the page without a word, and what was lost would stand there.
    const [now, hash] = await Promise.all([still(() => this.state()), still(() => this.hashes(scannedTo))]);
    if (now.startPosition > from && after === null) return still(() => this.page(scope, query));
    held(from, state.lineage.current.id, now);
    if (now.lineage !== state.lineage) return still(() => this.page(scope, query));
    const log = { id: state.id, lineage: state.lineage };
    for (const event of events) event.log = log;
    return {
      events: await still(() => this.shown(scope, events)),
      scannedTo,
      head,
      log,
      end: writeLogCursor(log, scannedTo, hash),
    };
  }

  /** Those of the events that the scope is still shown. */
  async shown(scope: EventScope, events: EventRow[]): Promise<EventRow[]> {
    const withheld = events.length === 0 ? null : await this.discretion(scope, events);
    return withheld?.size ? events.filter((e) => !withheld.has(e.position)) : events;
  }
}

/** The position, where what somebody has who has it up to there, of that epoch, is what the log says. */
function held(position: number, epoch: string, state: LogState, origin: LogPlace['origin'] = null): number {
  const { startPosition: oldest, lineage } = state;
  // Of an epoch that another copy of this log has had, it is known at least where it began.
  const began = origin && lineage.common(origin.parent, origin.beganAfter);
  const common = lineage.common(epoch, position) ?? (began === null ? null : Math.min(began, position));
  if (common === null && state.standby) throw behind();
  if (common === null)
    throw invalid(`this cursor is of an epoch that this log has not had, ${epoch}`, state, { oldest });
  if (common === position) return checked(position, state);
  const lost = { epoch, from: common + 1, to: position };
  const message = `the log went on from position ${common}: what you have behind it, of the epoch ${epoch}, is no more`;
  throw invalid(message, state, { oldest, common: Math.max(common, oldest), lost });
}

/** While no primary can be reached, what a standby lacks may be there all the same. */
const behind = () =>
  new HubError('UNAVAILABLE', 'the standby that is read from has not come so far; try again shortly', {
    retryAfter: 1,
  });

function checked(position: number, state: LogState): number {
  const { startPosition: oldest, head } = state;
  if (position > head && state.standby) throw behind();
  if (position > head) throw invalid('this cursor is ahead of the log', state, { oldest, common: head });
  if (position < oldest) throw invalid('what follows this cursor is no longer kept', state, { oldest });
  return position;
}
