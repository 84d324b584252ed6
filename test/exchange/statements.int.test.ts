import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { sampleUscc } from '../kit/sample.js';
import { day, type OpenHub, openHub } from './open-hub.js';

/**
 * Every register that an enterprise leads to, with aliases, and from there back to the enterprise. No two selections ask one
 * loader for different records: whether those share a statement depends on which of them comes first.
 */
const EVERYTHING = `query ($first: Int = 20, $on: Date, $at: DateTime) { enterprises(first: $first) { nodes {
  uscc name address registeredCapital validFrom division { name parent { name } } industry { name } provenance { provider }
  history { name provenance { provider } }
  now: grading { grade standard provenance { provider } history { score } enterprise { name address } }
  then: grading(asOf: $on) { grade } known: grading(knownAt: $at) { grade }
  gradings { documentNumber enterprise { name } }
  rating { level provenance { provider } enterprise { name } } earlier: rating(asOf: $on) { level }
  known2: rating(knownAt: $at) { level } ratings { level }
  restrictions { domain cause enterprise { name } } restricted: restrictions(inForceOn: $on) { domain }
  accidents(first: 2) { nodes { documentNumber level enterprise { name } division { name } history { deaths } supplements { note } } }
  more: accidents(first: 1) { nodes { id } pageInfo { hasNextPage } }
  hazards(first: 2) { nodes { documentNumber status enterprise { name } history { at } } }
} } }`;
const CHECKS = `query ($usccs: [USCC!]!, $at: DateTime) { creditChecks(usccs: $usccs, asOf: $at) { outcome reasons
  enterprise { name address division { name } gradings { grade } accidents(first: 1) { nodes { level } } }
  rating { level provenance { provider } } grading { grade standard enterprise { name } } restrictions { domain legalBasis } } }`;
const MANY = 500;

