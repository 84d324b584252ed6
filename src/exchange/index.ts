export { type BatchOptions, writeBatch } from './batch.js';
export { GENESIS, type Link, leafOf, linkOf } from './chain.js';
export type { EventDraft, EventRow } from './event.js';
export { EVENT_TYPES, type EventFamily, type EventType } from './event.types.js';
export { type Head, headAt, readHead } from './head.store.js';
export { type Checked, type Decision, type Recording, type RegisterSpec, reject, type Stamp } from './register.js';
export type { Turn } from './sequence.js';
export { sequenced } from './sequencer.js';
export { SubmissionReceipt, SubmissionResult } from './submission.type.js';
