export { reallyRecordedAt } from '../head/mark.store.js';
export { type ClockSummary, type ClockWork, type CorrectOptions, correctClock } from './correct.js';
export {
  type Correction,
  lastTold,
  readCorrections,
  reallyRecorded,
  subjectsTold,
  type Told,
} from './correction.store.js';
export { type EndedEarly, endedEarly } from './ended.store.js';
export { portionOf } from './portion.js';
