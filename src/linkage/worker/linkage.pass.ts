import type { EventRow, Turn } from '../../exchange/index.js';
import { groupBy } from '../../kernel/collect.js';
import { type CaseVersion, decideCases, Undecided } from '../case/case.decide.js';
import type { CaseRow } from '../case/case.store.js';
import { writeVersions } from '../case/case.write.js';
import { issueOfCases, issueOfGradings } from '../notice/notice.issue.js';
import type { Policies } from '../policy/policy.store.js';
import type { Fact, FactRef } from '../rules/index.js';
import { factOf, GRADING_EVENTS, retractedBy } from './fact.project.js';
import {
  clearPending,
  dropFacts,
  keepFacts,
  type Loaded,
  leavePending,
  loadForPass,
  moveCursor,
} from './linkage.store.js';

/** Versions of cases in one turn at most, and about: the head is held meanwhile, and everybody else waits. */
const MOST_VERSIONS = 64;

/** A stretch of the log: what concerns the linkage of the positions behind `written`, where the cursor stands, up to `through`. */
export interface Stretch {
  written: number;
  through: number;
  events: readonly EventRow[];
  /** The epoch of the log that it was read in: nothing is decided from events that are no more. */
  epoch: string;
}

export interface PassResult {
  /** How far the log has been read now. */
  position: number;
  /** Enterprises that could not be decided, and why. */
  undecided: ReadonlyMap<string, string>;
  /** The stretch was read in an earlier epoch of the log. */
  outdated?: boolean;
}

/** One that was recorded in error is a notice's matter only where it was public. */
const isGrading = ({ type, public: open }: EventRow): boolean =>
  (GRADING_EVENTS as readonly string[]).includes(type) && (open || type !== 'grading.retracted');

/**
 * Reads a stretch of the log, in one turn with everything that follows from it: facts, cases, restrictions, notices, events, and the
 * cursor. Each event is decided by itself, in the log's order, so that what comes of the log does not depend on who read how
 * much of it at once. Where another process was faster, only the cursor comes back.
 */
export async function readStretch(
  turn: Turn,
  { written, through, events, epoch }: Stretch,
  policies: Policies,
): Promise<PassResult> {
  const usccs = [...new Set(events.flatMap((e) => (isGrading(e) || e.subject === null ? [] : [e.subject])))];
  const loaded = await loadForPass(turn.orm, usccs);
  if (turn.epoch !== epoch) return { position: loaded.position, undecided: new Map(), outdated: true };
  if (loaded.position !== written) return { position: loaded.position, undecided: new Map() };
  const pass = new Pass(turn, loaded, policies);
  const gradings: EventRow[] = [];
  let position = through;
  for (const [i, event] of events.entries()) {
    if (isGrading(event)) gradings.push(event);
    else await pass.take(event);
    if (pass.versions < MOST_VERSIONS || i === events.length - 1) continue;
    position = event.position;
    break;
  }
  await pass.end();
  await issueOfGradings(turn, gradings, policies);
  await moveCursor(turn.orm, position);
  return { position, undecided: pass.undecided };
}

/** Decides enterprises anew, whose facts are there and were left undecided. */
export async function decideAnew(turn: Turn, usccs: readonly string[], policies: Policies): Promise<PassResult> {
  const loaded = await loadForPass(turn.orm, usccs);
  const pass = new Pass(turn, loaded, policies);
  for (const uscc of usccs) await pass.decide(uscc);
  await pass.end();
  return { position: loaded.position, undecided: pass.undecided };
}

/** Leaves the enterprise of one event undecided, whose consequences the database refuses; its fact is kept where it can be. */
export async function setAside(
  turn: Turn,
  { written, through, events, epoch }: Stretch,
  reason: string,
): Promise<PassResult> {
  const { orm, recordedAt } = turn;
  const [event] = events;
  const loaded = await loadForPass(orm, event?.subject ? [event.subject] : []);
  if (turn.epoch !== epoch) return { position: loaded.position, undecided: new Map(), outdated: true };
  if (!event || loaded.position !== written) return { position: loaded.position, undecided: new Map() };
  const retracted = event && retractedBy(event);
  if (retracted) await dropFacts(orm, [retracted]);
  const same = (f: Fact) => f.kind === told?.kind && f.id === told.id;
  const told = retracted ? null : factOf(event, undefined);
  const fact = told && factOf(event, loaded.facts.find(same));
  if (fact) await keepFacts(orm, [fact]);
  const undecided = new Map(event.subject ? [[event.subject, reason]] : []);
  await leavePending(orm, undecided, recordedAt);
  await moveCursor(orm, through);
  return { position: through, undecided };
}

