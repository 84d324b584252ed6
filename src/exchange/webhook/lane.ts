import type { Clock } from '../../kernel/clock.js';
import { covers } from '../../kernel/division-code.js';
import { HubError } from '../../kernel/errors.js';
import type { WebhookDisabledReason } from '../../kernel/vocabulary.js';
import { eventId, type LogIdentity } from '../epoch/lineage.js';
import type { EventReader } from '../feed/event.reader.js';
import type { LogTail } from '../feed/tail.js';
import type { EventRow } from '../log/event.js';
import { type EventScope, eventScopeOf, sees } from '../log/event.scope.js';
import { ALWAYS_SENT, type EventType } from '../log/event.types.js';
import { Bell } from './bell.js';
import { cloudEvent } from './cloud-event.js';
import type { Delivery, Held, Lease, Progress, Seen } from './delivery.store.js';
import type { Keeper, Kept } from './keeper.js';
import { postOf, type ReadyKey, readyKeys } from './post.js';
import { decideRetry, earlyBy, SOUND } from './retry.decide.js';
import { Aborted, type Outcome, type Sender } from './sender.js';

/** Attempts whose record has not been written: from the first number on it is hurried, at the second the lane waits for it. */
const HURRY_AT = 100;
const WAIT_AT = 500;
/** Events read from the database at once, where the tail does not remember them. */
const READ = 200;
/** How long nothing wakes a lane at most; what went wrong inside the hub is tried again after the second. */
const SLEEP_MS = 30_000;
const AGAIN_MS = 1_000;
/**
 * A lease outlives an attempt by this: it is renewed when less than seven tenths of it are left, and below one tenth, which is for
 * the timers of a busy process, no attempt begins.
 */
export const beyond = (attemptMs: number): number => Math.min(10_000, Math.max(2_000, attemptMs));

const pause = () => new Promise((done) => setTimeout(done, AGAIN_MS));

/** What the deliveries of a process have in common. */
export interface LaneDeps {
  reader: Pick<EventReader, 'page'>;
  tail?: Pick<LogTail, 'since' | 'log'> | undefined;
  sender: Sender;
  /** Opens a sealed key. */
  open(sealed: string): string;
  clock: Clock;
  /** Time limit of an attempt. */
  attemptMs: number;
  keeper: Keeper;
  signal: AbortSignal;
  /** Runs an attempt when there is room for it. */
  turn(failing: boolean, attempt: () => Promise<boolean>): Promise<boolean>;
  read(id: string): Promise<Held | null>;
  disable(held: Held, reason: WebhookDisabledReason, error: string): Promise<void>;
  measured(outcome: 'acknowledged' | 'failed', durationMs: number): void;
  onError(error: unknown, id: string): void;
}

/** One webhook's deliveries in this process, one at a time and in the order of the log, for as long as it is held. */
export class Lane implements Kept {
  private made: Delivery[] = [];
  private readonly bell = new Bell();
  private scope: EventScope;
  private url: URL;
  private keys: ReadyKey[] = [];
  private dirty = false;
  /** Its agency changed it: what is known of it here no longer holds. */
  private outdated = false;
  private ended = false;
  private lost = false;

  constructor(
    private held: Held,
    private leaseUntil: number,
    private readonly deps: LaneDeps,
  ) {
    this.scope = eventScopeOf(held.owner);
    this.url = new URL(held.url);
  }

  get id(): string {
    return this.held.id;
  }
  /** The lease, for giving it back; null where it is another's already. */
  get lease(): Lease | null {
    return this.lost ? null : this.held;
  }

  /** There may be something new. */
  ring(): void {
    this.bell.ring();
  }

  /** Begins no further attempt. */
  end(): void {
    this.ended = true;
    this.bell.ring();
  }

  /** What the database says of it now. */
  see(seen: Seen | undefined): void {
    if (!seen) this.lost = true;
    if (!seen?.live) this.end();
    else if (seen.revision !== this.held.revision || seen.epoch !== this.held.epoch) {
      this.outdated = true;
      this.bell.ring();
    }
  }

  due(now: number): boolean {
    return !this.lost && (this.dirty || this.leaseLeft(now) < 0.7 * beyond(this.deps.attemptMs));
  }

  /** Of the lease, after an attempt that begins now. */
  private leaseLeft(now: number): number {
    return this.leaseUntil - now - this.deps.attemptMs;
  }

  progress(): Progress {
    const { id, leaseToken, revision, position, epoch, attempt, failingSince, nextAttemptAt } = this.held;
    return { id, leaseToken, revision, position, epoch, attempt, failingSince, nextAttemptAt };
  }

  take(): Delivery[] {
    this.dirty = false;
    return this.made.splice(0);
  }

  giveBack(made: Delivery[]): void {
    this.made.unshift(...made);
    this.dirty = true;
  }

  kept(seen: Seen | undefined, leaseUntil: number): void {
    if (seen) this.leaseUntil = leaseUntil;
    this.see(seen);
    this.bell.ring();
  }

  /** Delivers until it is ended or held no more. Never rejects. */
  async run(): Promise<void> {
    this.outdated ||= !this.unseal();
    while (!this.ended) {
      try {
        await this.step();
      } catch (error) {
        this.deps.onError(error, this.id);
        await pause();
      }
    }
  }

