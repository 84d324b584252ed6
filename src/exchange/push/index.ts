export type { Answer } from './answer.js';
export { LogNotification } from './notification.type.js';
export type { PushOperation } from './operation.js';
export { Push, type PushDeps, type ReplayTurn, type Subscribed } from './push.js';
export { PUSH_LIMITS, type PushLimits, type Receiver } from './receiver.js';
export { fromTheLog, type Listening, type SubscriptionSource } from './source.js';
