import {
  type Decision,
  type PlaceFacts,
  placeOf,
  type Recording,
  type Rejection,
  reject,
  rejectFor,
} from '../exchange/core.js';
import { dateOf } from '../kernel/date.js';
import { filled } from '../kernel/left-out.js';
import type { Command, Row } from './document.js';
import type { Facts, RowOf } from './facts.js';
import { fill, unfitting } from './fitting.decide.js';

/** What a register's own rules look at. */
export interface Submitted<F extends Facts> {
  command: Command<F>;
  current: Row<F> | undefined;
  recording: Recording;
}

/** The rules that are a register's own; the rest of a decision is the same for all documents. */
export interface DocumentRules<F extends Facts> {
  /** What a document number names for good, as in "SG-1 is {the rating of} another enterprise". */
  names: string;
  /** Fills in what follows from what is said; left out: what is said and what stands. */
  complete?(values: RowOf<F>, submitted: Submitted<F>): RowOf<F>;
  /** What of a record's facts, those that stay among them, cannot hold together. */
  faults?(values: RowOf<F>, submitted: Submitted<F>): (Rejection | null | false)[];
}

/** What of a decision looks at the enterprise and the number, for registers whose records live on as documents do. */
export function documentFaults(
  command: { documentNumber: string; uscc: string; division: string | null | undefined },
  current: { uscc: string; divisionCode: string } | undefined,
  place: PlaceFacts,
  { recording, names }: { recording: Recording; names: string },
): { divisionCode: string; faults: Rejection[]; taken: Rejection | false } {
  const { divisionCode, faults } = placeOf(command, current, place, recording.provider);
  const { documentNumber, uscc } = command;
  const taken =
    current !== undefined &&
    current.uscc !== uscc &&
    reject('DOCUMENT_TAKEN', `${documentNumber} is ${names} another enterprise, ${current.uscc}`, 'documentNumber');
  return { divisionCode, faults, taken };
}

/** Days that tell what happened, and have not come. */
function aheadOf<F extends Facts>(facts: F, command: Command<F>, today: string): (Rejection | false)[] {
  return Object.entries(facts).map(([name, { kind, need, ahead }]) => {
    const said = (command as Record<string, unknown>)[name];
    if ((ahead ?? need !== 'required') || (kind !== 'day' && kind !== 'instant') || said == null) return false;
    const on = said instanceof Date ? dateOf(said) : String(said);
    return on > today && reject('FUTURE', `${name} ${on} is after today`, name);
  });
}

/** What a version says: everything but its provenance. */
export const comparedOf = (facts: Facts): string[] => ['uscc', 'divisionCode', ...Object.keys(facts)];

/**
 * The decision about a document: the number names one record of one enterprise for good; everything else of it may be corrected by a
 * new version. What a repeat leaves out stays, null clears.
 */
export function documentDecision<F extends Facts>(facts: F, { names, complete, faults: own }: DocumentRules<F>) {
  const compared = comparedOf(facts);
  return (
    command: Command<F>,
    current: Row<F> | undefined,
    place: PlaceFacts,
    recording: Recording,
  ): Decision<Row<F>> => {
    const submitted = { command, current, recording };
    const { divisionCode, faults, taken } = documentFaults(command, current, place, { recording, names });
    const { division: _, ...said } = command as Command<F> & { division: unknown };
    const known = filled(said, current) as unknown as RowOf<F>;
    fill(facts, known, command as object as Record<string, unknown>, current);
    const values = complete ? complete(known, submitted) : known;
    const refusal = rejectFor([
      ...faults,
      ...aheadOf(facts, command, recording.today),
      taken,
      ...unfitting(facts, values),
      ...(own?.(values, submitted) ?? []),
    ]);
    if (refusal) return refusal;
    const { providerId, receivedAt, recordedAt, position } = recording;
    const kept = { id: current?.id ?? '', divisionCode, providerId, receivedAt, recordedAt, position };
    const row = { ...values, ...kept } as unknown as Row<F>;
    if (!current) return { status: 'INSERTED', row };
    return saysSame(current, row, compared) ? { status: 'UNCHANGED' } : { status: 'UPDATED', row };
  };
}

/** Whether two versions say the same in these fields. Instants are the same where they are the same moment. */
export function saysSame(one: object | undefined, other: object, fields: readonly string[]): boolean {
  if (one === undefined) return false;
  const plain = (value: unknown) =>
    value instanceof Date ? value.getTime() : Array.isArray(value) ? value.join() : value;
  const [a, b] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  return fields.every((field) => plain(a[field]) === plain(b[field]));
}
