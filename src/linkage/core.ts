import type { Db } from '../../db/client.js';
import type { LedgerEntry } from '../register/core.js';
import { caseLedger } from './case/case.ledger.js';
import { decideAnewWork } from './clock/anew.clock.js';
import { caseClock } from './clock/case.clock.js';
import { noticeClock } from './clock/notice.clock.js';
import { type HolidayDesk, holidayDesk } from './holiday/holiday.desk.js';
import { PolicyBook } from './policy/policy.book.js';
import { type PolicyDesk, policyDesk } from './policy/policy.desk.js';
import { PolicyStore } from './policy/policy.store.js';

export type { HolidayReport } from './holiday/holiday.desk.js';
export { restrictedCondition } from './restriction/restriction.store.js';

/** The linkage keeps its cases as registers keep their records; no file brings them. It follows the registers, which it rests on. */
export const caseEntry = {
  ledger: caseLedger,
  clockWorks: (db) => {
    const book = new PolicyBook(new PolicyStore(db));
    return [caseClock(book), noticeClock(book), decideAnewWork(book)];
  },
} satisfies LedgerEntry;

/** Policies for who adds and ends them. */
export function openPolicyDesk(db: Db): PolicyDesk {
  const policies = new PolicyStore(db);
  return policyDesk(db, policies, new PolicyBook(policies));
}

/** The holiday table for who takes a year into it. */
export function openHolidayDesk(db: Db): HolidayDesk {
  return holidayDesk(db, new PolicyBook(new PolicyStore(db)));
}
