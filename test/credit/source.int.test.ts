import { graphql } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { type CheckSources, creditRoom } from '../../src/credit/index.js';
import { enterpriseSource } from '../../src/enterprise/enterprise.source.js';
import { EnterpriseStore } from '../../src/enterprise/enterprise.store.js';
import { gradedCondition } from '../../src/grading/core.js';
import { gradingSource } from '../../src/grading/grading.source.js';
import { restrictedCondition } from '../../src/linkage/core.js';
import { restrictionSource } from '../../src/linkage/restriction/restriction.source.js';
import { RestrictionStore } from '../../src/linkage/restriction/restriction.store.js';
import { ratingGraph, ratingSource } from '../../src/rating/index.js';
import { type CheckSource, findingsOf } from '../../src/register/core.js';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';
import { contextOf } from '../kit/world.js';

/** A register of this test alone: mines that an inspection closed, from a day on. */
const closures: CheckSource<null, 'closure'> = {
  name: 'closure',
  sql: (sql, { on, known }, codes) => sql`select coalesce(json_agg(c), '[]') from hub.test_closure c
    where c.uscc = any(${codes}) and c.closed_on <= ${on} and c.recorded_at <= ${known?.toISOString() ?? 'infinity'}`,
  // Any reason of the vocabulary will do: that of restrictions comes first there, that of gradings last.
  read: (rows, _at, usccs) =>
    findingsOf(rows as { uscc: string }[], usccs, (own) => ({
      found: null,
      reasons: own.length > 0 ? ['GRADING_BELOW_STANDARD'] : [],
    })),
  weighedBy: ['hazard.overdue', 'hazard.delisted'],
  whole: ['hazard.delisted'],
};

const CHECKS = `query ($usccs: [USCC!]!, $asOf: DateTime) { creditChecks(usccs: $usccs, asOf: $asOf) {
  uscc outcome reasons enterprise { uscc } rating { level } grading { id } restrictions { id } } }`;

describe('a source that a room adds to the credit check', () => {
  let hub: OpenHub;
  let bank: Viewer;
  let sources: CheckSources;
  const usccs = Array.from({ length: 4 }, (_, i) => sampleUscc(i + 1)) as [string, string, string, string];
  const [clear, closed, low, closing] = usccs;
  const unknown = sampleUscc(99);

  const room = (list: CheckSources) =>
    creditRoom({
      ...{ ...hub.rooms, db: hub.db, sources: list, cursorAt: async () => '' },
      beside: ratingGraph.serve({ ...hub.rooms, db: hub.db }).resolvers,
    });
  const check = async (list: CheckSources, codes: string[], asOf: Date | null = null) => {
    const { data, errors } = await graphql({
      schema: room(list).subgraph.schema,
      source: CHECKS,
      variableValues: { usccs: codes, asOf: asOf?.toISOString() ?? null },
      contextValue: contextOf(bank),
    });
    if (errors?.[0]) throw errors[0];
    return JSON.parse(JSON.stringify(data)).creditChecks as { uscc: string; outcome: string; reasons: string[] }[];
  };

  beforeAll(async () => {
    hub = await openHub();
    bank = await hub.agency('BANKING');
    const { db } = hub;
    const conditions = { graded: gradedCondition, restricted: restrictedCondition };
    sources = [
      closures,
      enterpriseSource(new EnterpriseStore(db, conditions, hub.catalogue)),
      gradingSource,
      restrictionSource(new RestrictionStore(db)),
      ratingSource,
    ];
    await hub.submit(
      'enterprises',
      usccs.map((uscc, i) => ({ uscc, name: `企业${i + 1}` })),
    );
    await hub.submit('ratings', [{ documentNumber: 'R-1', uscc: low, level: 'CCC', ratedOn: day(-10) }]);
    await db.sql`create table hub.test_closure (uscc text, closed_on date, recorded_at timestamptz)`;
    const days: [string, number][] = [
      [closed, -2],
      [low, -2],
      [unknown, -2],
      [closing, 1],
    ];
    const rows = days.map(([uscc, from]) => ({ uscc, closed_on: day(from), recorded_at: '2026-01-01T00:00:00Z' }));
    await db.sql`insert into hub.test_closure ${db.sql(rows)}`;
  });

  it('weighs by its reasons, among those of the others in the order of the vocabulary', async () => {
    const answers = await check(sources, [...usccs, unknown]);
    expect(answers.map(({ uscc, outcome, reasons }) => [uscc, outcome, reasons])).toEqual([
      [clear, 'CLEAR', []],
      [closed, 'REFERENCE', ['GRADING_BELOW_STANDARD']],
      [low, 'REFERENCE', ['RATING_LOW', 'GRADING_BELOW_STANDARD']],
      // Its day has not come.
      [closing, 'CLEAR', []],
      // Of an enterprise that the register does not have nothing is said.
      [unknown, 'UNKNOWN_ENTERPRISE', []],
    ]);
  });

  it('changes no other answer', async () => {
    const without = sources.filter((source) => source !== closures);
    const fields = (answers: object[]) => answers.map((answer) => ({ ...answer, outcome: null, reasons: null }));
    const codes = [...usccs, unknown];
    expect(fields(await check(sources, codes))).toEqual(fields(await check(without, codes)));
    expect((await check(without, [closed]))[0]).toMatchObject({ outcome: 'CLEAR', reasons: [] });
  });

  it('speaks of a past instant too', async () => {
    const now = new Date();
    await hub.db
      .sql`update hub.test_closure set recorded_at = ${new Date(now.getTime() + 60_000).toISOString()} where uscc = ${low}`;
    const answers = await check(sources, [closed, low], now);
    expect(answers.map((answer) => answer.reasons)).toEqual([['GRADING_BELOW_STANDARD'], ['RATING_LOW']]);
  });

  it('costs no further statement', async () => {
    const counted = (list: CheckSources) => hub.statements(() => check(list, usccs));
    const without = sources.filter((source) => source !== closures);
    await counted(sources);
    const own = await counted(sources);
    expect(own.filter((text) => text.includes('hub.test_closure'))).toHaveLength(1);
    expect(own).toHaveLength((await counted(without)).length);
  });

  it('names the events that change it, and those of them that count whoever may read them', async () => {
    const heard = async (list: CheckSources) => {
      const [subscription] = room(list).subscriptions;
      return subscription?.listen({}, bank);
    };
    const [own, without] = [await heard(sources), await heard(sources.filter((source) => source !== closures))];
    expect(new Set(own?.types)).toEqual(new Set([...(without?.types ?? []), 'hazard.overdue', 'hazard.delisted']));
    expect(new Set(own?.whole)).toEqual(new Set([...(without?.whole ?? []), 'hazard.delisted']));
  });

  it('is the only one of its name, and no field of a check goes without one', () => {
    expect(() => room([...sources, closures])).toThrow('two sources of a check are called closure');
    expect(() => room(sources.filter(({ name }) => name !== 'rating' && name !== 'grading'))).toThrow(
      'no source answers these fields of a check: rating, grading',
    );
    // @ts-expect-error What is called as a field of the check answers what the field does.
    const wrong: CheckSources = [{ ...closures, name: 'rating', read: () => [{ found: 1, reasons: [] }] }];
    expect(wrong).toHaveLength(1);
  });
});
