import { and, eq } from 'drizzle-orm';
import type { Orm } from '../../../db/client.js';
import { submission } from '../../../db/tables/exchange.js';

export type Submission = typeof submission.$inferSelect;

export async function findSubmission(orm: Orm, agencyId: string, idempotencyKey: string): Promise<Submission | null> {
  const mine = and(eq(submission.agencyId, agencyId), eq(submission.idempotencyKey, idempotencyKey));
  return (await orm.select().from(submission).where(mine))[0] ?? null;
}

export async function storeSubmission(orm: Orm, row: Submission): Promise<void> {
  await orm.insert(submission).values(row);
}
