import type { Db } from '../../db/client.js';
import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { Catalogue } from '../reference/core.js';
import { readGrading } from './grading.check.js';
import { gradingRegister } from './grading.register.js';
import { GradingStore } from './grading.store.js';

export { gradingClock, gradingEndClock } from './grading.clock.js';
export { gradingLedger } from './grading.ledger.js';
export { gradedCondition } from './grading.store.js';

/** The register's statements, for who corrects it. */
export const openGradings = (db: Db) => new GradingStore(db);

/** The register as imports write it. */
export const gradingImporter = (db: Db, directory: EnterpriseDirectory, catalogue: Catalogue) => ({
  read: readGrading,
  register: gradingRegister(new GradingStore(db), directory, catalogue),
  action: 'grading.submit' as const,
});
