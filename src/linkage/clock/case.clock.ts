import { type ClockWork, EVENT_TYPES, lastTold, portionOf, reallyRecorded, type Turn } from '../../exchange/core.js';
import { groupBy } from '../../kernel/collect.js';
import { dateOf } from '../../kernel/date.js';
import { type CaseVersion, policyOfCase } from '../case/case.decide.js';
import { BEGINS, caseHidden } from '../case/case.events.js';
import { isPublic, knownOf } from '../case/case.row.js';
import { type CaseRow, casesOf, caseVersions } from '../case/case.store.js';
import { writeVersions } from '../case/case.write.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { inForceOn } from '../rules/index.js';
import { leavePending } from '../worker/linkage.store.js';
import { rectified, versionOf } from './case.rectify.js';

const ALL = EVENT_TYPES.filter((type) => type.startsWith('restriction.'));
const REMOVED = 'restriction.removed';

/**
 * Cases that were told or decided by a wrong today: their days become what they really were, a case whose ground lies ahead is
 * withdrawn; what was told as ended and has not is told again as in force, and what was public before its day is so no more.
 */
export const caseClock =
  (book: PolicyBook): ClockWork =>
  async (turn, wrong, cursor) => {
    const { orm, now } = turn;
    const { after } = wrong;
    const { portion, next } = portionOf(await lastTold(orm, after, ALL, false), cursor);
    if (portion.length === 0) return null;
    const policies = await book.current();
    const at = await reallyRecorded(orm, wrong);
    const told = await toldOf(turn, after);
    const versions = groupBy(
      await caseVersions(
        orm,
        portion.map(({ id }) => id),
      ),
      (v) => v.id,
    );
    const present = [...versions.values()].map((of) => of.at(-1) as CaseRow);
    const others = groupBy(await casesOf(orm, [...new Set(present.map((c) => c.uscc))]), (c) => c.uscc);
    const written: CaseVersion[] = [];
    const undecided = new Map<string, string>();
    for (const before of present) {
      const own = others.get(before.uscc) ?? [];
      const earlier = own.filter((c) => Number(c.id) < Number(before.id));
      try {
        const policy = policyOfCase(policies, before);
        const reallyOn = (position: number) => dateOf(at(position));
        const matter = { today: turn.today, reallyOn, policy, policies, earlier };
        const row = rectified(versions.get(before.id) ?? [before], matter);
        const version = toldAnew(turn, { before, row, told: told(before.id), policy });
        if (!version) continue;
        written.push(version);
        own[own.findIndex((c) => c.id === before.id)] = version.row;
      } catch (error) {
        undecided.set(before.uscc, `a day that a wrong clock wrote is not corrected: ${(error as Error).message}`);
      }
    }
    await writeVersions(turn, written);
    await leavePending(orm, undecided, now);
    return next;
  };

/** Positions of what was told last of a case, behind the last true one: null where nothing was. */
interface ToldLast {
  /** To the agencies: in force, or removed. */
  agencies: { removed: boolean; position: number } | null;
  /** To the public: the same. */
  open: { removed: boolean; position: number } | null;
  expired: number | null;
}

async function toldOf({ orm }: Turn, after: number): Promise<(id: string) => ToldLast> {
  const types = [...BEGINS, REMOVED];
  const by = async (open: boolean) =>
    new Map((await lastTold(orm, after, types, open)).map((t) => [t.id, { removed: t.type === REMOVED, ...t }]));
  const agencies = await by(false);
  const open = await by(true);
  const expired = new Map((await lastTold(orm, after, ['restriction.expired'], false)).map((t) => [t.id, t.position]));
  return (id) => ({
    agencies: agencies.get(id) ?? null,
    open: open.get(id) ?? null,
    expired: expired.get(id) ?? null,
  });
}

interface Anew extends Pick<CaseVersion, 'policy'> {
  before: CaseRow;
  /** As it is rectified; null: its facts are right. */
  row: CaseRow | null;
  told: ToldLast;
}

/** The version that says what is true of it, where something else was told; null where nothing was. */
function toldAnew({ today, append }: Turn, { before, row, told, policy }: Anew): CaseVersion | null {
  const after = row ?? before;
  const standing = after.state === 'IN_FORCE' || after.state === 'REPAIR_REQUESTED';
  const stands = standing && inForceOn(knownOf(after), today);
  const ended = stands && told.agencies?.removed === true;
  const tooEarly = told.open !== null && !told.open.removed && !(stands && isPublic(after, today));
  if (tooEarly) append(caseHidden(before, [(told.open as { position: number }).position]));
  if (!ended && !(tooEarly && stands)) return row && { row, before, policy, dueOn: null };
  const withdraws = [ended ? told.agencies?.position : told.open?.position, ended ? told.expired : null]
    .filter((p) => p != null)
    .sort((a, b) => a - b);
  const reason = ended ? 'it was told as ended, and has not' : 'it was told as public before its day';
  return { row: row ?? versionOf(before, reason), before, policy, dueOn: null, withdraws };
}