class Pass {
  /** How many versions it has decided on. */
  versions = 0;
  readonly undecided = new Map<string, string>();
  private readonly facts: Map<string, Fact[]>;
  private readonly cases: Map<string, CaseRow[]>;
  private readonly decided = new Set<string>();
  private readonly changed = new Map<string, Fact>();
  private readonly dropped: FactRef[] = [];
  private waiting: CaseVersion[] = [];
  private readonly today: string;

  constructor(
    private readonly turn: Turn,
    private readonly loaded: Loaded,
    private readonly policies: Policies,
  ) {
    this.today = turn.today;
    this.facts = groupBy(loaded.facts, (f) => f.uscc);
    this.cases = groupBy(loaded.cases, (c) => c.uscc);
  }

  async take(event: EventRow): Promise<void> {
    const { subject } = event;
    if (subject === null) return;
    const own = this.facts.get(subject) ?? [];
    const retracted = retractedBy(event);
    if (retracted) {
      const { kind, id } = retracted;
      this.facts.set(
        subject,
        own.filter((f) => f.kind !== kind || f.id !== id),
      );
      this.changed.delete(`${kind}:${id}`);
      this.dropped.push(retracted);
      return this.decide(subject);
    }
    const first = factOf(event, undefined);
    if (!first) return;
    const same = (f: Fact) => f.kind === first.kind && f.id === first.id;
    const fact = factOf(event, own.find(same)) ?? first;
    this.facts.set(subject, [...own.filter((f) => !same(f)), fact]);
    this.changed.set(`${fact.kind}:${fact.id}`, fact);
    await this.decide(subject);
  }

  async decide(uscc: string): Promise<void> {
    this.decided.add(uscc);
    for (const version of this.versionsOf(uscc)) await this.add(uscc, version);
  }

  /** None where it cannot be decided: that must not hold up the log, and is tried again. */
  private versionsOf(uscc: string): CaseVersion[] {
    try {
      const facts = this.facts.get(uscc) ?? [];
      const versions = decideCases(uscc, this.cases.get(uscc) ?? [], facts, this.policies, this.today);
      if (versions.length > 0 && this.loaded.homes[uscc] === undefined)
        throw new Undecided(`${uscc} is not in the register of enterprises`);
      this.undecided.delete(uscc);
      return versions;
    } catch (error) {
      this.undecided.set(uscc, (error as Error).message);
      return [];
    }
  }

  /** A second version of one case waits until the first is written: the history keeps both. */
  private async add(uscc: string, version: CaseVersion): Promise<void> {
    const { row } = version;
    if (this.waiting.some((w) => w.row.key === row.key)) await this.flush();
    const cases = this.cases.get(uscc) ?? [];
    const before = cases.find((c) => c.key === row.key) ?? null;
    if (before) Object.assign(row, { id: before.id });
    this.waiting.push({ ...version, before });
    this.cases.set(uscc, [...cases.filter((c) => c.key !== row.key), row]);
    this.versions++;
  }

  private async flush(): Promise<void> {
    const imposed = await writeVersions(this.turn, this.waiting);
    this.waiting = [];
    await issueOfCases(this.turn, imposed, this.loaded.homes);
  }

  async end(): Promise<void> {
    const { orm, recordedAt } = this.turn;
    await dropFacts(orm, this.dropped);
    await keepFacts(orm, [...this.changed.values()]);
    await this.flush();
    await leavePending(orm, this.undecided, recordedAt);
    await clearPending(
      orm,
      this.loaded.pending.filter((uscc) => this.decided.has(uscc) && !this.undecided.has(uscc)),
    );
  }
}
