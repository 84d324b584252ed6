/** A record's facts once what it leaves out has been filled in. */
export type Filled<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

/**
 * The rule of every register: what a record leaves out (undefined) stays as it stands, an explicit null clears. An older
 * form of a record, submitted again, then takes nothing back that was said since: no publication, no revocation.
 */
export function filled<T extends object>(said: T, standing: object | null | undefined): Filled<T> {
  const facts = { ...said } as Record<string, unknown>;
  const known = standing as Record<string, unknown> | null | undefined;
  for (const field in facts) if (facts[field] === undefined) facts[field] = known?.[field] ?? null;
  return facts as Filled<T>;
}
