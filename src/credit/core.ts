import type { Db } from '../../db/client.js';
import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { Catalogue } from '../reference/core.js';
import { readRating } from './rating.check.js';
import { ratingRegister } from './rating.register.js';
import { RatingStore } from './rating.store.js';

export { ratingClock } from './rating.clock.js';
export { ratingLedger } from './rating.ledger.js';
export { type Verified, verifyReceipt } from './receipt/receipt.js';

/** The register of ratings as imports write it. */
export const ratingImporter = (db: Db, directory: EnterpriseDirectory, catalogue: Catalogue) => ({
  read: readRating,
  register: ratingRegister(new RatingStore(db), directory, catalogue),
  action: 'rating.submit' as const,
});
