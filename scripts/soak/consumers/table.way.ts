import postgres, { type Sql } from 'postgres';
import { pause } from '../chance.js';
import type { Heard, Way } from './way.js';

const MOST = 2_000;

/**
 * Not a way out of the hub but the ground under all of them: reads the table as fast as it can, after the last position that it
 * saw. Were position n+1 ever visible before n, it would miss n.
 */
export function table(databaseUrl: string): Way {
  let sql: Sql | undefined;
  let position = 0;
  return {
    name: 'SQL, after the last position seen',
    listen: async ({ heard, signal }) => {
      sql ??= postgres(databaseUrl, { max: 1, onnotice() {}, connection: { application_name: 'soak reader' } });
      while (!signal.aborted) {
        const rows = await sql<Pick<Heard, 'position' | 'hash'>[]>`
          select position::float8 "position", encode(hash, 'hex') hash from hub.event
          where position > ${position} order by position limit ${MOST}`;
        for (const row of rows) heard({ ...row, cursor: '' });
        position = rows.at(-1)?.position ?? position;
        if (rows.length < MOST) await pause(2);
      }
      await sql.end();
    },
  };
}
