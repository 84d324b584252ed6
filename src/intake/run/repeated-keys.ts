import { ImportError } from '../table/import-error.js';
import type { CheckedRow } from './batches.js';
import { eachBatch, type Job, openJob } from './job.js';

/** 2^28 bits, and their bytes. Memory is taken as they are set: a file of a million rows takes what it touches. */
const BITS = 28;
const BYTES = 2 ** (BITS - 3);

/** A place for a text among the bits: FNV-1a. */
export function placeFor(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The last step mixes what differs at a text's end alone into all bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> (32 - BITS);
}

class Bits {
  private readonly bytes = new Uint8Array(BYTES);
  has = (at: number): boolean => ((this.bytes[at >>> 3] as number) & (1 << (at & 7))) !== 0;
  add(at: number): void {
    this.bytes[at >>> 3] = (this.bytes[at >>> 3] as number) | (1 << (at & 7));
  }
}

/** Which records a file speaks of more than once. */
export interface RepeatedKeys {
  /** Rows of the file. */
  rows: number;
  /** Whether a row's record has another row in the file. It may say so where that is not true, never the other way. */
  has(row: CheckedRow): boolean;
}

/**
 * Reads a file once, to find the records that it speaks of more than once: whoever decides its rows without writing them decides those
 * together, each on what the one before made of it. Nothing of the rows is kept. Throws ImportError from `most` rows on.
 */
export async function repeatedKeys(job: Job, most: { rows: number; mend: string } | null): Promise<RepeatedKeys> {
  const { register } = job.importer;
  const keyOf = ({ provider, record }: CheckedRow): number | null => {
    if (!provider || !record.ok) return null;
    const key = register.keyOf(record.command, provider);
    return placeFor(register.shared ? key : `${provider.agencyId} ${key}`);
  };
  const [seen, again] = [new Bits(), new Bits()];
  const table = await openJob(job);
  let rows = 0;
  try {
    await eachBatch(job, table, async (batch) => {
      rows += batch.length;
      if (most && rows > most.rows) throw new ImportError(`${job.name}: has more than ${most.rows} rows; ${most.mend}`);
      for (const row of batch) {
        const at = keyOf(row);
        if (at === null) continue;
        if (seen.has(at)) again.add(at);
        seen.add(at);
      }
    });
  } finally {
    await table.close();
  }
  return {
    rows,
    has: (row) => {
      const at = keyOf(row);
      return at !== null && again.has(at);
    },
  };
}
