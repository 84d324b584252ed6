import type { Db } from '../../../db/client.js';
import { writeBatch } from '../../../src/exchange/index.js';
import { checkRecord } from '../../../src/kernel/record-reader.js';
import { openRooms } from '../../../src/server/rooms.js';
import { usccOf } from '../companies.js';
import { marks, type Writes } from './ledger.js';

export interface ImporterOptions {
  writer: number;
  /** Records of one batch. */
  batch: number;
  /** The agency in whose name it submits. */
  provider: string;
  turn(): Promise<boolean>;
}

/** Enterprises of one importer: from the second round on they are changed. */
const COMPANIES = 20_000;
const FIRST = 1_000_000;

/** Submits batches of enterprises, as `hub import` does. */
export async function importer(db: Db, writes: Writes, options: ImporterOptions): Promise<void> {
  const { writer, batch, turn } = options;
  const rooms = await openRooms(db);
  const { read, register } = rooms.importers.enterprises;
  const provider = await rooms.agencies.viewerNamed(options.provider);
  const nextMark = marks(writer);
  for (let done = 0; await turn(); done += batch) {
    const mark = nextMark();
    const records = Array.from({ length: batch }, (_, i) => {
      const uscc = usccOf(FIRST + (writer % 100) * COMPANIES + ((done + i) % COMPANIES));
      return checkRecord(() => read({ uscc, name: `mark ${mark} ${i}` }));
    });
    try {
      const keys = { idempotencyKey: `import ${mark}`, body: mark, keepResults: false };
      const receipt = await writeBatch(db, register, records, { provider, receivedAt: new Date(), ...keys });
      const { inserted, updated, position, results } = receipt;
      const refused = results.find((r) => r.status === 'REJECTED');
      if (refused) throw new Error(`${refused.code}: ${refused.message}`);
      writes.commit(mark, inserted + updated, position);
    } catch (error) {
      writes.fail(mark, error);
    }
  }
}
