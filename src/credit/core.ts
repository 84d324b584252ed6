import { eventsOfDay } from '../exchange/core.js';
import type { RegisterEntry, RegisterParts } from '../register/core.js';
import { readRating } from './rating.check.js';
import { ratingClock } from './rating.clock.js';
import { ratingExpired } from './rating.events.js';
import { ratingHeaders } from './rating.files.js';
import { ratingLedger } from './rating.ledger.js';
import { ratingRegister } from './rating.register.js';
import { RatingStore } from './rating.store.js';

export { type Verified, type VerifyingKey, verifyReceipt } from './receipt/receipt.js';

/** The register of ratings in the one list. */
export const ratingEntry = {
  action: 'rating.submit',
  ledger: ratingLedger,
  headers: ratingHeaders,
  importer: ({ db, directory, catalogue }: RegisterParts) => ({
    read: readRating,
    register: ratingRegister(new RatingStore(db), directory, catalogue),
  }),
  clockWorks: () => [ratingClock],
  /** Announces ratings whose validity ended. */
  dayWorks: (db) => [eventsOfDay('credit.expired', new RatingStore(db).expiring, ratingExpired)],
} satisfies RegisterEntry;
