import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

/**
 * Everything that a notice, a case and a restriction lead to; each is asked for by itself, for whether two lists share a statement
 * depends on which of them comes first.
 */
const ALL = [
  `notices(first: $first) { nodes { status recipient { name } division { name } enterprise { name } measures { kind } acknowledgementReceipt
    restrictions { domain case { key } } case { key history { step } policy { code } } gradings { event } } }`,
  `linkageCases(first: $first) { nodes { key status enterprise { name } division { name } restrictions { domain } notices { id } history { step } } }`,
  `restrictions(first: $first) { nodes { domain case { key status } enterprise { name } } }`,
].map((list) => `query ($first: Int!) { ${list} }`);

/** The worker over a hub in this process, run until it has read everything, and something is so. */
async function decide(hub: OpenHub, is: () => Promise<boolean> = async () => true): Promise<string[]> {
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
  await until(async () => {
    const [row] = await hub.db
      .sql`select not exists (select from hub.event e, hub.linkage l where e.position > l.position and e.type ~ '^(accident|hazard|finding)') done`;
    return row?.done && (await is());
  });
  await worker.stop();
  return undecided;
}

describe('the linkage over many enterprises', () => {
  let hub: OpenHub;
  const accident = (documentNumber: string, uscc: string) => ({
    ...{ documentNumber, uscc, division: '620621', occurredAt: `${day(-2)}T08:00:00+08:00` },
    ...{ category: 'FIRE', deaths: 1, seriousInjuries: 0 },
  });
  const usccs = Array.from({ length: 200 }, (_, i) => sampleUscc(i + 2_000));
  beforeAll(async () => {
    hub = await openHub();
    for (const kind of ['LAND', 'BANKING', 'OPERATOR'] as const) await hub.agency(kind);
    await hub.submit(
      'enterprises',
      usccs.map((uscc, i) => ({ uscc, name: `企业${i}` })),
    );
  });

  it('decides an import in turns, and asks the database no more for 200 of them than for 2', async () => {
    await hub.submit(
      'accidents',
      usccs.map((uscc, i) => accident(`A-${i}`, uscc)),
    );
    expect(await decide(hub)).toEqual([]);
    const [made] = await hub.db
      .sql`select (select count(*)::int from hub.linkage_case) cases, (select count(*)::int from hub.restriction) restrictions,
      (select count(distinct recorded_at)::int from hub.linkage_case) turns`;
    expect(made).toMatchObject({ cases: 200, restrictions: 800 });
    expect(made?.turns).toBeGreaterThan(1);
    const operator = await hub.agency('OPERATOR');
    for (const list of ALL) {
      await hub.run(list, { first: 200 }, operator); // the names of agencies are remembered
      const asked = async (first: number) => (await hub.statements(() => hub.run(list, { first }, operator))).sort();
      const two = await asked(2);
      expect(two.length).toBeGreaterThan(1);
      expect(await asked(200)).toEqual(two);
    }
  });

  it('leaves one undecided whose policy cannot be read, goes on with the others, and tries again', async () => {
    const [stuck, free] = [sampleUscc(3_001, '620102'), sampleUscc(3_002)];
    await hub.submit('enterprises', [
      { uscc: stuck, name: '兰州厂' },
      { uscc: free, name: '民勤厂' },
    ]);
    await hub.db
      .sql`insert into hub.policy (code, version, jurisdiction, effective_from, document) values ('broken', 1, '620102', '2020-01-01', '{}')`;
    await hub.submit('accidents', [
      { ...accident('S-1', stuck), division: '620102', deaths: 10 },
      accident('S-2', free),
    ]);
    await new Promise((go) => setTimeout(go, 1_100)); // longer than the policies are remembered
    const reasons = await decide(hub);
    expect(reasons[0]).toContain('policy broken 1 cannot be read');
    const [cases] = await hub.db.sql`select count(*)::int n from hub.linkage_case where uscc = ${free}`;
    expect(cases?.n).toBe(1);
    const pending = await hub.db.sql`select uscc from hub.linkage_pending`;
    expect(pending).toEqual([{ uscc: stuck }]);
    const [fact] = await hub.db.sql`select kind from hub.linkage_fact where uscc = ${stuck}`;
    expect(fact?.kind).toBe('ACCIDENT');
    await hub.db.sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = 'replica'");
      await tx.unsafe("delete from hub.policy where code = 'broken'");
    });
    // Tried by a clock that was ahead, it was not tried again until that time came.
    await hub.db.sql`update hub.linkage_pending set tried_at = now() + interval '40 days'`;
    await decide(hub, async () => (await hub.db.sql`select uscc from hub.linkage_pending`).length === 0);
  });
});
