import type { Db } from '../../../db/client.js';
import { type Action, authoriseProvider, type HubContext } from '../../access/index.js';
import { limitExceeded } from '../../kernel/errors.js';
import { checkRecord } from '../../kernel/record-reader.js';
import { writeBatch } from './batch.js';
import type { RegisterSpec } from './register.js';
import type { SubmissionReceipt } from './submission.type.js';

/** Most records of one submission. */
const MAX_RECORDS = 1000;

export interface Submitted<C> {
  /** What its caller must be allowed to do. */
  action: Action;
  /** The records as they were sent, and how one is read: throws every fault of a record at once. */
  records: readonly object[];
  read(raw: Record<string, unknown>): C;
  /** A repeat under it answers the first receipt; null: none was given. */
  idempotencyKey: string | null;
}

/**
 * What a mutation does that submits records to a register: each is read by itself, and those that hold are written together. Throws
 * FORBIDDEN where the caller may not, and LIMIT_EXCEEDED where they are too many.
 */
export async function submitRecords<C, R extends object, F>(
  db: Db,
  spec: RegisterSpec<C, R, F>,
  { viewer, receivedAt }: HubContext,
  { action, records, read, idempotencyKey }: Submitted<C>,
): Promise<SubmissionReceipt> {
  const provider = authoriseProvider(viewer, action);
  if (records.length > MAX_RECORDS) throw limitExceeded('records', MAX_RECORDS, records.length);
  const checked = records.map((raw) => checkRecord(() => read({ ...raw })));
  return writeBatch(db, spec, checked, { provider, receivedAt, idempotencyKey, body: records });
}
