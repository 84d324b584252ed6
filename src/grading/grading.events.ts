import type { EndedEarly, EventDraft, EventType, Recording } from '../exchange/core.js';
import type { GradingRow } from './grading.store.js';

const publishedBy = (row: Pick<GradingRow, 'publishedOn'>, day: string) =>
  row.publishedOn !== null && row.publishedOn <= day;

/** What the event of a grading says: all facts but the texts that may name people. */
function factsOf(row: GradingRow) {
  const { id, documentNumber, providerId, standard, grade, score, issuedOn, validUntil, publishedOn, revokedOn } = row;
  return { id, documentNumber, providerId, standard, grade, score, issuedOn, validUntil, publishedOn, revokedOn };
}

const envelope = (row: Pick<GradingRow, 'uscc' | 'divisionCode'>) => ({
  subject: row.uscc,
  division: row.divisionCode,
});

/**
 * A version of a grading. A publication is told once: with the version, where its day has come when that is recorded; else
 * on its day (gradingPublication), which may be late, so that a version recorded meanwhile tells it.
 */
export function gradingEvent(
  row: GradingRow,
  before: GradingRow | undefined,
  { recordedOn, recordedDay, announcedThrough }: Pick<Recording, 'recordedOn' | 'recordedDay' | 'announcedThrough'>,
): EventDraft {
  const open = publishedBy(row, recordedOn);
  const told =
    before !== undefined &&
    (publishedBy(before, recordedDay(before.recordedAt)) || publishedBy(before, announcedThrough));
  const ended = row.revokedOn !== null && before?.revokedOn == null;
  const facts = factsOf(row);
  // What was not public stays so: a public event says nothing of a version that the public could not see.
  const previous = before && (told || !open) && before.grade !== row.grade ? { previousGrade: before.grade } : {};
  if (ended)
    return { ...envelope(row), type: 'grading.revoked', public: open || told, data: { ...facts, ...previous } };
  if (open) {
    const type = told ? 'grading.changed' : 'grading.published';
    return { ...envelope(row), type, public: true, data: { ...facts, ...previous } };
  }
  if (told) {
    // Who holds a copy must hear that it is no longer public, and nothing of what the version says now.
    const { id, documentNumber, providerId } = row;
    return { ...envelope(row), type: 'grading.withdrawn', public: true, data: { id, documentNumber, providerId } };
  }
  return { ...envelope(row), type: 'grading.recorded', public: false, data: { ...facts, ...previous } };
}

/** A grading that was recorded in error: whoever holds a copy drops it. */
export function gradingRetracted(
  row: GradingRow,
  { recordedDay, announcedThrough }: Pick<Recording, 'recordedDay' | 'announcedThrough'>,
): EventDraft {
  const told = publishedBy(row, recordedDay(row.recordedAt)) || publishedBy(row, announcedThrough);
  const { id, documentNumber, providerId } = row;
  return { ...envelope(row), type: 'grading.retracted', public: told, data: { id, documentNumber, providerId } };
}

/** That it is public is taken back: a clock that was ahead said so, at these positions. */
export const gradingTooEarly = (row: GradingRow, withdraws: number[]): EventDraft => {
  const { id, documentNumber, providerId } = row;
  const data = { id, documentNumber, providerId, withdraws };
  return { ...envelope(row), type: 'grading.withdrawn', public: true, data };
};

/**
 * That it ended is taken back: a clock that was ahead said so, or took it for ended as it answered. The public is
 * told where it was told then, or can see the grading now; of one that it cannot see, the name and no more.
 */
export function gradingReinstated(row: GradingRow, today: string, wrong: EndedEarly): EventDraft {
  const { id, documentNumber, providerId, validUntil, revokedOn } = row;
  const open = publishedBy(row, today);
  const told = wrong.public || open;
  const days = open || !told ? { validUntil, revokedOn } : {};
  const data = { id, documentNumber, providerId, ...days, withdraws: wrong.withdraws };
  return { ...envelope(row), type: 'grading.reinstated', public: told, data };
}

/** What a day ended: the last day of validity lies behind it, or a revocation that was recorded ahead has come. */
export function gradingEnding(type: EventType, row: GradingRow, day: string): EventDraft {
  const { id, documentNumber, providerId, validUntil, revokedOn } = row;
  const by = type === 'grading.expired' ? { validUntil } : { revokedOn };
  const data = { id, documentNumber, providerId, ...by };
  return { ...envelope(row), type, public: publishedBy(row, day), data };
}

/** The publication of a grading whose day came after its recording. */
export const gradingPublication = (row: GradingRow): EventDraft => ({
  ...envelope(row),
  type: 'grading.published',
  public: true,
  data: factsOf(row),
});
