import { beforeAll, describe, expect, it } from 'vitest';
import { sequenced } from '../../src/exchange/index.js';
import { codesOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

const EVENTS = 'query ($a: Cursor) { events(after: $a, first: 500) { nodes { type subject data } } }';
const LISTS = `query ($u: USCC!) { restrictions(filter: { uscc: $u }) { nodes { id } } linkageCases(filter: { uscc: $u }) { nodes { id } }
  enterprise(uscc: $u) { restrictions { id } now: restrictions(inForceOn: "${day(0)}") { id } } }`;

/** An exonerated company stayed listed as WITHDRAWN, without a key, and the log went on telling of it. */
describe('a restriction that has ended is shared and published no more', () => {
  let hub: LinkageHub;
  let start: string;
  let uscc: string;
  let caseId: string;
  let known: string;
  const read = async (name: string | null, query: string, variables: object) =>
    hub.dataOf(query, { key: name === null ? undefined : hub.key(name), variables: { ...variables } });
  const types = async (name: string | null) => {
    const { events } = await read(name, EVENTS, { a: start });
    const of = events.nodes.filter((e: { type: string }) => e.type.startsWith('restriction.'));
    return of.map((e: { type: string }) => e.type);
  };

  beforeAll(async () => {
    hub = await linkageHub();
    start = (await hub.dataOf('{ events(first: 1) { pageInfo { endCursor } } }')).events.pageInfo.endCursor;
    uscc = await hub.enterprise();
    const id = await hub.report(uscc);
    await hub.settled();
    const [row] = await hub.db.sql`select id::text id from hub.linkage_case where uscc = ${uscc}`;
    caseId = row?.id;
    for (const name of [null, 'BANKING', 'LAND', 'regulator'])
      expect(await types(name), String(name)).toEqual(['restriction.imposed']);
    known = (await hub.db.sql`select clock_timestamp()::text now`)[0]?.now;
    const conclude =
      'mutation ($id: ID!, $i: AccidentConclusionInput!) { concludeAccident(id: $id, input: $i) { position } }';
    await read('regulator', conclude, { id, i: { concludedOn: day(0), responsibility: 'NOT_LIABLE' } });
    await hub.settled();
  });

  it('in no list of whom it is no business of', async () => {
    for (const name of [null, 'BANKING', 'LAND', 'partner', 'government of Liangzhou', 'regulator of Liangzhou']) {
      const { restrictions, linkageCases, enterprise } = await read(name, LISTS, { u: uscc });
      expect([restrictions.nodes, linkageCases.nodes, enterprise], String(name)).toEqual([
        [],
        [],
        { restrictions: [], now: [] },
      ]);
      const one = await hub.ask(`{ linkageCase(id: "${caseId}") { id } }`, { key: name === null ? '' : hub.key(name) });
      expect(codesOf(one)).toEqual(['NOT_FOUND']);
    }
    for (const name of ['regulator', 'government', 'operator']) {
      const { restrictions, linkageCases } = await read(name, LISTS, { u: uscc });
      expect([restrictions.nodes.length, linkageCases.nodes.length], name).toEqual([4, 1]);
    }
  });

  it('in no past event of theirs; each learns that it ended, and not whose it was', async () => {
    expect(await types('regulator')).toEqual(['restriction.imposed', 'restriction.withdrawn', 'restriction.removed']);
    for (const name of [null, 'BANKING', 'LAND', 'INSURANCE', 'government of Liangzhou', 'regulator of Liangzhou']) {
      const { nodes } = (await read(name, EVENTS, { a: start })).events;
      const told = nodes.filter((e: { type: string }) => e.type.startsWith('restriction.'));
      expect(told, String(name)).toEqual([{ type: 'restriction.removed', subject: null, data: { id: caseId } }]);
    }
  });

  it('and a bank sees it as known at an instant, which a check of then answered', async () => {
    const query = `query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, purpose: "loan", asOf: $at) {
      outcome restrictions { status cause case { id } } } }`;
    const at = new Date(known).toISOString();
    expect((await read('BANKING', query, { u: uscc })).creditCheck).toEqual({ outcome: 'CLEAR', restrictions: [] });
    const { outcome, restrictions } = (await read('BANKING', query, { u: uscc, at })).creditCheck;
    expect(outcome).toBe('RESTRICTED');
    expect(restrictions).toHaveLength(4);
    for (const r of restrictions)
      expect(r).toEqual({
        status: 'IN_FORCE',
        cause: '《民勤县2015年安全生产工作实施方案》规定的信用联动情形',
        case: null,
      });
  });
});

/** Events of before causes were left out of them stand in the log for ever. */
describe('an event that names its causes', () => {
  it('is shown to the authorities of its case alone', async () => {
    const hub = await linkageHub();
    const uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
    const [row] = await hub.db.sql`select id::text id from hub.linkage_case where uscc = ${uscc}`;
    const causes = [{ kind: 'ACCIDENT', id: '1', documentNumber: 'SG-OLD', on: day(-1) }];
    await sequenced(hub.db, async (turn) =>
      turn.append({
        type: 'restriction.imposed',
        subject: uscc,
        division: '620621',
        public: true,
        data: { id: row?.id, causes },
      }),
    );
    const cursor = '{ events(first: 500) { nodes { cursor data } } }';
    const all = (await hub.dataOf(cursor, { key: hub.key('operator') })).events.nodes;
    const old = all.find((e: { data: object }) => JSON.stringify(e.data).includes('SG-OLD')).cursor;
    for (const [name, seen] of [
      [null, false],
      ['BANKING', false],
      ['LAND', false],
      ['regulator of Liangzhou', false],
      ['regulator', true],
      ['government', true],
    ] as const) {
      const key = name === null ? undefined : hub.key(name);
      const { nodes } = (await hub.dataOf(cursor, { key })).events;
      expect(JSON.stringify(nodes).includes('SG-OLD'), String(name)).toBe(seen);
      const proof = await hub.ask('query ($c: Cursor!) { eventProof(cursor: $c) { text } }', {
        key,
        variables: { c: old },
      });
      expect(codesOf(proof), String(name)).toEqual(seen ? [] : ['NOT_FOUND']);
    }
  });
});

/** Whoever may not see a record must not learn from an error that it is there. */
describe('a record that is not the caller’s is answered like one that does not exist', () => {
  let hub: LinkageHub;
  const there: Record<string, string> = {};
  beforeAll(async () => {
    hub = await linkageHub();
    const uscc = await hub.enterprise();
    there.accident = await hub.report(uscc);
    const hazard = { documentNumber: 'H-1', uscc, level: 'MAJOR', description: '积水', foundOn: day(-3) };
    const report = 'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }';
    const asked = { key: hub.key('regulator'), variables: { input: hazard } };
    there.hazard = (await hub.dataOf(report, asked)).reportHazard.id;
    await hub.settled();
    const { sql } = hub.db;
    there.case = (await sql`select id::text id from hub.linkage_case`)[0]?.id;
    there.notice = (await sql`select id from hub.notice where recipient_id = ${hub.ids.LAND as string}`)[0]?.id;
    const finding = { documentNumber: 'F-1', uscc, kind: 'NO_LICENCE', foundOn: day(-4) };
    await hub.dataOf('mutation ($r: [FindingInput!]!) { submitFindings(records: $r) { inserted } }', {
      key: hub.key('regulator'),
      variables: { r: [finding] },
    });
    there.finding = (await sql`select id::text id from hub.finding`)[0]?.id;
  });

  const day0 = day(0);
  const AS: [what: string, mutation: string, input: string][] = [
    ['accident', 'supplementAccident', `input: { documentNumber: "B-9", changedOn: "${day0}", deaths: 2 }`],
    ['accident', 'concludeAccident', `input: { concludedOn: "${day0}", responsibility: MAIN }`],
    ['hazard', 'notifyHazard', ''],
    ['hazard', 'listHazard', ''],
    ['hazard', 'acceptHazard', 'input: { documentNumber: "Y-9" }'],
    ['hazard', 'updateHazardPlan', 'fiveImplementations: { measures: "x" }'],
    ['case', 'revokeDecision', 'input: { documentNumber: "R-9", reason: "x" }'],
    ['case', 'applyForRepair', ''],
    ['finding', 'withdrawFinding', 'input: { reason: "x" }'],
    ['notice', 'acknowledgeNotice', ''],
    ['notice', 'reportMeasure', 'input: { kind: OTHER }'],
  ];
  it.each(AS)('%s: %s', async (what, mutation, input) => {
    const nowhere = what === 'notice' ? '00000000-0000-4000-8000-000000000000' : '999999';
    const ask = async (id: string) => {
      const argument = mutation === 'reportMeasure' ? 'noticeId' : 'id';
      const query = `mutation { ${mutation}(${argument}: "${id}"${input && `, ${input}`}) { __typename } }`;
      const { data, errors } = await hub.ask(query, { key: hub.key('regulator of Liangzhou') });
      return JSON.stringify({
        data,
        errors: errors.map(({ message, extensions }) => [message, extensions.code]),
      }).replaceAll(id, 'ID');
    };
    const answer = await ask(there[what] as string);
    expect(answer).toBe(await ask(nowhere));
    expect(answer).toContain('NOT_FOUND');
  });
});