describe('the number of statements', () => {
  let hub: OpenHub;
  let operator: Viewer;
  const usccs = Array.from({ length: MANY }, (_, i) => sampleUscc(i + 1));
  const at = new Date(Date.now() + 3_600_000).toISOString();

  beforeAll(async () => {
    hub = await openHub();
    operator = await hub.agency('OPERATOR');
    const each = (of: (uscc: string, n: number) => object) => usccs.map((uscc, i) => ({ uscc, ...of(uscc, i) }));
    await hub.submit(
      'enterprises',
      each((_, i) => ({ name: `企业${i}`, industry: '0610', address: `${i}号` })),
    );
    await hub.submit(
      'enterprises',
      each((_, i) => ({ name: `企业${i}改`, industry: '0610', address: `${i}号` })).slice(0, 300),
    );
    const grading = (n: string, score: number) => ({
      documentNumber: n,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_2',
      score,
      issuedOn: day(-200),
      publishedOn: day(-200),
    });
    await hub.submit(
      'gradings',
      each((u) => grading(`G-${u}`, 80)),
    );
    await hub.submit(
      'gradings',
      each((u) => grading(`G-${u}`, 81)),
    );
    await hub.submit(
      'gradings',
      each((u) => ({ ...grading(`H-${u}`, 70), issuedOn: day(-400), publishedOn: day(-400) })),
    );
    await hub.submit(
      'ratings',
      each((u) => ({ documentNumber: `R-${u}`, level: 'A', ratedOn: day(-300) })),
    );
    const accident = (documentNumber: string, deaths: number) => ({
      documentNumber,
      division: '620621',
      occurredAt: `${day(-20)}T08:00:00+08:00`,
      category: 'FIRE',
      deaths,
      seriousInjuries: 0,
    });
    await hub.submit(
      'accidents',
      each((u) => accident(`A-${u}`, 1)),
    );
    await hub.submit(
      'accidents',
      each((u) => accident(`B-${u}`, 3)),
    );
    await hub.submit(
      'hazards',
      each((u) => ({ documentNumber: `Z-${u}`, level: 'MAJOR', description: '积水', foundOn: day(-9) })),
    );
    const { sql } = hub.db;
    await sql`insert into hub.restriction (uscc, domain, decided_on, effective_from, effective_until, cause, legal_basis, policy)
      select uscc, 'LAND_USE_APPROVAL', ${day(-3)}, ${day(-3)}, ${day(300)}, 'A', '安委〔2013〕8号', 'test' from hub.enterprise`;
  });

  /** How many statements the answer took, the tables that each reads first, and the answer. */
  async function count(source: string, variables: object, viewer = operator) {
    // biome-ignore lint/suspicious/noExplicitAny: answers are compared with what a test expects of them
    let answer: any;
    const sent = await hub.statements(async () => {
      answer = await hub.run(source, { ...variables }, viewer);
    });
    return { statements: sent.length, answer };
  }

  it('of a nested query with aliases is the same for 1, 100 and 500 enterprises', async () => {
    const variables = { on: day(-250), at };
    const counts: number[] = [];
    for (const first of [1, 1, 1, 100, 500, 100, 1, 500]) {
      const { statements, answer } = await count(EVERYTHING, { first, ...variables });
      counts.push(statements);
      const { nodes } = answer.enterprises;
      expect(nodes).toHaveLength(first);
      // The answers are there, not skipped: each company has its own of everything.
      for (const [i, n] of nodes.entries()) {
        expect(n.history).toHaveLength(n.name.endsWith('改') ? 2 : 1);
        expect(n.now).toMatchObject({
          grade: 'GRADE_2',
          history: [{ score: 81 }, { score: 80 }],
          enterprise: { name: n.name },
        });
        expect([n.then.grade, n.gradings.length, n.rating.level, n.earlier.level, n.ratings.length]).toEqual([
          'GRADE_2',
          2,
          'A',
          'A',
          1,
        ]);
        expect(n.restrictions).toEqual([{ domain: 'LAND_USE_APPROVAL', cause: 'A', enterprise: { name: n.name } }]);
        expect([n.accidents.nodes.length, n.more.nodes.length, n.hazards.nodes.length]).toEqual([2, 1, 1]);
        expect(n.more.pageInfo.hasNextPage).toBe(true);
        expect(n.accidents.nodes[0].enterprise.name, String(i)).toBe(n.name);
      }
    }
    // The first run also learns the agencies' names, which are remembered.
    expect(new Set(counts.slice(1)).size, counts.join()).toBe(1);
    expect(counts[1]).toBeLessThanOrEqual(24);
  });

  it('of lists of the other registers is the same for 1 and 500 rows', async () => {
    const lists = [
      'query ($first: Int = 20) { gradings(first: $first) { nodes { grade standard enterprise { name address industry { name } } division { name } } } }',
      'query ($first: Int = 20) { accidents(first: $first) { nodes { level enterprise { name rating { level } } division { name } } } }',
      'query ($first: Int = 20) { hazards(first: $first) { nodes { status enterprise { name grading { grade } } } } }',
      'query ($first: Int = 20) { restrictions(first: $first) { nodes { domain enterprise { name restrictions { domain } } } } }',
    ];
    for (const source of lists) {
      const counts: number[] = [];
      for (const first of [1, 1, 500, 1, 500]) counts.push((await count(source, { first })).statements);
      expect(new Set(counts).size, `${source}: ${counts}`).toBe(1);
      expect(counts[0]).toBeLessThanOrEqual(4);
    }
  });

  it('of credit checks is the same for 1, 100, 1,000 and 10,000 codes, now and of a past instant', async () => {
    const all = Array.from({ length: 10_000 }, (_, i) => sampleUscc(i + 1));
    for (const asOf of [null, new Date().toISOString()]) {
      const counts: number[] = [];
      for (const size of [1, 1, 1, 100, 1000, 10_000]) {
        const { statements, answer } = await count(CHECKS, { usccs: all.slice(0, size), at: asOf });
        counts.push(statements);
        expect(answer.creditChecks).toHaveLength(size);
        const known = answer.creditChecks.filter((c: { outcome: string }) => c.outcome === 'RESTRICTED');
        expect(known).toHaveLength(Math.min(size, MANY));
      }
      expect(new Set(counts.slice(1)).size, `${asOf} ${counts}`).toBe(1);
      // Three of them record who asked, in a transaction.
      expect(counts[1]).toBeLessThanOrEqual(10);
    }
  });

  it('of a check that asks no more than the check is one, and three that record who asked', async () => {
    const source =
      'query ($usccs: [USCC!]!) { creditChecks(usccs: $usccs) { outcome rating { level } grading { grade } enterprise { name } } }';
    for (const size of [1, 500]) {
      expect((await count(source, { usccs: usccs.slice(0, size) })).statements).toBe(4);
    }
  });

  it('of many requests at once is fewer than the requests', async () => {
    const source = 'query ($u: USCC!) { enterprise(uscc: $u) { name grading { grade } rating { level } } }';
    await hub.run(source, { u: usccs[0] }, operator);
    const sent = await hub.statements(() =>
      Promise.all(usccs.slice(0, 200).map((u) => hub.run(source, { u }, operator))),
    );
    expect(sent.length).toBeLessThan(40);
  });
});
