import { type DayWork, eventsOfDay, type LongDayWork } from '../exchange/core.js';
import { ceasing, expiring } from './grading.day.store.js';
import { gradingEnding, gradingPublication } from './grading.events.js';
import type { GradingStore } from './grading.store.js';

/** Announces validities that ended, revocations and publications whose day has come. */
export function gradingDays(store: Pick<GradingStore, 'becomingPublic'>): (DayWork | LongDayWork)[] {
  const publications: DayWork = async ({ orm, append }, since, today) => {
    for (const row of await store.becomingPublic(orm, since, today)) append(gradingPublication(row));
  };
  return [
    eventsOfDay('grading.expired', expiring, (row, day) => gradingEnding('grading.expired', row, day)),
    eventsOfDay('grading.ceased', ceasing, (row, day) => gradingEnding('grading.ceased', row, day)),
    publications,
  ];
}
