import type { CheckReason } from '../kernel/vocabulary.js';
import { type CheckSource, findingsOf, NO_REASONS } from '../register/core.js';
import { type GradingRow, gradingStore } from './grading.store.js';

/** What a bank must weigh of published gradings: one in force that is below standard; none in force, and the latest was revoked. */
export function gradingReasons(inForce: { grade: string } | null, latestRevoked: boolean): readonly CheckReason[] {
  if (inForce) return inForce.grade === 'BELOW_STANDARD' ? ['GRADING_BELOW_STANDARD'] : NO_REASONS;
  return latestRevoked ? ['GRADING_REVOKED'] : NO_REASONS;
}

/** What a credit check weighs of gradings: those that are published, whoever checks. */
export const gradingSource: CheckSource<GradingRow | null, 'grading'> = {
  name: 'grading',
  sql: (sql, { on, known }, codes) => gradingStore.forCheck(sql, on, known, codes),
  read: (rows, { on }, usccs) =>
    findingsOf(rows as GradingRow[], usccs, (own) => {
      const inForce = own.find((row) => row.revokedOn === null || row.revokedOn > on);
      const found = inForce ? Object.assign(inForce, { statusOn: on }) : null;
      const revokedOn = own[0]?.revokedOn ?? null;
      return { found, reasons: gradingReasons(found, revokedOn !== null && revokedOn <= on) };
    }),
  weighedBy: [
    'grading.published',
    'grading.changed',
    'grading.withdrawn',
    'grading.revoked',
    'grading.expired',
    'grading.ceased',
    'grading.reinstated',
    'grading.retracted',
  ],
};
