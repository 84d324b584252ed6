import type { EventDraft, EventType, Recording } from '../exchange/index.js';
import type { AccidentRecord, AmendedRecord } from './register.store.js';

/** What the event of an accident says: all facts but the texts that may name people. */
function factsOf(row: AccidentRecord) {
  const { id, documentNumber, providerId, occurredAt, reportedAt, category } = row;
  const { deaths, seriousInjuries, missing, directEconomicLoss, level } = row;
  const { status, responsibility, concludedOn, publishedOn } = row;
  const identity = { id, documentNumber, providerId, occurredAt, reportedAt, category };
  const figures = { deaths, seriousInjuries, missing, directEconomicLoss, level };
  return { ...identity, ...figures, status, responsibility, concludedOn, publishedOn };
}

const envelope = (row: AccidentRecord) => ({ subject: row.uscc, division: row.divisionCode });

const TYPE = {
  REPORTED: 'accident.corrected',
  SUPPLEMENTED: 'accident.supplemented',
  CONCLUDED: 'accident.concluded',
} as const satisfies Record<AccidentRecord['status'], EventType>;

/**
 * A version of an accident. The law publishes the result, not the reports on the way to it: so a version that the public
 * sees says nothing of the one before, and any other says what it changed from.
 */
export function accidentEvent(
  row: AmendedRecord,
  before: AccidentRecord | undefined,
  { recordedOn }: Pick<Recording, 'recordedOn'>,
): EventDraft {
  const open = row.status === 'CONCLUDED' && row.publishedOn !== null && row.publishedOn <= recordedOn;
  const facts = factsOf(row);
  if (!before) return { ...envelope(row), type: 'accident.reported', public: open, data: facts };
  const { by } = row;
  const stated = by ? { statedIn: by.documentNumber, statedBy: by.providerId, changedOn: by.changedOn } : {};
  const moved = row.divisionCode === before.divisionCode ? {} : { previousDivision: before.divisionCode };
  const previous = { previousLevel: before.level, previousResponsibility: before.responsibility, ...moved };
  const data = { ...facts, ...stated, ...(open ? {} : previous) };
  return { ...envelope(row), type: TYPE[row.status], public: open, data };
}

/**
 * Another public text. Where the day of publication came between the version before and this one, and was not announced yet, this
 * version tells it.
 */
export function wordingEvent(
  row: AccidentRecord,
  before: AccidentRecord,
  { recordedOn, recordedDay, announcedThrough }: Pick<Recording, 'recordedOn' | 'recordedDay' | 'announcedThrough'>,
): EventDraft {
  const published = row.status === 'CONCLUDED' ? row.publishedOn : null;
  const open = published !== null && published <= recordedOn;
  const told = published !== null && (published <= recordedDay(before.recordedAt) || published <= announcedThrough);
  const type = open && !told ? 'accident.published' : 'accident.corrected';
  return { ...envelope(row), type, public: open, data: factsOf(row) };
}

/** The publication of an accident whose day came after its conclusion. */
export const accidentPublication = (row: AccidentRecord): EventDraft => ({
  ...envelope(row),
  type: 'accident.published',
  public: true,
  data: factsOf(row),
});

/** That it is public is taken back: a clock that was ahead said so, at these positions. */
export const accidentTooEarly = (row: AccidentRecord, withdraws: number[]): EventDraft => {
  const { id, documentNumber, providerId } = row;
  const data = { id, documentNumber, providerId, withdraws };
  return { ...envelope(row), type: 'accident.withdrawn', public: true, data };
};

/** An accident that was recorded in error: nothing of it was ever public, because only a conclusion is. */
export const accidentRetracted = (row: AccidentRecord): EventDraft => {
  const { id, documentNumber, providerId } = row;
  return { ...envelope(row), type: 'accident.retracted', public: false, data: { id, documentNumber, providerId } };
};
