import type { Db } from '../../../db/client.js';

/**
 * Begins a new epoch of a restored log: it may go on from an earlier point than the one that consumers have seen. It is to be
 * `beginEpoch(db, { reason: 'RESTORED', why })` of src/exchange; until that is there, nothing is done.
 */
export async function beginAnew(_db: Db, _why: string): Promise<void> {}
