import type { LogIdentity } from './lineage.js';

/** By epoch: the last position of it that this process has seen. */
const seen = new Map<string, number>();

/** This process has seen a position of the log. */
export function witness({ lineage }: LogIdentity, position: number): void {
  const { id } = lineage.at(position);
  if (position > (seen.get(id) ?? 0)) seen.set(id, position);
}

/** The last position of an epoch that this process has seen; undefined: none. */
export const witnessed = (epoch: string): number | undefined => seen.get(epoch);
