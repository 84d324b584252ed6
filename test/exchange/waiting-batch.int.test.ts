import { beforeAll, describe, expect, it } from 'vitest';
import { importWorld, temporary } from '../intake/kit.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { hold, looked, watched } from './held.js';
import { expectChained } from './log.js';
import { day, type OpenHub, openHub } from './open-hub.js';

const rowOf = (uscc: string) => `select from hub.enterprise where uscc = '${uscc}' for update`;

describe('a batch of which one row is held', () => {
  let hub: OpenHub;
  const usccs = Array.from({ length: 60 }, (_, i) => sampleUscc(i + 1));
  const [locked = '', free = '', ...rest] = usccs;
  const records = (suffix: string, of = usccs) => of.map((uscc, i) => ({ uscc, name: `企业${i}${suffix}` }));
  const accident = (uscc: string) => ({
    ...{ documentNumber: `A-${uscc}`, uscc, division: '620621', occurredAt: `${day(-2)}T08:00:00+08:00` },
    ...{ category: 'FIRE', deaths: 1, seriousInjuries: 0 },
  });
  beforeAll(async () => {
    hub = await openHub();
    for (const kind of ['LAND', 'OPERATOR', 'MARKET_REGULATION', 'SAFETY_REGULATOR', 'CREDIT_OFFICE'] as const)
      await hub.agency(kind);
    await hub.submit('enterprises', records(''));
  });

  it('waits as a whole, and is whole when the row is free; other batches go on', async () => {
    const release = await hold(hub.db, rowOf(locked));
    const own = watched(hub.submit('enterprises', records('改')));
    const rating = { documentNumber: 'R-1', uscc: free, level: 'A', ratedOn: day(-1) };
    const others = [
      hub.submit('enterprises', records('新', rest.slice(0, 20))),
      hub.submit('ratings', [rating]),
      hub.submit('enterprises', records('新', rest.slice(20, 40))),
    ];
    expect((await Promise.all(others)).map((r) => r.updated + r.inserted)).toEqual([20, 1, 20]);
    await looked(hub.db);
    expect(own.over).toBe(false);
    await release();
    expect(await own.promise).toMatchObject({ updated: 60, rejected: 0 });
    const [row] = await hub.db.sql`select count(*)::int n from hub.enterprise where name like '%改'`;
    expect(row?.n).toBe(60);
    await expectChained(hub.db);
  });

  it('has those refused that the database refuses, and the others taken, after the wait', async () => {
    await hub.db.sql`alter table hub.enterprise add constraint of_this_test check (name <> '不收之字')`;
    const release = await hold(hub.db, rowOf(locked));
    const [one = '', two = ''] = rest;
    const names = { [one]: '甲', [two]: '不收之字', [locked]: '丙' };
    const own = watched(
      hub.submit(
        'enterprises',
        Object.entries(names).map(([uscc, name]) => ({ uscc, name })),
      ),
    );
    await looked(hub.db);
    expect(own.over).toBe(false);
    await release();
    const { results } = await own.promise;
    expect(results.map((r) => r.code ?? r.status).sort()).toEqual(['CONSTRAINT', 'UPDATED', 'UPDATED']);
    await expectChained(hub.db);
  });

  it('keeps the linkage waiting, and nobody else; it decides when the row is free, and sets nothing aside', async () => {
    const release = await hold(hub.db, rowOf(locked));
    // Who reports about it does not need the row itself as much as the linkage's cases do.
    const reported = watched(hub.submit('accidents', [accident(locked), accident(free)]));
    await looked(hub.db);
    await release();
    await reported.promise;
    const again = await hold(hub.db, rowOf(locked));
    const undecided: string[] = [];
    const worker = hub.rooms.linkage({
      reader: hub.rooms.events,
      pollMs: 10,
      retryMs: 50,
      report: {
        undecided: (_, reason) => undecided.push(reason),
        failed: (error) => {
          throw error;
        },
      },
    });
    worker.start();
    await looked(hub.db);
    await hub.submit('enterprises', records('再', rest));
    const cases = async () => (await hub.db.sql`select uscc from hub.linkage_case`).map((c) => c.uscc as string);
    expect(await cases()).toEqual([]);
    await again();
    await until(async () => (await cases()).length === 2);
    await worker.stop();
    expect(undecided).toEqual([]);
    expect(await hub.db.sql`select 1 from hub.linkage_pending`).toHaveLength(0);
    await expectChained(hub.db);
  });
});

describe('an import of which one row is held', () => {
  it('goes on where it was when the row is free', async () => {
    const { db, run } = await importWorld();
    const write = temporary();
    const file = (suffix: string) =>
      write(
        `${suffix || 'first'}.csv`,
        `uscc,name\n${Array.from({ length: 90 }, (_, i) => `${sampleUscc(i + 1)},企业${i}${suffix}`).join('\n')}\n`,
      );
    expect(await run(file(''), { batchSize: 30 })).toMatchObject({ inserted: 90 });
    const release = await hold(db, rowOf(sampleUscc(45)));
    const own = watched(run(file('改'), { batchSize: 30 }));
    await until(async () => (await db.sql`select 1 from hub.enterprise where name = '企业0改'`).length === 1);
    await looked(db);
    expect(own.over).toBe(false);
    await release('commit');
    expect(await own.promise).toMatchObject({ updated: 90, rejected: 0 });
    await expectChained(db);
  });
});
