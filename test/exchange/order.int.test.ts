import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { readHead } from '../../src/exchange/index.js';
import { sampleUscc } from '../kit/sample.js';
import { TABLES } from '../kit/samples.js';
import { until } from '../kit/until.js';
import { day, type OpenHub, openHub, SUBMIT } from './open-hub.js';

interface Change {
  register: string;
  p: number;
  at: Date;
}

const VERSIONS = TABLES.flatMap((t) => [t, `${t}_history`])
  .map((t) => `select position from hub.${t}`)
  .join(' union all ');

describe('the one order of changes', () => {
  let hub: OpenHub;
  const changes = async (): Promise<Change[]> => {
    const versions = TABLES.flatMap((t) =>
      [t, `${t}_history`].map((from) => `select '${t}' register, position::int p, recorded_at at from hub.${from}`),
    );
    const rows = await hub.db.sql.unsafe(`${versions.join(' union all ')} order by p`);
    return rows.map((r) => ({ register: r.register, p: r.p, at: new Date(r.at) }));
  };
  const companies = Array.from({ length: 40 }, (_, i) => sampleUscc(i));

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit(
      'enterprises',
      companies.map((uscc) => ({ uscc, name: `企业${uscc.slice(8, 17)}` })),
    );
  });

  /** A batch of some register, as the n-th submission of a writer. */
  async function write(writer: number, n: number): Promise<{ position: number; done: number }> {
    const uscc = (i: number) => companies[(writer * 5 + i) % companies.length] as string;
    const document = (i: number) => `${writer}-${n}-${i}`;
    const common = (i: number) => ({ documentNumber: document(i), uscc: uscc(i) });
    const some = Array.from({ length: 1 + ((writer + n) % 4) }, (_, i) => i);
    // Some records of some batches are refused, by the checks, by the decision and by the database.
    const bad = n % 3 === 0;
    const batch = {
      0: () =>
        hub.submit('enterprises', [
          ...some.map((i) => ({ uscc: uscc(i), name: `改名${writer}-${n}` })),
          ...(bad
            ? [
                { uscc: '1', name: '坏' },
                { uscc: sampleUscc(900 + n), name: '半\ud842' },
              ]
            : []),
        ]),
      1: () =>
        hub.submit('gradings', [
          ...(bad ? [{ ...common(9), standard: '半\ud842', grade: 'GRADE_1', issuedOn: day(-9) }] : []),
          ...some.map((i) => ({ ...common(i), standard: 'GB/T 33000-2016', grade: 'GRADE_2', issuedOn: day(-9) })),
        ]),
      2: () =>
        hub.submit(
          'ratings',
          some.map((i) => ({ ...common(i), level: 'A', ratedOn: bad ? day(5) : day(-5) })),
        ),
      3: () =>
        hub.submit(
          'hazards',
          some.map((i) => ({
            ...common(i),
            level: 'GENERAL',
            description: '通道堵塞',
            foundOn: day(-3),
            deadline: day(3),
          })),
        ),
    }[writer % 4] as () => ReturnType<OpenHub['submit']>;
    const { position } = await batch();
    return { position, done: Date.now() };
  }

  it('is gapless, in commit order, and its time never runs backwards, under eight writers of several registers', async () => {
    // A reader that looks all the while: what it has seen up to a position is complete.
    const seen: { head: number; count: number; recordedAt: Date }[] = [];
    let writing = true;
    const reader = (async () => {
      while (writing) {
        const [row] = await hub.db.sql`
          with c as (${hub.db.sql.unsafe(VERSIONS)})
          select h.position::int head, (select count(*)::int from c) count, h.recorded_at from hub.head h`;
        seen.push({ head: row?.head, count: row?.count, recordedAt: new Date(row?.recorded_at) });
      }
    })();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const own: { position: number; done: number }[] = [];
      for (let n = 0; n < 12; n++) own.push(await write(writer, n));
      return own;
    });
    const receipts = await Promise.all(writers);
    writing = false;
    await reader;

    const all = await changes();
    const head = await readHead(hub.db.orm);
    expect(all.map((c) => c.p)).toEqual(Array.from({ length: head.position }, (_, i) => i + 1));
    expect(new Set(all.map((c) => c.register)).size).toBeGreaterThanOrEqual(4);
    for (let i = 1; i < all.length; i++) {
      expect((all[i] as Change).at.getTime(), `position ${i + 1}`).toBeGreaterThanOrEqual(
        (all[i - 1] as Change).at.getTime(),
      );
    }
    expect(head.recordedAt.getTime()).toBeGreaterThanOrEqual((all.at(-1) as Change).at.getTime());
    // Each writer's own receipts go on, and nobody saw a position whose change was not there.
    for (const own of receipts)
      for (let i = 1; i < own.length; i++)
        expect(own[i]?.position).toBeGreaterThanOrEqual(own[i - 1]?.position as number);
    expect(seen.length).toBeGreaterThan(5);
    for (const { head: h, count } of seen) expect(count).toBe(h);
    for (let i = 1; i < seen.length; i++) {
      expect(seen[i]?.head).toBeGreaterThanOrEqual(seen[i - 1]?.head as number);
      expect(seen[i]?.recordedAt.getTime()).toBeGreaterThanOrEqual(seen[i - 1]?.recordedAt.getTime() as number);
    }
  });

  it('is not moved by a batch that changes nothing, and a receipt names the position it is part of', async () => {
    const before = await readHead(hub.db.orm);
    const nothing = await hub.submit('enterprises', [{ uscc: '1', name: '坏' }]);
    const empty = await hub.submit('ratings', []);
    expect([nothing.position, empty.position]).toEqual([before.position, before.position]);
    const one = await hub.submit('enterprises', [{ uscc: companies[0] as string, name: '又改名' }]);
    expect(one.position).toBe(before.position + 1);
    expect(await readHead(hub.db.orm)).toMatchObject({ position: one.position });
  });

  it('stands still when the clock of the database is seconds behind: time is never given twice in the wrong order', async () => {
    const ahead = new Date(Date.now() + 4_000).toISOString();
    await hub.db.sql`update hub.head set recorded_at = ${ahead}`;
    await hub.submit('enterprises', [{ uscc: companies[1] as string, name: '一小时前' }]);
    const all = await changes();
    expect((all.at(-1) as Change).at.toISOString()).toBe(ahead);
  });

  it('keeps nothing of a transaction that is cut off half-way, and goes on after it', async () => {
    const before = await changes();
    const market = await hub.agency('MARKET_REGULATION');
    // Another session holds the last record of the batch, so that the batch stands still with its rows written.
    const blocker = postgres(hub.db.url, { max: 1, onnotice() {} });
    const last = sampleUscc(7000);
    let release = () => {};
    const held = new Promise<void>((go) => {
      release = go;
    });
    let plant = () => {};
    const planted = new Promise<void>((go) => {
      plant = go;
    });
    const blocking = blocker.begin(async (tx) => {
      await tx`insert into hub.submission (id, agency_id, operation, idempotency_key, body_hash, received_at, recorded_at, position, receipt)
        values (gen_random_uuid(), ${market.agencyId}, 'x', 'cut', 'x', now(), now(), 0, '{}')`;
      plant();
      await held;
      throw new Error('rolled back');
    });
    blocking.catch(() => {});
    await planted;
    const r = Array.from({ length: 30 }, (_, i) => ({ uscc: sampleUscc(6971 + i), name: '半途' }));
    const submission = hub.run(SUBMIT.enterprises, { r, key: 'cut' }, market).then(
      () => 'written',
      (error: Error) => error,
    );
    // Wait until the batch stands behind the blocker, with its rows written and not committed.
    const { sql } = hub.db;
    let stuck: { pid: number } | undefined;
    await until(async () => {
      [stuck] = await sql<{ pid: number }[]>`select pid from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like '%submission%'`;
      return stuck !== undefined;
    });
    await sql`select pg_terminate_backend(${stuck?.pid as number})`;
    expect(await submission).toBeInstanceOf(Error);
    release();
    await blocking.catch(() => {});
    await blocker.end();
    expect(await changes()).toEqual(before);
    expect(await sql`select 1 from hub.enterprise where uscc = ${last}`).toEqual([]);
    // The same submission, tried again under its key, takes effect whole.
    const { submitEnterprises } = await hub.run(SUBMIT.enterprises, { r, key: 'cut' }, market);
    expect(submitEnterprises).toMatchObject({ inserted: 30, position: before.length + 30 });
  });
});
