/** Records of one turn at most: the head is held meanwhile. */
const MOST = 500;

/** Numbers by their value, whatever else is an id by its letters. */
const byId = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Those of one turn, by id, behind the one where the turn before ended; and where the next one goes on, null: nowhere. */
export function portionOf<T extends { id: string }>(
  all: readonly T[],
  cursor: string | null,
): { portion: T[]; next: string | null } {
  const left = all.filter(({ id }) => cursor === null || byId(id, cursor) > 0).sort((a, b) => byId(a.id, b.id));
  const portion = left.slice(0, MOST);
  return { portion, next: left.length > MOST ? (portion.at(-1)?.id ?? null) : null };
}
