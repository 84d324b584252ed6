import type { RegisterEntry, RegisterParts } from '../register/core.js';
import { readGrading } from './grading.check.js';
import { gradingClock, gradingEndClock } from './grading.clock.js';
import { gradingDays } from './grading.days.js';
import { gradingHeaders } from './grading.files.js';
import { gradingLedger } from './grading.ledger.js';
import { gradingRegister } from './grading.register.js';
import { GradingStore } from './grading.store.js';

export { gradedCondition } from './grading.store.js';

/** The register in the one list. */
export const gradingEntry = {
  action: 'grading.submit',
  ledger: gradingLedger,
  headers: gradingHeaders,
  importer: ({ db, directory, catalogue }: RegisterParts) => ({
    read: readGrading,
    register: gradingRegister(new GradingStore(db), directory, catalogue),
  }),
  clockWorks: (db) => [gradingEndClock(new GradingStore(db)), gradingClock(new GradingStore(db))],
  dayWorks: (db) => gradingDays(new GradingStore(db)),
} satisfies RegisterEntry;
