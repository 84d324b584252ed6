import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { copyIn, copyOut } from '../../db/backup/copy.js';
import { openSession } from '../../db/backup/session.js';

/** The driver's COPY: it left who waits for it waiting, at its end and at its failure. */
describe('copying rows over the driver', () => {
  let sql: Sql;
  const MANY = 200_000;
  const many = `copy (select generate_series(1, ${MANY}), repeat('x', 100)) to stdout`;
  beforeAll(async () => {
    sql = await openSession(inject('databaseUrl'), 'hub test');
    await sql`create temp table taken (n int primary key check (n < 1000))`;
  });
  afterAll(() => sql.end());

  it('goes no faster than its reader, and leaves a connection that can be used', async () => {
    let most = 0;
    let bytes = 0;
    const count = await copyOut(sql, many, async (pieces) => {
      let n = 0;
      for await (const piece of pieces) {
        bytes += piece.length;
        if (++n % 50 === 0) await pause(1);
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
    });
    expect(count).toBe(MANY);
    expect(bytes).toBeGreaterThan(MANY * 100);
    expect(await sql`select 1 one`).toEqual([{ one: 1 }]);
  });

  it('ends where its reader throws, or is told to stop, and the connection can be used', async () => {
    const endless = "copy (select generate_series(1, 1000000000), repeat('x', 1000)) to stdout";
    const full = copyOut(sql, endless, async (pieces) => {
      for await (const piece of pieces) if (piece.length > 0) throw new Error('the disk is full');
    });
    await expect(full).rejects.toThrow('the disk is full');
    expect(await sql`select 1 one`).toEqual([{ one: 1 }]);
    const stop = new AbortController();
    const stopped = copyOut(
      sql,
      endless,
      async (pieces) => {
        for await (const _ of pieces) stop.abort(new Error('enough'));
      },
      stop.signal,
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(await sql`select 1 one`).toEqual([{ one: 1 }]);
  });

  it('fails with what the database says, in the middle and behind the last row', async () => {
    const rows = async function* (...texts: string[]) {
      for (const text of texts) yield Buffer.from(text);
    };
    const into = 'copy taken from stdin';
    await expect(copyIn(sql, into, rows('1\n2\n', '1\n'))).rejects.toThrow('duplicate key');
    await expect(copyIn(sql, into, rows('5000\n'))).rejects.toThrow('check constraint');
    const long = async function* () {
      yield Buffer.from('x\n');
      for (let i = 0; i < 2_000; i++) yield Buffer.from('7\n'.repeat(10_000));
    };
    await expect(copyIn(sql, into, long())).rejects.toThrow('invalid input syntax');
    const broken = async function* () {
      yield Buffer.from('1\n');
      throw new Error('the file is damaged');
    };
    await expect(copyIn(sql, into, broken())).rejects.toThrow('the file is damaged');
    expect(await copyIn(sql, into, rows('1\n2', '\n3\n'))).toBe(3);
    expect(await sql`select n from taken order by n`).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
});
