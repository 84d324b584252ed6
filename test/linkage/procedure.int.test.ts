import { beforeAll, describe, expect, it } from 'vitest';
import { announceDays } from '../../src/exchange/index.js';
import { openRooms } from '../../src/server/rooms.js';
import { codesOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { sampleUscc } from '../kit/sample.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

const CASES = `query ($u: USCC!) { linkageCases(filter: { uscc: $u }) { nodes { id key status trigger effectiveFrom effectiveUntil publishedOn endedOn
  policy { code version name { zh } } restrictions { domain status } notices { id } causes { kind documentNumber } history { step status reason penaltyDocumentNumber } } } }`;
const SUBMIT = 'mutation ($r: [FindingInput!]!) { submitFindings(records: $r) { inserted results { code message } } }';

describe('a case with a procedure', () => {
  let hub: LinkageHub;
  let n = 900;
  beforeAll(async () => {
    hub = await linkageHub();
  });
  const inLiangzhou = async () => {
    const uscc = sampleUscc(++n, '620602');
    const register = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
    await hub.dataOf(register, { key: hub.key('registry'), variables: { r: [{ uscc, name: `凉州${n}号厂` }] } });
    return uscc;
  };
  const find = async (uscc: string, more: object = {}) => {
    const record = {
      documentNumber: `F-${++n}`,
      uscc,
      kind: 'NO_LICENCE',
      foundOn: day(-40),
      penalised: true,
      grave: true,
      ...more,
    };
    const { submitFindings } = await hub.dataOf(SUBMIT, {
      key: hub.key('regulator of Liangzhou'),
      variables: { r: [record] },
    });
    expect(submitFindings.results).toMatchObject([{ code: null }]);
    await hub.settled();
    return record;
  };
  const cases = async (uscc: string, key: string | undefined = hub.key('operator')) =>
    (await hub.dataOf(CASES, { key, variables: { u: uscc } })).linkageCases.nodes;
  const step = (name: string, id: string, input: object, agency = 'regulator of Liangzhou') =>
    hub.ask(`mutation ($id: ID!, $input: LinkageCaseStepInput) { ${name}(id: $id, input: $input) { id status } }`, {
      key: hub.key(agency),
      variables: { id, input },
    });
  const decision = { documentNumber: 'D-1', penaltyDocumentNumber: 'P-1', gravity: '情节严重' };
  const decided = async () => {
    const uscc = await inLiangzhou();
    await find(uscc);
    const [{ id }] = await cases(uscc);
    expect(codesOf(await step('servePriorNotice', id, { on: day(-30), documentNumber: 'N-1' }))).toEqual([]);
    expect(codesOf(await step('decideCase', id, { on: day(-10), ...decision }))).toEqual([]);
    return { uscc, id };
  };

  it('is proposed by a finding, and restricts nobody until it is decided', async () => {
    const uscc = await inLiangzhou();
    await find(uscc);
    const [found] = await cases(uscc);
    expect(found).toMatchObject({
      status: 'PROPOSED',
      trigger: 'CONDUCT_1_NO_LICENCE',
      effectiveFrom: null,
      notices: [],
    });
    expect(found.policy).toMatchObject({ code: 'mem-order-11-2023' });
    expect(new Set(found.restrictions.map((r: { status: string }) => r.status))).toEqual(new Set(['PROPOSED']));
    const check = 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "loan") { outcome } }';
    const asked = { key: hub.key('BANKING'), variables: { u: uscc } };
    expect((await hub.dataOf(check, asked)).creditCheck.outcome).toBe('CLEAR');
    // A proposal is its authorities' matter: nobody else learns of it.
    for (const agency of ['regulator of Liangzhou', 'government of Liangzhou', 'operator'])
      expect(await cases(uscc, hub.key(agency)), agency).toHaveLength(1);
    for (const agency of ['LAND', 'BANKING', 'partner', 'regulator', 'government'])
      expect(await cases(uscc, hub.key(agency)), agency).toEqual([]);
    expect((await hub.dataOf(CASES, { variables: { u: uscc } })).linkageCases.nodes).toEqual([]);
  });

  it('goes through its steps to the decision, which sends the notices; an illegal step names the legal ones', async () => {
    const uscc = await inLiangzhou();
    await find(uscc);
    const [{ id }] = await cases(uscc);
    const early = await step('decideCase', id, decision);
    expect(codesOf(early)).toEqual(['ILLEGAL_TRANSITION']);
    expect(early.errors[0]?.extensions).toMatchObject({ from: 'PROPOSED', legal: ['PRIOR_NOTICE', 'WITHDRAWN'] });
    const serve = { on: day(-30), documentNumber: 'N-1' };
    expect(codesOf(await step('servePriorNotice', id, serve))).toEqual([]);
    expect(codesOf(await step('servePriorNotice', id, serve))).toEqual([]);
    expect(codesOf(await step('recordStatement', id, { on: day(-28) }))).toEqual([]);
    expect(codesOf(await step('decideCase', id, { on: day(-28), ...decision }))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await step('decideCase', id, { on: day(-10), ...decision }))).toEqual([]);
    const [now] = await cases(uscc, hub.key('operator'));
    expect(now).toMatchObject({ status: 'IN_FORCE', effectiveFrom: day(-10) });
    expect(Number(now.effectiveUntil.slice(0, 4)) - Number(day(-10).slice(0, 4))).toBe(3);
    expect(now.history.map((v: { step: string }) => v.step)).toEqual([
      'decideCase',
      'recordStatement',
      'servePriorNotice',
      'openCase',
    ]);
    expect(now.history[0].penaltyDocumentNumber).toBe('P-1');
    expect(now.notices.length).toBeGreaterThan(0);
    const other = await step('revokeDecision', id, { documentNumber: 'R', reason: 'x' }, 'regulator');
    expect(codesOf(other)).toEqual(['NOT_FOUND']);
    expect(codesOf(await step('dropCase', id, { reason: 'x' }, 'BANKING'))).toEqual(['FORBIDDEN']);
  });

  it('is withdrawn with its finding, before and after the decision', async () => {
    const { uscc } = await decided();
    const query =
      'query ($u: USCC!) { findings(filter: { uscc: $u }) { nodes { id withdrawnOn history { recordedAt } } } }';
    const [{ id }] = (await hub.dataOf(query, { key: hub.key('government of Liangzhou'), variables: { u: uscc } }))
      .findings.nodes;
    expect(codesOf(await hub.ask(query, { key: hub.key('LAND'), variables: { u: uscc } }))).toEqual(['FORBIDDEN']);
    const withdraw = (reason: string, agency = 'regulator of Liangzhou') =>
      hub.ask('mutation ($id: ID!, $r: String!) { withdrawFinding(id: $id, input: { reason: $r }) { withdrawnOn } }', {
        key: hub.key(agency),
        variables: { id, r: reason },
      });
    expect(codesOf(await withdraw('复议撤销', 'regulator'))).toEqual(['NOT_FOUND']);
    expect((await withdraw('复议撤销')).data.withdrawFinding.withdrawnOn).toBe(day(0));
    expect(codesOf(await withdraw('复议撤销'))).toEqual([]);
    expect(codesOf(await withdraw('另一原因'))).toEqual(['CONFLICT']);
    await hub.settled();
    const [now] = await cases(uscc);
    expect(now).toMatchObject({ status: 'WITHDRAWN', endedOn: day(0) });
    expect(now.restrictions.every((r: { status: string }) => r.status === 'WITHDRAWN')).toBe(true);
    expect(codesOf(await hub.ask(query, { variables: { u: uscc } }))).toEqual(['UNAUTHENTICATED']);
  });

  it('is revoked by its authority; then it is nobody else’s, and before that nobody else read why', async () => {
    const { uscc, id } = await decided();
    const others = [undefined, hub.key('LAND'), hub.key('BANKING'), hub.key('government')];
    const read = async (key: string | undefined) =>
      (await hub.dataOf(CASES, { key, variables: { u: uscc } })).linkageCases.nodes;
    for (const key of others.slice(1))
      expect(await read(key)).toMatchObject([
        { key: `mem-order-11-2023/${id}`, trigger: null, causes: [], history: [{ step: 'decideCase', reason: null }] },
      ]);
    expect(codesOf(await step('revokeDecision', id, { documentNumber: 'R-1', reason: '法院判决撤销' }))).toEqual([]);
    const [now] = await cases(uscc);
    expect(now.status).toBe('WITHDRAWN');
    expect(now.history[0]).toMatchObject({ step: 'revokeDecision', reason: '法院判决撤销' });
    for (const key of others) expect(await read(key)).toEqual([]);
  });

  it('that a hazard opened is lifted when the hazard is accepted', async () => {
    const uscc = await hub.enterprise();
    const key = hub.key('regulator');
    const run = async (query: string, variables: object) =>
      (await hub.dataOf(query, { key, variables: { ...variables } })) as never;
    const report = 'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }';
    const plan = { measures: 'm', responsible: '矿长', funds: '1.00', deadline: day(-5), plan: 'p' };
    const input = {
      documentNumber: `H-${++n}`,
      uscc,
      level: 'MAJOR',
      description: '采空区积水',
      foundOn: day(-30),
      deadline: day(-5),
      fiveImplementations: plan,
    };
    const { reportHazard } = (await run(report, { input })) as { reportHazard: { id: string } };
    const { id } = reportHazard;
    await run('mutation ($id: ID!) { notifyHazard(id: $id) { id } }', { id });
    await hub.settled();
    expect(await cases(uscc)).toMatchObject([{ status: 'IN_FORCE', trigger: 'MAJOR_HAZARD_UNRECTIFIED' }]);
    for (const name of [
      'listHazard',
      'approveHazardPlan',
      'startRectification',
      'claimHazardCompletion',
      'beginHazardAcceptance',
    ])
      await run(`mutation ($id: ID!) { ${name}(id: $id) { id } }`, { id });
    await run('mutation ($id: ID!, $i: HazardAcceptanceInput!) { acceptHazard(id: $id, input: $i) { id } }', {
      id,
      i: { documentNumber: 'Y-1' },
    });
    await hub.settled();
    expect(await cases(uscc)).toMatchObject([{ status: 'LIFTED', endedOn: day(0) }]);
  });

  it('ends with its term: exact when read, told on the day after, once', async () => {
    const uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
    // A year passes.
    await hub.db.sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = 'replica'");
      for (const table of ['linkage_case', 'restriction'])
        await tx.unsafe(`update hub.${table} set effective_from = effective_from - 400, effective_until = '${day(-1)}',
          decided_on = decided_on - 400, published_on = published_on - 400 where uscc = '${uscc}'`);
      await tx.unsafe('update hub.head set announced_through = announced_through - 2');
    });
    expect(await cases(uscc)).toMatchObject([{ status: 'EXPIRED' }]);
    const { days } = await openRooms(hub.db);
    const announced = await Promise.all([announceDays(hub.db, days), announceDays(hub.db, days)]);
    // To the agencies, and to the public.
    expect(announced.reduce((a, b) => a + b)).toBe(2);
    const told = await hub.db.sql`select type, public, subject, data from hub.event where type like 'restriction.%'
      and position > (select max(position) from hub.event where type = 'notice.issued') order by position`;
    expect(told.map((e) => [e.type, e.public, e.subject])).toEqual([
      ['restriction.expired', false, uscc],
      ['restriction.removed', true, null],
    ]);
    // The public hears which announcement ended, and no more.
    expect(Object.keys(JSON.parse(told[1]?.data))).toEqual(['id']);
  });

  it('follows one of the policies that everybody can read', async () => {
    const query =
      'query ($f: LinkagePolicyFilter) { policies(filter: $f) { code version effectiveFrom effectiveTo legalBasis jurisdiction { name } document } }';
    const codes = async (f: object | null) =>
      (await hub.dataOf(query, { variables: { f } })).policies.map((p: { code: string }) => p.code);
    expect(await codes(null)).toEqual(['anjianzongban-2017-49', 'guofa-2010-23', 'mem-order-11-2023', 'minqin-2015']);
    expect(await codes({ division: '620602', on: day(0) })).toEqual(['mem-order-11-2023']);
    expect(await codes({ division: '620621', on: '2016-01-01' })).toEqual(['guofa-2010-23', 'minqin-2015']);
  });
});
