export { type Verified, type VerifyingKey, verifyReceipt } from './receipt/receipt.js';
