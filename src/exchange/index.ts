export type { Lag, Lags } from './consumer/lags.js';
export * from './core.js';
export { Announcer, announceDays } from './days/announcer.js';
export { type EventPage, type EventQuery, EventReader } from './feed/event.reader.js';
export { Event, EventView } from './feed/event.type.js';
export { type Follower, LogTail, type TailOptions } from './feed/tail.js';
export { compareWithWitness, keepWitness } from './feed/witness.file.js';
export { Checkpointer, type CheckpointerOptions } from './proof/checkpointer.js';
export {
  type Answer,
  fromTheLog,
  type Listening,
  LogNotification,
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
export { AddressGuard, Sender, type WebhookServices, WebhookWorker, type WorkerOptions } from './webhook/index.js';
export { SubmissionProblem, SubmissionReceipt, SubmissionResult } from './write/submission.type.js';
