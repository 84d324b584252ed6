/** Whether a viewer may read a record. GONE: the register has it no more, because it was recorded in error, and ended. */
export type Readable = boolean | 'GONE';

/** Of each id: readable where `load` finds it for the viewer; else `there` says which of them the register has at all. */
export async function readableOf(
  ids: readonly string[],
  load: (id: string) => Promise<unknown>,
  there: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Readable[]> {
  const rows = await Promise.all(ids.map(load));
  const unseen = ids.filter((_, i) => rows[i] === null);
  const hidden = unseen.length > 0 ? await there(unseen) : new Set<string>();
  return ids.map((id, i) => (rows[i] !== null ? true : hidden.has(id) ? false : 'GONE'));
}