  private unseal(): boolean {
    try {
      this.keys = readyKeys(this.held.keys, this.deps.open);
      return true;
    } catch (error) {
      this.deps.onError(error, this.id);
      return false;
    }
  }

  private async step(): Promise<void> {
    if (this.outdated) return this.reload();
    const early = earlyBy(this.held, this.deps.clock.now());
    if (early > 0) return this.bell.wait(Math.min(early, SLEEP_MS));
    const found = await this.next();
    if (!found) return;
    for (const event of found.events) {
      if (this.interrupted) return;
      const delivered = await this.deps.turn(this.held.attempt > 0, () => this.attempt(event));
      if (!delivered) return;
    }
    if (this.interrupted) return;
    if (found.readTo > this.held.position) this.held.position = found.readTo;
    else await this.bell.wait(this.deps.tail ? SLEEP_MS : AGAIN_MS);
  }

  private get interrupted(): boolean {
    return this.ended || this.outdated;
  }

  private async reload(): Promise<void> {
    await this.deps.keeper.written();
    const held = await this.deps.read(this.id);
    if (!held || held.leaseToken !== this.held.leaseToken) return this.end();
    this.held = held;
    this.scope = eventScopeOf(held.owner);
    this.url = new URL(held.url);
    this.outdated = false;
    if (this.unseal()) return;
    this.outdated = true;
    await this.bell.wait(SLEEP_MS);
  }

  /** What it is to get next: from the tail's memory, else from the log. Null where it cannot go on. */
  private async next(): Promise<{ events: EventRow[]; readTo: number } | null> {
    const { position, epoch } = this.held;
    const { tail } = this.deps;
    // What the tail remembers of an earlier epoch may be no more: who got that would never get what stands there now.
    const recent = tail?.log.lineage.current.id === epoch ? tail.since(position) : null;
    if (recent) {
      return { events: recent.filter((e) => this.wants(e)), readTo: recent.at(-1)?.position ?? position };
    }
    try {
      const [types, divisions] = [this.held.types ?? undefined, this.held.divisions ?? undefined];
      const query = { after: position, limit: READ, types, divisions, always: ALWAYS_SENT };
      const page = await this.deps.reader.page(this.scope, query);
      return { events: page.events, readTo: page.scannedTo };
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'CURSOR_INVALID')) throw error;
      if (error.extensions.common !== undefined) {
        // The log has gone back behind what this process has delivered: where it goes on is written down as its epoch begins.
        this.outdated = true;
        await this.bell.wait(AGAIN_MS);
        return null;
      }
      await this.disable('BEHIND', error.message);
      return null;
    }
  }

  private wants(event: EventRow): boolean {
    const { types, divisions } = this.held;
    // Whatever it asked for: what it was sent may be no more.
    if (ALWAYS_SENT.includes(event.type as EventType)) return true;
    if (types && !(types as string[]).includes(event.type)) return false;
    if (divisions && !divisions.some((area) => event.division !== null && covers(area, event.division))) return false;
    return sees(this.scope, event);
  }

  /** Whether the event was acknowledged. An attempt begins only where the lease outlives its time limit. */
  private async attempt(event: EventRow): Promise<boolean> {
    const { attemptMs, sender, signal, clock, keeper } = this.deps;
    while (this.leaseLeft(performance.now()) < 0.1 * beyond(attemptMs)) {
      if (this.interrupted) return false;
      keeper.hurry();
      await this.bell.wait(AGAIN_MS);
    }
    const message = cloudEvent(event as EventRow & { log: LogIdentity });
    if (this.interrupted) return false;
    const at = clock.now();
    const where = { url: this.url, timeoutMs: attemptMs, signal };
    let outcome: Outcome;
    try {
      outcome = await sender.send(postOf(message, this.keys, at, where));
    } catch (error) {
      if (error instanceof Aborted) return false;
      throw error;
    }
    this.record(event, at, outcome);
    return this.conclude(event, outcome);
  }

  private record(event: EventRow, at: Date, { status, error, durationMs }: Outcome): void {
    const what = {
      webhookId: this.id,
      position: event.position,
      eventId: eventId(event),
      eventType: event.type,
    };
    this.made.push({ ...what, attempt: this.held.attempt + 1, at, durationMs, responseCode: status, error });
    this.dirty = true;
  }

  private async conclude(event: EventRow, outcome: Outcome): Promise<boolean> {
    const { clock, keeper, measured } = this.deps;
    const decision = decideRetry(this.held, outcome, clock.now());
    measured(decision.kind === 'ACKNOWLEDGED' ? 'acknowledged' : 'failed', outcome.durationMs);
    if (decision.kind === 'ACKNOWLEDGED') {
      Object.assign(this.held, SOUND, { position: event.position });
      if (this.made.length >= WAIT_AT) await keeper.written();
      else if (this.made.length >= HURRY_AT) keeper.hurry();
      return true;
    }
    Object.assign(this.held, decision.standing);
    await keeper.written();
    if (decision.kind === 'DISABLE') await this.disable(decision.reason, outcome.error ?? '');
    return false;
  }

  /** Until it has been written down and told: then it is held no more. */
  private async disable(reason: WebhookDisabledReason, error: string): Promise<void> {
    while (!this.interrupted) {
      try {
        await this.deps.disable(this.held, reason, error);
        return this.end();
      } catch (failure) {
        this.deps.onError(failure, this.id);
        await pause();
      }
    }
  }
}
