import { setTimeout as pause } from 'node:timers/promises';
import { HubError } from '../../kernel/errors.js';
import type { LogIdentity } from '../epoch/lineage.js';
import type { EventReader } from '../feed/event.reader.js';
import type { LogTail } from '../feed/tail.js';
import { writeLogCursor } from '../log/log.cursor.js';
import { answersTo, type Numbered, runsOf } from './answer.js';
import { Channel, type ChannelDeps, type Member, stepBack, toldBack } from './channel.js';
import type { PushOperation } from './operation.js';
import { PUSH_LIMITS, type PushLimits, type Receiver } from './receiver.js';
import { nextStep, type Step } from './stream.js';

export interface PushDeps {
  tail: LogTail;
  reader: EventReader;
  limits?: PushLimits;
  onError?(error: unknown): void;
}

/** Waits for a turn; the answered function ends it. */
export type ReplayTurn = () => Promise<() => void>;
const NO_TURN: ReplayTurn = async () => () => {};
interface Life {
  over: boolean;
  turn: ReplayTurn;
}

/** A subscription that runs. */
export interface Subscribed {
  /** Ends it. */
  stop(): void;
  /** Everything up to here that it asked for has been sent, whether anything was or not. */
  cursor(): string;
}

const RETRY_MS = 300;
/** Longest time between two looks at what a receiver has taken. */
const LOOK_MS = 20;

/** All live subscriptions of a process. */
export class Push {
  private readonly channels = new Map<string, Channel>();
  private readonly deps: ChannelDeps;
  private readonly tail: LogTail;
  private readonly leave: () => void;
  private closed = false;

  constructor({ tail, reader, limits = PUSH_LIMITS, onError = () => {} }: PushDeps) {
    this.deps = { tail, reader, limits, onError };
    this.tail = tail;
    this.leave = tail.follow({
      events: () => {
        for (const channel of this.channels.values()) channel.wake();
      },
      back: (position) => this.goBack(position, tail.log),
    });
  }

  /** How often the log went back: a replay looks whether it did while it waited. */
  private turns = 0;
  /** Those who have not caught up yet. */
  private readonly replayed = new Set<Member>();

  private goBack(beganAfter: number, log: LogIdentity): void {
    const told = { beganAfter, epoch: log.lineage.current.id, cursor: writeLogCursor(log, beganAfter) };
    this.turns++;
    for (const member of this.replayed) stepBack(member, told);
    for (const channel of this.channels.values()) channel.goBack(told);
  }

  private begun = 0;

  /** Operations running, subscribers of all of them, and how many have ever begun. */
  get size(): { channels: number; subscribers: number; begun: number } {
    let subscribers = 0;
    for (const { members, joining } of this.channels.values()) subscribers += members.size + joining;
    return { channels: this.channels.size, subscribers, begun: this.begun };
  }

  /**
   * Subscribes a receiver: first everything after `after`, at its own pace, then live. Between replay and live there is neither gap nor repetition: whoever has caught up with the channel joins it in the
   * same turn of the event loop, and is sent what lies after its own position. `turn`: what it waits for before each step of its replay
   * is worked on, and what it calls then; left out: nothing.
   */
  subscribe(operation: PushOperation, receiver: Receiver, after: number, turn: ReplayTurn = NO_TURN): Subscribed {
    const channel = this.channelOf(operation);
    const member: Member = { receiver, from: after };
    const life: Life = { over: false, turn };
    const release = operation.hold?.();
    channel.joining++;
    this.replayed.add(member);
    this.begun++;
    void this.catchUp(channel, operation, member, life).finally(() => {
      channel.joining--;
      this.replayed.delete(member);
      this.prune(channel);
    });
    return {
      stop: () => {
        if (!life.over) release?.();
        life.over = true;
        channel.members.delete(member);
        this.prune(channel);
      },
      // A member has what its channel has walked over; one that joined ahead of it, what it came with.
      cursor: () => {
        const { from } = member;
        return this.tail.cursorAt(channel.members.has(member) ? Math.max(from, channel.position) : from);
      },
    };
  }

  close(): void {
    this.closed = true;
    this.leave();
    this.channels.clear();
  }

  /** A replay is as long as the log: each step of it waits for its turn, so that no caller's replays hold up what others ask. */
  private async inTurn<T>({ turn }: Life, work: () => Promise<T>): Promise<T> {
    const done = await turn();
    try {
      return await work();
    } finally {
      done();
    }
  }

  private channelOf(operation: PushOperation): Channel {
    let channel = this.channels.get(operation.key);
    if (!channel) {
      channel = new Channel(operation, this.deps, this.deps.tail.position);
      this.channels.set(operation.key, channel);
    }
    return channel;
  }

  private prune(channel: Channel): void {
    if (channel.members.size > 0 || channel.joining > 0) return;
    if (this.channels.get(channel.operation.key) === channel) this.channels.delete(channel.operation.key);
  }

  private async catchUp(channel: Channel, operation: PushOperation, member: Member, life: Life) {
    const { tail, limits, onError } = this.deps;
    const { receiver } = member;
    const gone = () => life.over || this.closed || !receiver.open;
    let ahead: Promise<Step> | null = null;
    let { turns } = this;
    while (!gone()) {
      if (turns !== this.turns) {
        ({ turns } = this);
        ahead = null;
      }
      if (member.from >= channel.position) {
        channel.members.add(member);
        channel.wake();
        return;
      }
      try {
        const { events, upTo } = await (ahead ?? nextStep(this.deps, operation, member.from));
        // The head may lie ahead of the tail for a moment: what this process has not read yet is not to be skipped.
        const to = Math.max(member.from, Math.min(upTo, Math.max(tail.position, member.from)));
        // The next step is read while this one is sent.
        ahead = to < tail.position ? nextStep(this.deps, operation, to) : null;
        ahead?.catch(() => {});
        const answers = await this.inTurn(life, () => answersTo(events, channel.answers));
        if (turns !== this.turns) continue;
        for (const run of runsOf(answers, limits.buffer / 4)) {
          if (receiver.waiting > limits.buffer / 4) await drained(receiver, limits);
          if (gone()) return;
          if (turns !== this.turns) break;
          receiver.send(toldBack(member, run));
          member.from = (run.at(-1) as Numbered).position;
        }
        if (turns === this.turns) member.from = to;
      } catch (error) {
        ahead = null;
        if (error instanceof HubError) {
          receiver.fail(error);
          return;
        }
        onError(error); // the database is away: go on when it is back
        await pause(RETRY_MS);
      }
    }
  }
}

/** Waits until a receiver has taken most of what it was sent; one that takes nothing for too long is too slow. */
async function drained(receiver: Receiver, { buffer, stall }: PushLimits): Promise<void> {
  let least = receiver.waiting;
  let since = performance.now();
  // The network takes what a fast reader is sent within a turn or two of the event loop.
  for (let look = 0; receiver.open && receiver.waiting > buffer / 8; look++) {
    await pause(Math.min(look, LOOK_MS));
    if (receiver.waiting < least) {
      least = receiver.waiting;
      since = performance.now();
    } else if (performance.now() - since > stall) {
      receiver.tooSlow();
      return;
    }
  }
}
