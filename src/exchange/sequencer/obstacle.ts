/** What a work met that somebody else holds. */
export interface Obstacle {
  /** The same for all who met the same. */
  key: string;
  /** The row, where the database named it: then anybody can look whether it is free. */
  row: HeldRow | null;
}
export interface HeldRow {
  relation: string;
  ctid: string;
  /** What has to be possible for the work to go on. */
  strength: 'key share' | 'no key update' | 'update';
}

/** Given up after `lock_timeout`, or by the database as the victim of a deadlock: nothing is wrong with the work itself. */
const HELD = new Set(['55P03', '40P01']);
/**
 * The database's own words for a row that somebody holds. Of a row that is being inserted it says the place as well, but nobody can see
 * that one before it is committed. In another language than English it is as if it had said nothing.
 */
const CONTEXT = /^while (locking|updating|deleting) tuple \((\d+,\d+)\) in relation "([^"]+)"/;

interface Failure {
  code?: unknown;
  where?: string;
  query?: string;
  message?: string;
  cause?: unknown;
}

/** What somebody else holds, where that is why a work failed; null where it failed for another reason. The query builder wraps failures. */
export function obstacleOf(error: unknown): Obstacle | null {
  let at = error as Failure | null | undefined;
  for (let depth = 0; at && typeof at === 'object' && depth < 6; depth++) {
    if (HELD.has(at.code as string)) return met(at);
    at = at.cause as Failure | undefined;
  }
  return null;
}

function met({ where = '', query, message }: Failure): Obstacle {
  const [, verb, place, relation] = CONTEXT.exec(where) ?? [];
  // A table, a key that another transaction is inserting, a queue before a row: who sends the same statement meets the same.
  if (!relation) return { key: query ?? message ?? '', row: null };
  const strength = where.includes('FOR KEY SHARE') ? 'key share' : verb === 'deleting' ? 'update' : 'no key update';
  return { key: `${relation} ${place} ${strength}`, row: { relation, ctid: `(${place})`, strength } };
}

/** Says of a row whether it is still there, and whether it could be locked now; it holds the lock no longer than the look takes. */
export function lookText({ relation, strength }: HeldRow): string {
  const name = `hub."${relation}"`;
  return `select exists (select from ${name} where ctid = $1::text::tid) there,
    exists (select from ${name} where ctid = $1::text::tid for ${strength} skip locked) free`;
}
