import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const IN_FORCE = `query ($u: USCC!, $on: Date, $at: DateTime) { enterprise(uscc: $u) {
  grading(asOf: $on, knownAt: $at) { documentNumber status } } }`;
const LIST = `query ($f: GradingFilter, $first: Int = 500, $after: Cursor) { gradings(filter: $f, first: $first, after: $after) {
  nodes { id documentNumber status issuedOn } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  nodes: { documentNumber: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

describe('reading gradings', () => {
  let hub: OpenHub;
  let safety: Viewer & { agencyId: string };
  let next = 1;
  const fresh = () => sampleUscc(next++);
  const enter = async (division?: string) => {
    const uscc = fresh();
    await hub.submit('enterprises', [{ uscc, name: `企业${uscc.slice(8, 17)}`, ...(division ? { division } : {}) }]);
    return uscc;
  };
  const grade = (uscc: string, documentNumber: string, issued: number, more: object = {}) =>
    hub.submit('gradings', [
      {
        documentNumber,
        uscc,
        standard: 'GB/T 33000-2016',
        grade: 'GRADE_2',
        issuedOn: day(issued),
        publishedOn: day(issued),
        ...more,
      },
    ]);
  const inForce = async (u: string, on: number | null = null, viewer?: Viewer, at: string | null = null) => {
    const { enterprise } = await hub.run(IN_FORCE, { u, on: on === null ? null : day(on), at }, viewer);
    return enterprise.grading?.documentNumber ?? null;
  };
  const list = async (f: object, viewer?: Viewer): Promise<string[]> =>
    (await hub.run(LIST, { f }, viewer)).gradings.nodes.map((n: { documentNumber: string }) => n.documentNumber);

  beforeAll(async () => {
    hub = await openHub();
    safety = await hub.agency('SAFETY_REGULATOR');
  });

  it('show the latest issued that is in force, to the day', async () => {
    const u = await enter();
    await grade(u, 'C-1', -1000, { validUntil: day(95) });
    await grade(u, 'C-2', -300, { validUntil: day(-100) });
    await grade(u, 'C-3', -50, { revokedOn: day(-20), revocationReason: '事故' });
    const cases: [number, string | null][] = [
      [-1001, null],
      [-1000, 'C-1'],
      [-301, 'C-1'],
      [-300, 'C-2'],
      [-100, 'C-2'],
      [-99, 'C-1'],
      [-50, 'C-3'],
      [-21, 'C-3'],
      [-20, 'C-1'],
      [0, 'C-1'],
      [95, 'C-1'],
      [96, null],
    ];
    for (const [on, expected] of cases) expect(await inForce(u, on), `day ${on}`).toBe(expected);
    expect(await inForce(u)).toBe('C-1');
  });

  it('show of two that were issued on one day the one entered last, by every way of asking', async () => {
    const u = await enter();
    const bank = await hub.agency('BANKING');
    // Ten and more, so that their numbers do not sort as texts.
    for (let i = 1; i <= 12; i++) await grade(u, `S-${i}`, -10);
    await sleep(3);
    const now = new Date().toISOString();
    expect(await inForce(u)).toBe('S-12');
    expect(await inForce(u, 0, undefined, now)).toBe('S-12');
    const check =
      'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, asOf: $at) { grading { documentNumber } } }';
    for (const at of [null, now])
      expect((await hub.run(check, { u, at }, bank)).creditCheck.grading).toEqual({ documentNumber: 'S-12' });
    const expected = Array.from({ length: 12 }, (_, i) => `S-${12 - i}`);
    expect(await list({ uscc: u })).toEqual(expected);
  });

  it('hide what is not published from all but the regulators and the operator', async () => {
    const u = await enter();
    await grade(u, 'P-1', -200);
    await grade(u, 'P-2', -100, { publishedOn: null });
    await grade(u, 'P-3', -50, { publishedOn: day(10) });
    await grade(u, 'P-4', -60, { publishedOn: day(0) });
    const views: [Viewer | undefined, string[], string][] = [
      [undefined, ['P-4', 'P-1'], 'P-4'],
      [await hub.agency('BANKING'), ['P-4', 'P-1'], 'P-4'],
      [await hub.agency('LAND'), ['P-4', 'P-1'], 'P-4'],
      [await hub.agency('COUNTY_GOVERNMENT', '620621'), ['P-4', 'P-1'], 'P-4'],
      [safety, ['P-3', 'P-4', 'P-2', 'P-1'], 'P-3'],
      [await hub.agency('OPERATOR'), ['P-3', 'P-4', 'P-2', 'P-1'], 'P-3'],
    ];
    const rows = await hub.db.sql`select id::text id, document_number d from hub.grading where uscc = ${u}`;
    for (const [viewer, visible, current] of views) {
      const who = viewer?.kind ?? 'PUBLIC';
      expect(await list({ uscc: u }, viewer), who).toEqual(visible);
      expect(await inForce(u, null, viewer), who).toBe(current);
      const own = `{ enterprise(uscc: "${u}") { gradings { documentNumber } } }`;
      expect(
        (await hub.run(own, {}, viewer)).enterprise.gradings.map((g: { documentNumber: string }) => g.documentNumber),
      ).toEqual(visible);
      for (const { id, d } of rows) {
        const one = await hub.run('query ($id: ID!) { grading(id: $id) { documentNumber } }', { id }, viewer);
        expect(one.grading, `${who} ${d}`).toEqual(visible.includes(d) ? { documentNumber: d } : null);
      }
    }
  });

  it('hide the versions before their publication from all but the regulators and the operator', async () => {
    const u = await enter();
    await grade(u, 'H-1', -100, { publishedOn: null, score: 1 });
    await grade(u, 'H-1', -100, { publishedOn: day(5), score: 2 });
    await grade(u, 'H-1', -100, { publishedOn: day(-90), score: 3 });
    await grade(u, 'H-1', -100, { publishedOn: day(-90), score: 4 });
    const source = 'query ($u: USCC!) { gradings(filter: { uscc: $u }) { nodes { history { score publishedOn } } } }';
    const scores = async (viewer?: Viewer) => {
      const [node] = (await hub.run(source, { u }, viewer)).gradings.nodes;
      return node.history.map((v: { score: number }) => v.score);
    };
    for (const viewer of [undefined, await hub.agency('BANKING'), await hub.agency('COUNTY_GOVERNMENT', '620621')])
      expect(await scores(viewer), viewer?.kind).toEqual([4, 3]);
    for (const viewer of [safety, await hub.agency('OPERATOR')])
      expect(await scores(viewer), viewer.kind).toEqual([4, 3, 2, 1]);
  });

  it('are shown as they were known', async () => {
    const u = await enter();
    const instant = async () => {
      await sleep(5);
      const at = new Date().toISOString();
      await sleep(5);
      return at;
    };
    const nothing = await instant();
    await grade(u, 'K-1', -100);
    const graded = await instant();
    await grade(u, 'K-1', -100, { revokedOn: day(-50), revocationReason: '事故' });
    const revoked = await instant();
    await grade(u, 'K-2', -80);
    const regraded = await instant();
    const cases: [string | null, number, string | null][] = [
      [nothing, 0, null],
      [graded, 0, 'K-1'],
      [graded, -60, 'K-1'],
      [graded, -101, null],
      [revoked, 0, null],
      [revoked, -51, 'K-1'],
      [revoked, -50, null],
      [regraded, 0, 'K-2'],
      [regraded, -81, 'K-1'],
      [null, -81, 'K-1'],
      [null, -60, 'K-2'],
    ];
    for (const [at, on, expected] of cases) expect(await inForce(u, on, undefined, at), `${at} ${on}`).toBe(expected);
  });

  it('are listed by status as of today, by division, grade, standard and days', async () => {
    const u = await enter('620602');
    await grade(u, 'F-valid', -30, { grade: 'GRADE_1' });
    await grade(u, 'F-last-day', -40, { validUntil: day(0) });
    await grade(u, 'F-expired', -50, { validUntil: day(-1), standard: 'AQ/T 9006-2010' });
    await grade(u, 'F-revoked', -60, { revokedOn: day(0), revocationReason: '事故' });
    await grade(u, 'F-to-be-revoked', -70, { revokedOn: day(1), revocationReason: '事故' });
    await grade(u, 'F-revoked-then-expired', -80, {
      revokedOn: day(-9),
      revocationReason: '事故',
      validUntil: day(-5),
    });
    const cases: [object, string[]][] = [
      [{ status: 'VALID' }, ['F-valid', 'F-last-day', 'F-to-be-revoked']],
      [{ status: 'EXPIRED' }, ['F-expired']],
      [{ status: 'REVOKED' }, ['F-revoked', 'F-revoked-then-expired']],
      [{ grade: ['GRADE_1', 'GRADE_3'] }, ['F-valid']],
      [{ standard: 'AQ/T 9006-2010' }, ['F-expired']],
      [{ issuedFrom: day(-50), issuedUntil: day(-40) }, ['F-last-day', 'F-expired']],
      [{ issuedUntil: day(-80) }, ['F-revoked-then-expired']],
    ];
    for (const [f, expected] of cases)
      expect(await list({ division: '6206', uscc: u, ...f }), JSON.stringify(f)).toEqual(expected);
    expect(await list({ division: '620602' })).toHaveLength(6);
    expect(await list({ division: '620622' })).toEqual([]);
    const source = `query ($u: USCC!) { gradings(filter: { uscc: $u }) { nodes { documentNumber status } } }`;
    const { nodes } = (await hub.run(source, { u })).gradings;
    expect(nodes.map((n: { status: string }) => n.status)).toEqual([
      'VALID',
      'VALID',
      'EXPIRED',
      'REVOKED',
      'VALID',
      'REVOKED',
    ]);
  });

  it('are paged to the end without a gap or a repeat, while others are entered', async () => {
    const u = await enter();
    for (let i = 0; i < 25; i++) await grade(u, `Q-${i}`, -200 + (i % 5));
    const f = { uscc: u };
    const expected = await list(f);
    expect(expected).toHaveLength(25);
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Page = (await hub.run(LIST, { f, first: 4, after })).gradings;
      seen.push(...nodes.map((n) => n.documentNumber));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
      // Ahead of the list, where pages already read would be.
      await grade(u, `Q-new-${seen.length}`, -1);
    }
    expect(seen).toEqual(expected);
    for (const after of ['x', Buffer.from('["gradings","2025-02-30","1"]').toString('base64url')])
      expect(await hub.refusal(LIST, { f, after })).toMatchObject({ code: 'CURSOR_INVALID' });
    for (const id of ['x', '1 or true', '-1', '9'.repeat(30)])
      expect(await hub.run('query ($id: ID!) { grading(id: $id) { grade } }', { id })).toEqual({ grading: null });
  });
});
