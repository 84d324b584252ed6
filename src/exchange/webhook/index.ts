export { type AddressBlock, AddressGuard, parseBlocks } from './address.js';
export { Sender } from './sender.js';
export type { WebhookServices } from './tester.js';
export { WebhookWorker, type WorkerOptions } from './worker.js';
