import { inTerritory } from '../access/index.js';
import { type Decision, type PlaceFacts, type Recording, reject, rejectFor } from '../exchange/core.js';
import { startOf } from '../kernel/date.js';
import { HubError, notFound } from '../kernel/errors.js';
import { filled } from '../kernel/left-out.js';
import type { HazardState } from '../kernel/vocabulary.js';
import { documentFaults, saysSame } from '../register/core.js';
import type { ChangePlan, ReportHazard, WordHazard } from './hazard.check.js';
import { PLAN, REPORT } from './hazard.facts.js';
import { edgesFrom } from './hazard.machine.js';
import { PLAN_COLUMNS } from './hazard.plan.js';
import type { HazardRow } from './hazard.store.js';

/** What the decisions of a batch of reports look at beside the present records. */
export interface HazardFacts extends PlaceFacts {
  /** What was reported, by document number, of hazards that have moved on since: their last version as FOUND. */
  reported: Map<string, HazardRow>;
}

const REPORTED = ['divisionCode', ...Object.keys(REPORT), ...Object.keys(PLAN)];
/** Whether two versions say the same of what is reported. */
export const sameReport = (one: HazardRow, other: HazardRow): boolean => saysSame(one, other, REPORTED);
/** Before work begins the plan is still being made; once the deadline was missed it may have to be made anew. */
const PLAN_STATES: readonly HazardState[] = ['FOUND', 'NOTIFIED', 'LISTED', 'OVERDUE', 'ESCALATED'];

/**
 * A report opens a hazard, and corrects it while it is FOUND. From the first order on its facts are moved by steps, so a
 * report that says again what was reported, or what stands now, changes nothing, and one that says something else is a conflict.
 */
export function decideReport(
  command: ReportHazard,
  current: HazardRow | undefined,
  facts: HazardFacts,
  recording: Recording,
): Decision<HazardRow> {
  const names = 'a hazard of';
  const { divisionCode, faults, taken } = documentFaults(command, current, facts, { recording, names });
  const refusal = rejectFor([
    ...faults,
    command.foundOn > recording.today && reject('FUTURE', `foundOn ${command.foundOn} is after today`, 'foundOn'),
    taken,
  ]);
  if (refusal) return refusal;
  if (!current) return { status: 'INSERTED', row: opened(command, divisionCode, recording) };
  const known = current.state === 'FOUND' ? current : (facts.reported.get(command.documentNumber) ?? current);
  const row = corrected(known, command, divisionCode, recording);
  // What was reported, or what steps have made of it since, which an export says.
  const again = corrected(current, command, divisionCode, recording);
  if (saysSame(known, row, REPORTED) || saysSame(current, again, REPORTED)) return { status: 'UNCHANGED' };
  if (current.state !== 'FOUND') return reject('CONFLICT', goOn(current), 'documentNumber');
  if (row.deadline !== null && row.deadline < row.foundOn) {
    return reject('ORDER', `deadline ${row.deadline} is before foundOn ${row.foundOn}`, 'foundOn');
  }
  return { status: 'UPDATED', row };
}

function opened(command: ReportHazard, divisionCode: string, recording: Recording): HazardRow {
  const { division: _, ...values } = command;
  const { providerId, receivedAt, recordedAt, position } = recording;
  const state = { state: 'FOUND' as const, stateSince: startOf(command.foundOn), listedOn: null };
  return { ...filled(values, null), ...state, id: '', divisionCode, providerId, receivedAt, recordedAt, position };
}

/** The known version with what the report says; what the report leaves out stays. */
function corrected(known: HazardRow, command: ReportHazard, divisionCode: string, recording: Recording): HazardRow {
  const { division: _, ...said } = command;
  const { receivedAt, recordedAt, position } = recording;
  const row = { ...known, ...filled(said, known), divisionCode, receivedAt, recordedAt, position };
  return { ...row, stateSince: startOf(command.foundOn) };
}

/** Which mutation takes the hazard further from where it is. */
function goOn({ state, level }: HazardRow): string {
  const steps = edgesFrom(state, level).map((e) => e.by);
  const plan = PLAN_STATES.includes(state) ? ['updateHazardPlan'] : [];
  const use = [...plan, ...steps].join(', ');
  return `the hazard is ${state}: a report corrects it only while it is FOUND; ${use ? `use ${use}` : 'it is final'}`;
}

/** The hazard, if it is the agency's to change: outside its division a regulator sees none. */
function own({ hazardId }: { hazardId: string }, current: HazardRow | undefined, { provider }: Recording): HazardRow {
  if (current && inTerritory(provider, 'OWN_DIVISION', current.divisionCode)) return current;
  throw notFound(`hazard ${hazardId}`, 'id');
}

/** Another public text, whatever the state: one that names a person after all must be mended. */
export function decideWording(
  command: WordHazard,
  current: HazardRow | undefined,
  recording: Recording,
): Decision<HazardRow> {
  const known = own(command, current, recording);
  const { publicDescription } = command;
  if (known.publicDescription === publicDescription) return { status: 'UNCHANGED' };
  const { receivedAt, recordedAt, position } = recording;
  return { status: 'UPDATED', row: { ...known, publicDescription, receivedAt, recordedAt, position } };
}

/** The five implementations are filled in before the plan is approved, and again where a deadline was missed. */
export function decidePlan(
  command: ChangePlan,
  current: HazardRow | undefined,
  recording: Recording,
): Decision<HazardRow> {
  const known = own(command, current, recording);
  const row = { ...known, ...command.changes };
  if (PLAN_COLUMNS.every(([, column]) => row[column] === known[column])) return { status: 'UNCHANGED' };
  if (!PLAN_STATES.includes(known.state)) {
    const message = `the hazard is ${known.state}: its plan changes only while it is ${PLAN_STATES.join(', ')}`;
    const problems = [{ path: 'id', code: 'CONFLICT', message }];
    throw new HubError('CONFLICT', message, { state: known.state, problems });
  }
  if (row.planDeadline !== null && row.planDeadline < row.foundOn) {
    const message = `the plan’s deadline ${row.planDeadline} is before foundOn ${row.foundOn}`;
    return reject('ORDER', message, 'deadline');
  }
  const { receivedAt, recordedAt, position } = recording;
  return { status: 'UPDATED', row: { ...row, receivedAt, recordedAt, position } };
}
