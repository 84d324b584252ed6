export { Announcer, announceDays } from './announcer.js';
export { Checkpointer, type CheckpointerOptions } from './checkpointer.js';
export * from './core.js';
export { compareWithWitness, keepWitness } from './epoch/witness.file.js';
export { type EventPage, type EventQuery, EventReader } from './event.reader.js';
export { Event, EventView } from './event.type.js';
export type { Lag, Lags } from './lags.js';
export {
  type Answer,
  fromTheLog,
  type Listening,
  PUSH_LIMITS,
  Push,
  type PushDeps,
  type PushLimits,
  type PushOperation,
  type Receiver,
  type ReplayTurn,
  type Subscribed,
  type SubscriptionSource,
} from './push/index.js';
export { exchangeRoom } from './room.js';
export { SubmissionProblem, SubmissionReceipt, SubmissionResult } from './submission.type.js';
export { type Follower, LogTail, type TailOptions } from './tail.js';
export { AddressGuard, Sender, type WebhookServices, WebhookWorker, type WorkerOptions } from './webhook/index.js';
