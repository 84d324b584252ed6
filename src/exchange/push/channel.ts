import { setImmediate as turn } from 'node:timers/promises';
import { answersTo, type Numbered, runsOf, telling } from './answer.js';
import { RecentAnswers } from './answers.js';
import type { PushOperation } from './operation.js';
import type { PushLimits, Receiver } from './receiver.js';
import { type LogDeps, nextStep } from './stream.js';

/** A subscriber that has caught up: it gets what lies after `from`. */
export interface Member {
  receiver: Receiver;
  from: number;
  /** It has been sent what is no more: told with what it is sent next. */
  back?: WentBack | undefined;
}

/** What is told, as `extensions.restored`, beside the first answer behind the position to which the log went back. */
export interface WentBack {
  /** Everything behind this position, of an earlier epoch than `epoch`, is no more. */
  beganAfter: number;
  epoch: string;
  /** The same position, to go on from. */
  cursor: string;
}

export interface ChannelDeps extends LogDeps {
  limits: PushLimits;
  onError(error: unknown): void;
}

const RETRY_MS = 300;
/** Members that are sent to in one turn of the event loop: ten thousand writes would keep others waiting for a tenth of a second. */
const AT_ONCE = 250;

/**
 * One operation that many may share. It walks the log by itself, woken by the tail: each event that it is about is executed once,
 * and the text goes to every member. It holds no queue; where it falls behind, what it has not read waits in the log.
 */
export class Channel {
  readonly answers: RecentAnswers;
  readonly members = new Set<Member>();
  /** Those who are still being replayed to: they keep the channel, for its answers. */
  joining = 0;
  private running = false;
  private woken = false;
  /** How often the log went back: what was read before is not sent after. */
  private turns = 0;

  constructor(
    readonly operation: PushOperation,
    private readonly deps: ChannelDeps,
    /** Everything up to here has been sent to the members. */
    public position: number,
  ) {
    this.answers = new RecentAnswers((event) => operation.render(event));
  }

  /** Looks what is new. */
  wake(): void {
    this.woken = true;
    if (!this.running) void this.run();
  }

  /** The log goes on from there. */
  goBack(told: WentBack): void {
    const sent = this.position;
    this.turns++;
    this.position = Math.min(sent, told.beganAfter);
    for (const member of this.members) stepBack(member, told, sent);
    this.wake();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.woken) {
      this.woken = false;
      try {
        await this.advance();
      } catch (error) {
        this.deps.onError(error);
        this.failStale(error);
        setTimeout(() => this.wake(), RETRY_MS).unref();
        break;
      }
    }
    this.running = false;
  }

  private async advance(): Promise<void> {
    const { deps, operation } = this;
    let sent = false;
    while (this.position < deps.tail.position) {
      // Nobody listens: those who come begin where the log ends then.
      if (this.members.size === 0) {
        this.position = deps.tail.position;
        return;
      }
      const { turns } = this;
      const { events, upTo } = await nextStep(deps, operation, this.position);
      const answers = await answersTo(events, this.answers);
      if (turns !== this.turns) continue;
      for (const run of runsOf(answers, deps.limits.buffer / 4)) {
        // The network gets a turn between two runs: a burst is to close nobody who reads.
        if (sent) await turn();
        if (turns !== this.turns) break;
        sent = true;
        let told = 0;
        // Who joins meanwhile stands behind the run's first event, and comes last in this very walk.
        for (const member of this.members) {
          if (++told % AT_ONCE === 0) await turn();
          if (turns !== this.turns) break;
          this.send(member, run);
        }
        if (turns !== this.turns) break;
        this.position = (run.at(-1) as Numbered).position;
      }
      if (turns === this.turns) this.position = Math.max(this.position, upTo);
    }
  }

  private send(member: Member, run: readonly Numbered[]): void {
    const { receiver, from } = member;
    const all = from < (run[0] as Numbered).position;
    receiver.send(toldBack(member, all ? run : run.filter((answer) => answer.position > from)));
    if (receiver.waiting <= this.deps.limits.buffer) return;
    this.members.delete(member);
    receiver.tooSlow();
  }

  /** What the members lack is no longer kept: each must begin anew. */
  private failStale(error: unknown): void {
    if ((error as { code?: unknown }).code !== 'CURSOR_INVALID') return;
    for (const { receiver } of this.members) receiver.fail(error);
    this.members.clear();
  }
}

/** Who has what is no more, or was sent it, stands where the log goes on, and is told. */
export function stepBack(member: Member, told: WentBack, sent = 0): void {
  if (Math.max(member.from, sent) <= told.beganAfter) return;
  member.from = Math.min(member.from, told.beganAfter);
  member.back = told;
}

/** The answers as they are sent to this one: the first says that the log went back, where that is to be told. */
export function toldBack(member: Member, run: readonly Numbered[]): readonly Numbered[] {
  const { back } = member;
  const [first, ...others] = run;
  if (!back || !first) return run;
  member.back = undefined;
  return [telling(first, { restored: back }), ...others];
}
