/**
 * What keeps the hub from answering although nothing is wrong with the question: UNAVAILABLE to the caller, who may ask again. `SLOW`
 * is one statement's fault and no state of the hub; every other kind turns readiness red for as long as it lasts.
 */
export const FAULT_KINDS = [
  'DISK',
  'MEMORY',
  'CONNECTIONS',
  'READ_ONLY',
  'NO_PRIMARY',
  'FILES',
  'RESTARTING',
  'REFUSED',
  'AWAY',
  'SLOW',
  'KEYS',
  'UNRECORDED',
  'CLOCK',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * The codes of PostgreSQL, of its driver and of the system by what they mean. PostgreSQL's appendix A names them; classes 08, 53 and
 * 57P are "cannot now" as a whole. A deadlock or a lost race (40P01, 40001) is undone and may be asked again. Damaged data (XX001, XX002)
 * and the database's own bugs (XX000) are none of these: asking again does not mend them, and somebody has to look.
 */
const KINDS: [codes: RegExp, kind: FaultKind][] = [
  [/^(53100|58030|ENOSPC|EDQUOT|EIO|EROFS)$/, 'DISK'],
  [/^(53300|EADDRNOTAVAIL)$/, 'CONNECTIONS'],
  [/^(53\w{3}|ENOMEM|ENOBUFS)$/, 'MEMORY'],
  [/^25006$/, 'READ_ONLY'],
  [/^NO_PRIMARY$/, 'NO_PRIMARY'],
  [/^(EMFILE|ENFILE)$/, 'FILES'],
  [/^57P0\d$/, 'RESTARTING'],
  [/^(28000|28P01|3D000)$/, 'REFUSED'],
  [/^(57014|25P03|55P03|40001|40P01)$/, 'SLOW'],
  [
    /^(ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|CONNECTION_\w+|CONNECT_TIMEOUT|08\w{3})$/,
    'AWAY',
  ],
  [/^KEYS_UNUSABLE$/, 'KEYS'],
  [/^UNRECORDED$/, 'UNRECORDED'],
  [/^CLOCK$/, 'CLOCK'],
];

/** What is said of each kind, to whoever asks for readiness and in the log. */
export const SAID: Record<FaultKind, string> = {
  DISK: 'the database’s disk is full or fails',
  MEMORY: 'the database or this machine has no memory left',
  CONNECTIONS: 'the database takes no more connections',
  READ_ONLY: 'the database is read-only, as a standby is',
  NO_PRIMARY: 'none of the databases can be written to: all are standbys, or do not answer',
  FILES: 'this process has no file descriptors left',
  RESTARTING: 'the database starts or stops',
  REFUSED: 'the database refuses the hub’s user, its password or its name',
  AWAY: 'the database does not answer',
  SLOW: 'statements take too long',
  KEYS: 'the signing keys cannot be used',
  UNRECORDED: 'inquiries cannot be recorded',
  CLOCK: 'the clocks cannot be believed, and nothing is written',
};

export interface Cause {
  kind: FaultKind;
  code: string;
  /** What the database, the driver or the system said. */
  message: string;
}

/** What was found by looking, and not by a failure: the code is the one that a failure would have. */
export const foundCause = (kind: FaultKind, code: string, message: string): Cause => ({ kind, code, message });

interface Linked {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  originalError?: unknown;
}

/** What a failure means; null where it is no fault of this kind. The query builder and GraphQL wrap it, so all of the chain is looked at. */
export function causeOf(error: unknown): Cause | null {
  let found: Cause | null = null;
  for (let at = error as Linked | undefined, depth = 0; at && depth < 6; depth++) {
    const { code, message } = at;
    const kind = typeof code === 'string' ? KINDS.find(([codes]) => codes.test(code))?.[1] : undefined;
    // The innermost says most, but that it could not be recorded is said by the outer one alone.
    if (kind) found = { kind, code: code as string, message: String(message ?? '') };
    at = (at.originalError ?? at.cause) as Linked | undefined;
  }
  return found;
}
