import type { Checker } from './checker.js';
import type { ReceiptIssuer } from './receipt/issuer.js';

/** What the resolvers of checks work with. */
export interface CreditDeps {
  checker: Checker;
  /** Null where the process signs nothing. */
  receipts: ReceiptIssuer | null;
  /** The cursor of a position of the log. */
  cursorAt(position: number): Promise<string>;
}
