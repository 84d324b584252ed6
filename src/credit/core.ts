export { type Verified, verifyReceipt } from './receipt/receipt.js';
