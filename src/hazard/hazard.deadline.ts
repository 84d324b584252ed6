import { dateOf } from '../kernel/date.js';
import type { HazardRow } from './hazard.store.js';

/** Whether the deadline has passed with the rectification still open, whether or not anybody marked it. */
export const isOverdue = (hazard: Pick<HazardRow, 'state' | 'deadline'>, on: string): boolean =>
  hazard.deadline !== null && hazard.deadline < on && hazard.state !== 'DELISTED' && hazard.state !== 'CLOSED';

/**
 * "Failed to rectify" of the linkage rule (the plan, section 3.3, item 7), on a day: listed or ordered, the deadline
 * passed, no accepted closure and no granted extension. A granted extension moves the deadline; a request does not. Only
 * acceptance 销号 ends it: a unit that was closed down 关闭 has not rectified.
 */
export function isUnrectified(hazard: Pick<HazardRow, 'state' | 'stateSince' | 'deadline'>, on: string): boolean {
  const ordered = hazard.state !== 'FOUND';
  const accepted = hazard.state === 'DELISTED' && dateOf(hazard.stateSince) <= on;
  return ordered && !accepted && hazard.deadline !== null && hazard.deadline < on;
}
