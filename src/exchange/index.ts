export { type BatchOptions, writeBatch } from './batch.js';
export { type Head, headAt, readHead } from './head.store.js';
export { type Checked, type Decision, type Recording, type RegisterSpec, reject, type Stamp } from './register.js';
export { settled } from './settled.js';
export { SubmissionReceipt, SubmissionResult } from './submission.type.js';
