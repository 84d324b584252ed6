import { dateOf } from '../../kernel/date.js';
import { recordedDays } from '../head/mark.store.js';
import type { Turn } from '../sequencer/sequence.js';
import type { Recording } from './register.js';

/** The days of recording: a turn's own, and those of versions before it. */
export type RecordingDays = Pick<Recording, 'recordedOn' | 'recordedDay'>;

/** A log whose time was never corrected says them itself. */
export async function recordingDays({ orm, today, everCorrected }: Turn): Promise<RecordingDays> {
  return { recordedOn: today, recordedDay: everCorrected ? await recordedDays(orm, today) : dateOf };
}
