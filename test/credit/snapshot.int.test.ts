import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const CHECKS = `query ($usccs: [USCC!]!, $asOf: DateTime) { creditChecks(usccs: $usccs, asOf: $asOf) {
  uscc outcome reasons asOf position rating { level documentNumber } enterprise { name } grading { documentNumber score }
  restrictions { id domain effectiveUntil cause } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
type Any = any;

describe('credit checks of thousands', () => {
  let hub: OpenHub;
  let bank: Viewer;
  const usccs = Array.from({ length: 10_000 }, (_, i) => sampleUscc(i + 1));
  const known = usccs.slice(0, 300);
  const check = async (asOf: string | null): Promise<Any[]> =>
    (await hub.run(CHECKS, { usccs, asOf }, bank)).creditChecks;
  const rate = (level: string) =>
    hub.submit(
      'ratings',
      known.map((uscc, i) => ({ documentNumber: `R-${i}`, uscc, level, ratedOn: day(-10) })),
    );
  const restrict = (codes: string[]) =>
    hub.db.sql`insert into hub.restriction ${hub.db.sql(
      codes.map((uscc) => ({
        uscc,
        domain: 'LAND_USE_APPROVAL',
        decided_on: day(-3),
        effective_from: day(-2),
        effective_until: day(300),
        cause: 'A-1',
        legal_basis: '安委〔2013〕8号',
        policy: 'test',
        recorded_at: new Date().toISOString(),
      })),
    )}`;

  beforeAll(async () => {
    hub = await openHub();
    bank = await hub.agency('BANKING');
    await hub.submit(
      'enterprises',
      known.map((uscc, i) => ({ uscc, name: `企业${i}`, registeredOn: '2012-05-01' })),
    );
    await rate('A');
    await restrict(known.slice(0, 20));
    await sleep(5);
  });

  it('speak of one state, while the registers change between every two statements', async () => {
    let over = false;
    const levels = ['AA', 'CC', 'BBB', 'D'];
    const writing = (async () => {
      for (let i = 0; !over; i++) await rate(levels[i % levels.length] as string);
    })();
    for (let i = 0; i < 8; i++) {
      const past = new Date().toISOString();
      for (const asOf of [null, past]) {
        const answers = await check(asOf);
        expect(new Set(answers.map((a) => a.position)).size).toBe(1);
        expect(new Set(answers.map((a) => a.asOf)).size).toBe(1);
        expect(new Set(answers.slice(0, known.length).map((a) => a.rating.level)).size).toBe(1);
      }
    }
    over = true;
    await writing;
  });

  it('as of a past instant answer the same again, whatever has changed since', async () => {
    await sleep(5);
    const asOf = new Date().toISOString();
    const first = await check(asOf);
    expect(first.filter((a) => a.outcome === 'RESTRICTED')).toHaveLength(20);
    expect(first.filter((a) => a.outcome === 'UNKNOWN_ENTERPRISE')).toHaveLength(9_700);
    await sleep(5);
    await rate('CCC');
    await restrict(known.slice(10, 60));
    await hub.submit('gradings', [
      {
        documentNumber: 'G-1',
        uscc: known[0],
        standard: 'GB/T 33000-2016',
        grade: 'BELOW_STANDARD',
        issuedOn: day(-9),
        publishedOn: day(-8),
      },
    ]);
    await hub.submit('enterprises', [
      { uscc: known[1], name: '改名', registeredOn: '2012-05-01' },
      { uscc: usccs[500], name: '新企业' },
    ]);
    expect(await check(asOf)).toEqual(first);
    const now = await check(null);
    expect(now.filter((a) => a.outcome === 'RESTRICTED')).toHaveLength(60);
    expect(now[1].enterprise.name).toBe('改名');
    expect(now[500].outcome).toBe('CLEAR');
  });
});
