import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import type { Db, Orm } from '../../db/client.js';
import { knownCode } from '../../db/tables/reference.js';
import type { KnownCode } from '../kernel/known-code.js';

export type KnownCodeRow = typeof knownCode.$inferSelect;
export type NewKnownCode = typeof knownCode.$inferInsert;

/** What the table says now, in the order of codes; with `all` also what was taken out, in the order in which it was noted. */
export const knownCodeRows = (orm: Orm, all: boolean): Promise<KnownCodeRow[]> =>
  orm
    .select()
    .from(knownCode)
    .where(all ? undefined : isNull(knownCode.removedAt))
    .orderBy(asc(knownCode.code), asc(knownCode.id));

/** What was noted of a code last: it is present, or was taken out. */
export async function latestNote(orm: Orm, code: string): Promise<KnownCodeRow | null> {
  const [row] = await orm.select().from(knownCode).where(eq(knownCode.code, code)).orderBy(desc(knownCode.id)).limit(1);
  return row ?? null;
}

export async function addKnownCode(orm: Orm, row: NewKnownCode): Promise<void> {
  await orm.insert(knownCode).values(row);
}

export async function removeKnownCode(orm: Orm, code: string, removedBy: string, removedAt: Date): Promise<void> {
  await orm
    .update(knownCode)
    .set({ removedBy, removedAt })
    .where(and(eq(knownCode.code, code), isNull(knownCode.removedAt)));
}

/** Changes whenever the table says something else: rows are added and taken out, and never go. */
export async function knownCodeMark({ sql }: Pick<Db, 'sql'>): Promise<string> {
  const [row] =
    await sql`select count(*) || '/' || count(removed_at) mark from hub.known_code /* looked at again after a while */`;
  return String(row?.mark);
}

/** The table as codes are parsed by it. */
export const readKnownCodes = ({ sql }: Pick<Db, 'sql'>): Promise<KnownCode[]> =>
  sql<KnownCode[]>`select code, kind, replaced_by "replacedBy" from hub.known_code where removed_at is null`;
