import type { Patience } from '../../kernel/patience.js';

/**
 * Who may work now, and who is next. A flow is everything that one caller asks for: an agency, or an address of the public.
 * While there are places, nobody waits. When there are none, the next place goes to the flow that has been given least, by what
 * its work costs (start-time fair queuing, as in Kubernetes' API Priority and Fairness): a caller with a thousand requests
 * waits behind its own thousand, and never holds up one who has a single one.
 */
export interface QueueLimits {
  /** Pieces of work at once. */
  places: number;
  /** Of these, the most of one flow: what is stuck of one never takes the last place. */
  placesOfOne: number;
  /** The same while others are about, in this queue or another one. */
  placesBesideOthers: number;
  /** Pieces of work that may wait in all. */
  waiting: number;
}

/** What one flow may have against another: 1 for an agency, less for those whom nobody knows. */
export interface Flow {
  name: string;
  weight: number;
  /**
   * Who of those that share the flow: they have it by turns, and none of them more than half of its places. Left out where it is one caller's.
   */
  member?: string;
}

interface Waiting {
  flow: State;
  member: string;
  /** Its place among those of its flow: the least is next. */
  start: number;
  cost: number;
  go(release: () => void): void;
  refuse(reason: unknown): void;
}

interface State extends Flow {
  /** What it was given so far, by cost and weight, from a common beginning. */
  given: number;
  running: number;
  waiting: Waiting[];
  /** The same of its members, where they share it. */
  members: Map<string, { running: number; until: number }>;
  /** Where the member stands that was served last. */
  turn: number;
}

/** So long after one came behind another, both are about. */
const ABOUT_MS = 2_000;

/** Whether several are about, over all queues: what one of them may have at once depends on it. */
export class Present {
  private latest = '';
  private mixedAt = Number.NEGATIVE_INFINITY;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  came(flow: string): void {
    if (flow === this.latest) return;
    if (this.latest !== '') this.mixedAt = this.now();
    this.latest = flow;
  }

  get several(): boolean {
    return this.now() - this.mixedAt < ABOUT_MS;
  }
}

/** Answers a piece of work that is not taken up any more. */
export type Refusal = () => unknown;

export class FairQueue {
  private readonly flows = new Map<string, State>();
  /** Those of them that have something waiting. */
  private readonly behind = new Set<State>();
  private running = 0;
  private waitingInAll = 0;
  /** Where the flow that was served last stands: one that comes back after a pause begins here, and has saved nothing up. */
  private reached = 0;

  constructor(
    private readonly limits: QueueLimits,
    /** What the one is told who is refused because too many wait: the oldest of the flow that has most waiting. */
    private readonly crowded: Refusal,
    private readonly present: Present,
  ) {}

  /** Pieces of work under way, and those that wait. */
  get state(): { running: number; waiting: number } {
    return { running: this.running, waiting: this.waitingInAll };
  }

  /**
   * A place for a piece of work: what is answered gives it back, once. It comes at once where a place is free; else it is promised, and the
   * promise fails where too many wait, or with the reason why its caller waits no longer.
   */
  enter(flow: Flow, cost: number, patience?: Patience): (() => void) | Promise<() => void> {
    const state = this.stateOf(flow);
    this.present.came(flow.name);
    const member = flow.member ?? '';
    if (this.waitingInAll === 0 && this.mayBegin(state, member)) return this.begin(state, member, cost);
    return new Promise((done, fail) => {
      const own: Waiting = { flow: state, member, start: startOf(state, member, cost), cost, go: done, refuse: fail };
      if (patience?.over) return fail(patience.over);
      if (patience) {
        const left = (why: unknown) => {
          this.remove(own);
          fail(why);
        };
        patience.onEnd(left);
        own.go = (release) => {
          patience.offEnd(left);
          done(release);
        };
        own.refuse = (reason) => {
          patience.offEnd(left);
          fail(reason);
        };
      }
      state.waiting.push(own);
      this.behind.add(state);
      this.waitingInAll++;
      // All who wait may be at their own most, and this one not.
      this.next();
      if (this.waitingInAll > this.limits.waiting) this.refuseOldest();
    });
  }

