import type { Db } from '../../db/client.js';
import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { ClockWork } from '../exchange/core.js';
import type { Catalogue } from '../reference/core.js';
import { decideAnewWork } from './clock/anew.clock.js';
import { caseClock } from './clock/case.clock.js';
import { noticeClock } from './clock/notice.clock.js';
import { readFinding } from './finding/finding.check.js';
import { findingRegister } from './finding/finding.register.js';
import { type HolidayDesk, holidayDesk } from './holiday/holiday.desk.js';
import { PolicyBook } from './policy/policy.book.js';
import { type PolicyDesk, policyDesk } from './policy/policy.desk.js';
import { PolicyStore } from './policy/policy.store.js';

export { caseLedger } from './case/case.ledger.js';
export { findingLedger } from './finding/finding.ledger.js';
export type { HolidayReport } from './holiday/holiday.desk.js';
export { restrictedCondition } from './restriction/restriction.store.js';

/** The register of findings as imports write it. */
export const findingImporter = (directory: EnterpriseDirectory, catalogue: Catalogue) => ({
  read: readFinding,
  register: findingRegister(directory, catalogue),
  action: 'finding.submit' as const,
});

/** What the linkage takes back after a clock was ahead, in this order. */
export function linkageClocks(db: Db): ClockWork[] {
  const book = new PolicyBook(new PolicyStore(db));
  return [caseClock(book), noticeClock(book), decideAnewWork(book)];
}

/** Policies for who adds and ends them. */
export function openPolicyDesk(db: Db): PolicyDesk {
  const policies = new PolicyStore(db);
  return policyDesk(db, policies, new PolicyBook(policies));
}

/** The holiday table for who takes a year into it. */
export function openHolidayDesk(db: Db): HolidayDesk {
  return holidayDesk(db, new PolicyBook(new PolicyStore(db)));
}
