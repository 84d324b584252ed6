import { type Decision, type PlaceFacts, type Recording, reject, rejectFor } from '../exchange/core.js';
import { filled } from '../kernel/left-out.js';
import { documentFaults, saysSame } from '../register/core.js';
import type { ReportAccident } from './accident.check.js';
import { REPORT } from './accident.facts.js';
import { accidentLevel } from './accident.level.js';
import type { AccidentRecord } from './register.store.js';

/** What the decisions on reports look at beside the present records. */
export interface ReportFacts extends PlaceFacts {
  /** By id: the last version that was still a report, of accidents that have been supplemented or concluded since. */
  lastReports: Map<string, AccidentRecord>;
}

/** How far an agency's clock may run ahead of the hub's before the time of its report counts as in the future. */
const CLOCK_SKEW_MS = 300_000;

const REPORTED = ['uscc', 'divisionCode', ...Object.keys(REPORT)];
/** Whether two versions say the same of what is reported. */
export const sameReport = (one: AccidentRecord, other: AccidentRecord): boolean => saysSame(one, other, REPORTED);

/**
 * A document number names one accident of one enterprise for good. While it is only reported, a report with other facts
 * corrects it, and what it leaves out stays; afterwards the figures belong to the supplements and the conclusion, and only a plain repeat passes.
 */
export function decideReport(
  command: ReportAccident,
  current: AccidentRecord | undefined,
  facts: ReportFacts,
  recording: Recording,
): Decision<AccidentRecord> {
  const { occurredAt } = command;
  const names = 'the report of an accident of';
  const { divisionCode, faults, taken } = documentFaults(command, current, facts, { recording, names });
  // The last that was reported: what was supplemented or concluded since is not a report's to repeat.
  const standing = current && (facts.lastReports.get(current.id) ?? current);
  const reportedAt = command.reportedAt ?? current?.reportedAt ?? recording.receivedAt;
  const future = occurredAt > recording.receivedAt;
  const refusal = rejectFor([
    ...faults,
    future && reject('FUTURE', `occurredAt ${occurredAt.toISOString()} is in the future`, 'occurredAt'),
    !future &&
      reportedAt < occurredAt &&
      reject(
        'ORDER',
        `it occurred ${occurredAt.toISOString()}, after it was reported ${reportedAt.toISOString()}`,
        'occurredAt',
      ),
    reportedAt.getTime() > recording.receivedAt.getTime() + CLOCK_SKEW_MS &&
      reject('FUTURE', `reportedAt ${reportedAt.toISOString()} is in the future`, 'reportedAt'),
    taken,
  ]);
  if (refusal) return refusal;
  const { division: _, ...said } = command;
  const stated = filled(said, standing);
  const values = {
    ...stated,
    missing: stated.missing ?? 0,
    responsibility: stated.responsibility ?? ('UNDETERMINED' as const),
  };
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row: AccidentRecord = {
    ...values,
    id: current?.id ?? '',
    divisionCode,
    reportedAt,
    level: accidentLevel(values),
    status: 'REPORTED',
    concludedOn: null,
    publishedOn: null,
    providerId,
    receivedAt,
    recordedAt,
    position,
  };
  if (!current) return { status: 'INSERTED', row };
  if (saysSame(current, row, REPORTED) || saysSame(facts.lastReports.get(current.id), row, REPORTED))
    return { status: 'UNCHANGED' };
  if (current.status === 'REPORTED') return { status: 'UPDATED', row };
  const way =
    current.status === 'CONCLUDED' ? 'it is concluded, and its record is closed' : 'supplement or conclude it';
  return reject(
    'CONFLICT',
    `${command.documentNumber} is ${current.status}; a new report no longer changes it: ${way}`,
    'documentNumber',
  );
}