  private mayBegin(flow: State, member: string): boolean {
    if (this.running >= this.limits.places || flow.running >= this.limits.placesOfOne) return false;
    const most = this.placesOfOne();
    if (flow.running >= most) return false;
    return member === '' || (flow.members.get(member)?.running ?? 0) < Math.ceil(most / 2);
  }

  /** Who is alone may have more under way: it is its own work that its next piece waits behind. */
  private placesOfOne(): number {
    const { placesOfOne, placesBesideOthers } = this.limits;
    return this.present.several ? placesBesideOthers : placesOfOne;
  }

  private begin(flow: State, member: string, cost: number): () => void {
    this.running++;
    flow.running++;
    const own = member === '' ? undefined : memberOf(flow, member);
    if (own) own.running++;
    this.reached = Math.max(this.reached, flow.given);
    flow.given += cost / flow.weight;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.running--;
      flow.running--;
      if (own) own.running--;
      // Nothing is kept of members of a flow that rests.
      if (flow.running === 0 && flow.waiting.length === 0) flow.members.clear();
      this.next();
    };
  }

  private next(): void {
    while (this.running < this.limits.places && this.waitingInAll > 0) {
      let least: Waiting | undefined;
      for (const flow of this.behind) {
        if (least && flow.given >= least.flow.given) continue;
        least = this.firstOf(flow) ?? least;
      }
      if (!least) return;
      const { flow, member, cost, start } = least;
      this.remove(least);
      flow.turn = Math.max(flow.turn, start);
      least.go(this.begin(flow, member, cost));
    }
  }

  /** Whose turn it is of a flow; undefined where nobody of it may begin. */
  private firstOf(flow: State): Waiting | undefined {
    let first: Waiting | undefined;
    for (const one of flow.waiting) {
      if ((first && one.start >= first.start) || !this.mayBegin(flow, one.member)) continue;
      first = one;
      if (one.member === '') break; // of one caller they stand in the order in which they came
    }
    return first;
  }

  private refuseOldest(): void {
    let most: State | undefined;
    for (const flow of this.behind) if (!most || flow.waiting.length > most.waiting.length) most = flow;
    const oldest = most?.waiting[0];
    if (!oldest) return;
    this.remove(oldest);
    oldest.refuse(this.crowded());
  }

  private remove(one: Waiting): void {
    const at = one.flow.waiting.indexOf(one);
    if (at < 0) return;
    one.flow.waiting.splice(at, 1);
    if (one.flow.waiting.length === 0) this.behind.delete(one.flow);
    this.waitingInAll--;
  }

  private stateOf(flow: Flow): State {
    let state = this.flows.get(flow.name);
    if (!state) {
      if (this.flows.size >= FLOWS_KEPT) this.forget();
      const { name, weight } = flow;
      const fresh = { given: this.reached, running: 0, waiting: [], members: new Map(), turn: 0 };
      state = { name, weight, ...fresh };
      this.flows.set(flow.name, state);
    }
    // Who has waited for nothing since long ago has no claim from then.
    if (state.waiting.length === 0 && state.running === 0) state.given = Math.max(state.given, this.reached);
    return state;
  }

  /** Flows that are not ahead of the others are as good as new ones. */
  private forget(): void {
    for (const [name, { waiting, running }] of this.flows)
      if (waiting.length === 0 && running === 0) this.flows.delete(name);
  }
}

/** More callers at once than that are not told apart by what they had. */
const FLOWS_KEPT = 10_000;

function memberOf(flow: State, member: string): { running: number; until: number } {
  let own = flow.members.get(member);
  if (!own) {
    own = { running: 0, until: 0 };
    flow.members.set(member, own);
  }
  return own;
}

/** Members take turns by cost: each piece stands behind the last one of its own member, and not behind all that the others wait for. */
function startOf(flow: State, member: string, cost: number): number {
  if (member === '') return 0;
  const own = memberOf(flow, member);
  const start = Math.max(own.until, flow.turn);
  own.until = start + cost;
  return start;
}
