import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { sequenced } from '../../src/exchange/index.js';
import { draft, logOf } from '../exchange/log.js';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const CHECK = `query ($u: USCC!, $asOf: DateTime) { creditCheck(uscc: $u, asOf: $asOf) {
  outcome reasons asOf position enterprise { name registeredCapital }
  rating { level provenance { position } } grading { documentNumber score } restrictions { domain status } } }`;

describe('a credit check of a past instant', () => {
  let hub: OpenHub;
  let bank: Viewer;
  const u = sampleUscc(1);
  /** Instants between the steps of the story, with the position then. */
  const at: Record<string, string> = {};
  const positions: Record<string, number> = {};
  const mark = async (name: string, position: number) => {
    await sleep(5);
    at[name] = new Date().toISOString();
    positions[name] = position;
    await sleep(5);
  };
  const check = async (asOf: string | null | undefined) =>
    (await hub.run(CHECK, { u, asOf: asOf ?? null }, bank)).creditCheck;

  beforeAll(async () => {
    hub = await openHub();
    bank = await hub.agency('BANKING');
    await mark('before', 0);
    const enterprise = { uscc: u, name: '红沙岗煤业', registeredOn: '2012-05-01', registeredCapital: '100' };
    await mark('registered', (await hub.submit('enterprises', [enterprise])).position);
    const rating = { documentNumber: 'R-1', uscc: u, level: 'CC', ratedOn: day(-10) };
    await mark('rated', (await hub.submit('ratings', [rating])).position);
    await mark('corrected', (await hub.submit('ratings', [{ ...rating, level: 'A' }])).position);
    const grading = {
      documentNumber: 'G-1',
      uscc: u,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_2',
      score: 80,
      issuedOn: day(-9),
      publishedOn: day(-8),
    };
    await mark('graded', (await hub.submit('gradings', [grading])).position);
    const revocation = { revokedOn: day(-1), revocationReason: '事故' };
    await mark('revoked', (await hub.submit('gradings', [{ ...grading, score: 75, ...revocation }])).position);
    const { position } = await hub.submit('enterprises', [
      { ...enterprise, name: '红沙岗矿业', registeredCapital: '200' },
    ]);
    await mark('renamed', position);
    const { sql } = hub.db;
    await sql`insert into hub.restriction ${sql([
      {
        uscc: u,
        domain: 'LAND_USE_APPROVAL',
        decided_on: day(-3),
        effective_from: day(-2),
        effective_until: day(300),
        cause: 'A-1',
        legal_basis: '安委〔2013〕8号',
        policy: 'test',
        recorded_at: new Date().toISOString(),
      },
    ])}`;
    await mark('restricted', position);
  });

  it('says what the hub knew then about that day', async () => {
    const told: [string, string, string[], object | null, string | null, string | null, number][] = [
      ['before', 'UNKNOWN_ENTERPRISE', [], null, null, null, 0],
      ['registered', 'CLEAR', [], { name: '红沙岗煤业', registeredCapital: '100.00' }, null, null, 0],
      ['rated', 'REFERENCE', ['RATING_LOW'], { name: '红沙岗煤业', registeredCapital: '100.00' }, 'CC', null, 0],
      ['corrected', 'CLEAR', [], { name: '红沙岗煤业', registeredCapital: '100.00' }, 'A', null, 0],
      ['graded', 'CLEAR', [], { name: '红沙岗煤业', registeredCapital: '100.00' }, 'A', 'G-1', 0],
      ['revoked', 'REFERENCE', ['GRADING_REVOKED'], { name: '红沙岗煤业', registeredCapital: '100.00' }, 'A', null, 0],
      ['renamed', 'REFERENCE', ['GRADING_REVOKED'], { name: '红沙岗矿业', registeredCapital: '200.00' }, 'A', null, 0],
      [
        'restricted',
        'RESTRICTED',
        ['RESTRICTION_IN_FORCE', 'GRADING_REVOKED'],
        { name: '红沙岗矿业', registeredCapital: '200.00' },
        'A',
        null,
        1,
      ],
    ];
    for (const [name, outcome, reasons, enterprise, level, grading, restrictions] of told) {
      const answer = await check(at[name]);
      expect(answer, name).toMatchObject({ outcome, reasons, enterprise, asOf: at[name], position: positions[name] });
      expect(
        [answer.rating?.level ?? null, answer.grading?.documentNumber ?? null, answer.restrictions.length],
        name,
      ).toEqual([level, grading, restrictions]);
    }
  });

  it('answers the versions of that time, not today’s', async () => {
    expect((await check(at.rated)).rating).toEqual({ level: 'CC', provenance: { position: 2 } });
    expect((await check(at.corrected)).rating).toEqual({ level: 'A', provenance: { position: 3 } });
    expect((await check(at.graded)).grading).toEqual({ documentNumber: 'G-1', score: 80 });
  });

  it('of now is the last of them, and is not changed by what is asked of the past', async () => {
    const { asOf: _, ...now } = await check(null);
    const { asOf: __, ...last } = await check(at.restricted);
    expect(now).toEqual(last);
  });

  it('has the position of the log at that instant, also where no submission wrote it', async () => {
    const { sql } = hub.db;
    const head = async () => (await sql`select position::int p from hub.head`)[0]?.p as number;
    const told: [asOf: string, position: number][] = [];
    // What days, the linkage, reports and webhooks write, one event or many at once, is no submission.
    for (const count of [1, 1, 7, 1, 40]) {
      await sequenced(hub.db, async (turn) => {
        for (let i = 0; i < count; i++) turn.append(draft({ i }));
      });
      await sleep(5);
      told.push([new Date().toISOString(), await head()]);
      await sleep(5);
    }
    for (const [asOf, position] of told) expect((await check(asOf)).position, asOf).toBe(position);
    for (const [name, asOf] of Object.entries(at)) expect((await check(asOf)).position, name).toBe(positions[name]);
    expect((await check(null)).position).toBe(await head());
    // To the millisecond: an event is of the instant that it was recorded at, and all of one change are of one instant.
    const events = await logOf(hub.db);
    for (const { recordedAt } of events) {
      const upTo = (instant: number) => events.filter((e) => e.recordedAt.getTime() <= instant).length;
      for (const instant of [recordedAt.getTime() - 1, recordedAt.getTime()])
        expect((await check(new Date(instant).toISOString())).position).toBe(upTo(instant));
    }
  });

  it('in the future is refused', async () => {
    for (const asOf of [new Date(Date.now() + 60_000).toISOString(), '2999-01-01T00:00:00Z'])
      expect(await hub.refusal(CHECK, { u, asOf }, bank)).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: 'asOf', code: 'FUTURE' }],
      });
  });

  it('of a day before the hub was says that it knew nothing', async () => {
    expect(await check('2015-06-01T00:00:00+08:00')).toMatchObject({ outcome: 'UNKNOWN_ENTERPRISE', position: 0 });
  });

  it('counts the validity of a rating to the day in Shanghai', async () => {
    const uscc = sampleUscc(2);
    await hub.submit('enterprises', [{ uscc, name: '沙枣商贸' }]);
    const rating = (documentNumber: string, level: string, ratedOn: number, validUntil: number | null) => ({
      documentNumber,
      uscc,
      level,
      ratedOn: day(ratedOn),
      validUntil: validUntil === null ? null : day(validUntil),
    });
    await hub.submit('ratings', [
      rating('V-1', 'AAA', -100, null),
      rating('V-2', 'D', -20, -10),
      rating('V-3', 'B', -20, -15),
    ]);
    const source = 'query ($u: USCC!, $on: Date) { enterprise(uscc: $u) { rating(asOf: $on) { level } } }';
    const cases: [number, string | null][] = [
      [-101, null],
      [-100, 'AAA'],
      [-21, 'AAA'],
      [-20, 'B'],
      [-15, 'B'],
      [-14, 'D'],
      [-10, 'D'],
      [-9, 'AAA'],
      [0, 'AAA'],
    ];
    for (const [on, level] of cases) {
      const { enterprise } = await hub.run(source, { u: uscc, on: day(on) }, bank);
      expect(enterprise.rating?.level ?? null, `day ${on}`).toBe(level);
    }
  });
});
