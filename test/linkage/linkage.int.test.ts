import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { listen } from '../push/listen.js';
import { type LinkageHub, linkageHub, TEN } from './linkage-world.js';

const RESTRICTIONS = `query ($u: USCC!) { restrictions(filter: { uscc: $u }) { nodes {
  domain status effectiveFrom effectiveUntil publishedOn cause legalBasis policy
  case { key status causes { documentNumber } reason: history { step reason } } } } }`;
const CHECK =
  'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, purpose: "loan", asOf: $at) { outcome reasons restrictions { domain status } } }';
const NOTICES = `query ($u: USCC!) { notices(filter: { uscc: $u }, first: 100) { nodes {
  id kind status dueOn policy recipient { name } restrictions { domain } case { key } enterprise { uscc } } } }`;
const HEARD =
  'subscription { noticeIssued { cursor recordedAt notice { id status enterprise { uscc } restrictions { domain } } } }';
const DOMAINS = ['BANK_LOAN_REFERENCE', 'LAND_USE_APPROVAL', 'PROJECT_APPROVAL', 'SECURITIES_FINANCING'];

describe('an accident reported in Minqin', () => {
  let hub: LinkageHub;
  beforeAll(async () => {
    hub = await linkageHub();
  });
  const restrictions = async (uscc: string, key?: string) =>
    (await hub.dataOf(RESTRICTIONS, { key, variables: { u: uscc } })).restrictions.nodes;
  const statuses = async (uscc: string, agency = 'LAND') =>
    (await restrictions(uscc, hub.key(agency))).map((r: { status: string }) => r.status);
  const outcome = async (uscc: string, at?: string) =>
    (await hub.dataOf(CHECK, { key: hub.key('BANKING'), variables: { u: uscc, at } })).creditCheck.outcome;
  const notices = async (uscc: string, agency: string) =>
    (await hub.dataOf(NOTICES, { key: hub.key(agency), variables: { u: uscc } })).notices.nodes;

  it('gives, without any other call, four restrictions in force for a year, and a check that says so', async () => {
    const uscc = await hub.enterprise();
    await hub.report(uscc, { documentNumber: 'SG-四' });
    await hub.settled();
    const found = await restrictions(uscc, hub.key('LAND'));
    expect(found.map((r: { domain: string }) => r.domain).sort()).toEqual(DOMAINS);
    for (const r of found) {
      const year = `${Number(day(0).slice(0, 4)) + 1}${day(0).slice(4)}`;
      expect(r).toMatchObject({
        status: 'IN_FORCE',
        effectiveFrom: day(0),
        cause: '《民勤县2015年安全生产工作实施方案》规定的信用联动情形',
        policy: 'minqin-2015 1',
      });
      expect(r.effectiveUntil.slice(0, 7)).toBe(year.slice(0, 7));
      expect(r.legalBasis).toContain('国发〔2010〕23号');
      expect(r.case).toMatchObject({
        status: 'IN_FORCE',
        key: expect.stringMatching(/^minqin-2015\/ANY_ACCIDENT\/ACCIDENT:\d+$/),
        causes: [{ documentNumber: 'SG-四' }],
      });
      expect(r.case.reason).toHaveLength(1);
    }
    expect(await outcome(uscc)).toBe('RESTRICTED');
    // The county's plan announces them: the public reads them too, and nothing of an accident that is not published.
    const open = await restrictions(uscc);
    expect(open).toHaveLength(4);
    for (const r of open)
      expect(r).toMatchObject({
        cause: '《民勤县2015年安全生产工作实施方案》规定的信用联动情形',
        case: {
          key: expect.stringMatching(/^minqin-2015\/\d+$/),
          causes: [],
          reason: [{ step: 'openCase', reason: null }],
        },
      });
  });

  it('gives a notice to each agency that the plan names, of the division or above it, and to no other', async () => {
    const uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
    const sent = await notices(uscc, 'operator');
    const names = sent.map((n: { recipient: { name: string } }) => n.recipient.name).sort();
    const expected = [...TEN, 'LAND of the prefecture', 'BANKING of the province', 'registry'].sort();
    expect(names).toEqual(expected);
    for (const notice of sent) {
      expect(notice).toMatchObject({
        kind: 'RESTRICTION',
        status: 'ISSUED',
        dueOn: day(7),
        policy: 'minqin-2015 1',
        enterprise: { uscc },
      });
      expect(notice.restrictions).toHaveLength(4);
    }
    expect(await notices(uscc, 'LAND')).toHaveLength(1);
    expect(await notices(uscc, 'LAND of Liangzhou')).toEqual([]);
  });

  it('reaches a subscriber over its socket, once, and nobody else', async () => {
    const uscc = await hub.enterprise();
    const land = await listen({ url: hub.url, query: HEARD, key: hub.key('LAND') });
    const other = await listen({ url: hub.url, query: HEARD, key: hub.key('LAND of Liangzhou') });
    const partner = await listen({ url: hub.url, query: HEARD, key: hub.key('partner') });
    await hub.report(uscc);
    const [told] = await land.until(1);
    expect(told.data.noticeIssued.notice).toMatchObject({ status: 'ISSUED', enterprise: { uscc } });
    expect(told.data.noticeIssued.notice.restrictions).toHaveLength(4);
    await hub.settled();
    expect([land.heard.length, other.heard.length, partner.heard.length]).toEqual([1, 0, 0]);
    // From the cursor before: again, and nothing besides.
    const second = await hub.enterprise();
    await land.stop();
    await hub.report(second);
    await hub.settled();
    const query = `subscription ($after: Cursor) { noticeIssued(after: $after) { notice { enterprise { uscc } } } }`;
    const variables = { after: told.data.noticeIssued.cursor };
    const again = await listen({ url: hub.url, query, key: hub.key('LAND'), variables });
    expect((await again.until(1)).map((h) => h.data.noticeIssued.notice.enterprise.uscc)).toEqual([second]);
    await Promise.all([other.stop(), partner.stop(), again.stop()]);
  });

  it('is taken back by a conclusion of no responsibility, and was known until then', async () => {
    const uscc = await hub.enterprise();
    const id = await hub.report(uscc);
    await hub.settled();
    expect(await outcome(uscc)).toBe('RESTRICTED');
    const [{ now: before }] = (await hub.db.sql`select clock_timestamp() now`) as unknown as [{ now: string }];
    await new Promise((go) => setTimeout(go, 5));
    const conclude =
      'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }';
    const input = { concludedOn: day(0), responsibility: 'NOT_LIABLE' };
    await hub.dataOf(conclude, { key: hub.key('regulator'), variables: { id, input } });
    await hub.settled();
    expect(await statuses(uscc, 'government')).toEqual(Array(4).fill('WITHDRAWN'));
    expect(await statuses(uscc, 'LAND')).toEqual([]);
    // Whom a notice told of it, its notice tells what became of it.
    const told = `query ($u: USCC!) { notices(filter: { uscc: $u }) { nodes { case { status } restrictions { status } } } }`;
    const { nodes } = (await hub.dataOf(told, { key: hub.key('BANKING'), variables: { u: uscc } })).notices;
    expect(nodes).toMatchObject([
      { case: { status: 'WITHDRAWN' }, restrictions: Array(4).fill({ status: 'WITHDRAWN' }) },
    ]);
    expect(await outcome(uscc)).toBe('CLEAR');
    expect(await outcome(uscc, new Date(before).toISOString())).toBe('RESTRICTED');
    const [restriction] = await restrictions(uscc, hub.key('regulator'));
    expect(restriction.case.reason.map((v: { step: string }) => v.step)).toEqual(['withdrawCase', 'openCase']);
  });

  it('of another level by a supplement stays one case, with the level and why', async () => {
    const uscc = await hub.enterprise();
    const id = await hub.report(uscc);
    await hub.settled();
    const supplement =
      'mutation ($id: ID!, $input: AccidentSupplementInput!) { supplementAccident(id: $id, input: $input) { position } }';
    const input = { documentNumber: 'B-1', changedOn: day(0), deaths: 3 };
    await hub.dataOf(supplement, { key: hub.key('regulator'), variables: { id, input } });
    await hub.settled();
    const query = `query ($u: USCC!) { linkageCases(filter: { uscc: $u }) { nodes { level status notices { id } history { step level reason } } } }`;
    const { nodes } = (await hub.dataOf(query, { key: hub.key('operator'), variables: { u: uscc } })).linkageCases;
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({ level: 'RELATIVELY_LARGE', status: 'IN_FORCE' });
    expect(nodes[0].history.map((v: { step: string; level: string }) => [v.step, v.level])).toEqual([
      ['changeCauses', 'RELATIVELY_LARGE'],
      ['openCase', 'ORDINARY'],
    ]);
    expect(nodes[0].notices).toHaveLength(13);
    expect(await statuses(uscc)).toEqual(Array(4).fill('IN_FORCE'));
  });

  it('leaves a log and registers that agree, and nobody’s name in it', async () => {
    const events = await hub.db
      .sql`select type, public, data from hub.event where type like 'restriction.%' or type like 'notice.%'`;
    expect(new Set(events.map((e) => e.type))).toEqual(
      new Set([
        'restriction.imposed',
        'restriction.withdrawn',
        'restriction.removed',
        'restriction.proceeded',
        'notice.issued',
      ]),
    );
    const page = readFileSync('schema/EVENTS.md', 'utf8');
    for (const { type, data } of events) {
      const section = page.split(`\n### ${type.split('.')[0]}\n`)[1]?.split('\n### ')[0];
      for (const field of Object.keys(JSON.parse(data))) expect(section, `${type} ${field}`).toContain(`\`${field}\``);
    }
    for (const { data, public: open } of events) {
      expect(data).not.toMatch(/reason|remark|gravity/);
      if (open) expect(data).not.toContain('previous');
    }
  });
});
