import { createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseBlocks } from '../../src/exchange/index.js';
import { codesOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { until } from '../kit/until.js';
import { receiver } from '../webhook/receiver.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

const MINE = `query ($f: NoticeFilter) { notices(filter: $f, first: 100) { nodes { id status acknowledgedAt actedAt issuedAt dueOn acknowledgementReceipt
  measures { kind documentNumber takenOn remark } recipient { id name } } } }`;
const ACKNOWLEDGE =
  'mutation ($id: ID!) { acknowledgeNotice(id: $id) { id status acknowledgedAt acknowledgementReceipt } }';
const REPORT = `mutation ($id: ID!, $input: MeasureInput!) { reportMeasure(noticeId: $id, input: $input) { id status acknowledgementReceipt
  measures { kind documentNumber takenOn remark } } }`;
const STATISTICS = `query ($by: [LinkageDimension!]!, $f: LinkageStatisticFilter) { linkageStatistics(by: $by, filter: $f) {
  agency { name } division { code name } month issued acknowledged acted overdue medianTimeToAct } }`;

describe('a notice', () => {
  let hub: LinkageHub;
  let uscc: string;
  beforeAll(async () => {
    hub = await linkageHub({ HUB_WEBHOOK_ALLOW: parseBlocks('127.0.0.0/8') ?? undefined });
    uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
  });
  const list = async (agency: string, f: object = { uscc }) =>
    (await hub.dataOf(MINE, { key: hub.key(agency), variables: { f } })).notices.nodes;
  const events = async (type: string) =>
    (await hub.db.sql`select count(*)::int n from hub.event where type = ${type}`)[0]?.n as number;

  it('is acknowledged once, with a receipt that anyone checks with the hub’s public keys', async () => {
    const [{ id, issuedAt, recipient }] = await list('LAND');
    const acknowledge = async () =>
      (await hub.dataOf(ACKNOWLEDGE, { key: hub.key('LAND'), variables: { id } })).acknowledgeNotice;
    const [first, again] = await Promise.all([acknowledge(), acknowledge()]);
    expect(first).toEqual(again);
    expect(await acknowledge()).toEqual(first);
    expect(first.status).toBe('ACKNOWLEDGED');
    expect(await events('notice.acknowledged')).toBe(1);

    const [head = '', body = '', signature = ''] = first.acknowledgementReceipt.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    expect(header).toMatchObject({ alg: 'EdDSA', typ: 'notice-acknowledgement+jws' });
    const jwks = (await (await fetch(`${hub.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
    const jwk = jwks.keys.find((k) => k.kid === header.kid);
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const check = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect(check(`${head}.${body}`)).toBe(true);
    expect(check(`${head}.${body.slice(0, -2)}AA`)).toBe(false);
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const [event] = await hub.db
      .sql`select position::int p, (select id from hub.log) log from hub.event where type = 'notice.acknowledged'`;
    expect(claims).toMatchObject({
      ...{ iss: event?.log, sub: id, uscc, issuedAt, position: event?.p },
      recipient: { id: recipient.id, name: 'LAND' },
      acknowledgedAt: first.acknowledgedAt,
    });
    // Who sent it can show it.
    const shown = (await list('regulator')).find((n: { id: string }) => n.id === id);
    expect(shown.acknowledgementReceipt).toBe(first.acknowledgementReceipt);
  });

  it('is acted on: the measure is kept, with the acknowledgement; a repeat changes nothing', async () => {
    const [{ id }] = await list('BANKING');
    const report = async (input: object) =>
      (await hub.dataOf(REPORT, { key: hub.key('BANKING'), variables: { id, input } })).reportMeasure;
    const input = { kind: 'CREDIT_TIGHTENED', documentNumber: '银发〔2026〕7号', takenOn: day(-1), remark: '压降授信' };
    const acted = await report(input);
    expect(acted).toMatchObject({ status: 'ACTED', measures: [input] });
    expect(acted.acknowledgementReceipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((await report(input)).measures).toHaveLength(1);
    expect((await report({ kind: 'LOAN_REFUSED' })).measures[1]).toMatchObject({
      kind: 'LOAN_REFUSED',
      takenOn: day(0),
    });
    expect(await events('notice.acted')).toBe(2);
    const future = await hub.ask(REPORT, {
      key: hub.key('BANKING'),
      variables: { id, input: { kind: 'OTHER', takenOn: day(1) } },
    });
    expect(codesOf(future)).toEqual(['BAD_USER_INPUT']);
  });

  it('is its recipient’s alone to answer; regulators and governments of the division, and operators, read it', async () => {
    const [{ id }] = await list('POWER');
    for (const agency of ['LAND', 'regulator', 'operator', 'government']) {
      const answer = await hub.ask(ACKNOWLEDGE, { key: hub.key(agency), variables: { id } });
      expect(codesOf(answer), agency).toEqual(['NOT_FOUND']);
    }
    expect(codesOf(await hub.ask(ACKNOWLEDGE, { variables: { id } }))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await hub.ask(MINE, { variables: { f: null } }))).toEqual(['UNAUTHENTICATED']);
    const seen = async (agency: string) => (await list(agency)).length;
    expect(await seen('POWER')).toBe(1);
    expect(await seen('partner')).toBe(0);
    for (const all of ['regulator', 'government', 'operator']) expect(await seen(all), all).toBe(13);
    for (const none of ['regulator of Liangzhou', 'government of Liangzhou']) expect(await seen(none), none).toBe(0);
    expect(codesOf(await hub.ask(ACKNOWLEDGE, { key: hub.key('LAND'), variables: { id: 'x' } }))).toEqual([
      'NOT_FOUND',
    ]);
  });

  it('counts in the statistics of who may read it', async () => {
    const count = async (agency: string, by: string[]) =>
      (await hub.dataOf(STATISTICS, { key: hub.key(agency), variables: { by } })).linkageStatistics;
    const [total] = await count('operator', []);
    expect(total).toMatchObject({ issued: 13, acknowledged: 2, acted: 1, overdue: 0, agency: null, month: null });
    expect(total.medianTimeToAct).toBeGreaterThan(0);
    const byAgency = await count('regulator', ['AGENCY']);
    expect(byAgency).toHaveLength(13);
    expect(byAgency.find((r: { agency: { name: string } }) => r.agency.name === 'BANKING')).toMatchObject({ acted: 1 });
    expect(await count('LAND', ['MONTH', 'DIVISION'])).toEqual([
      expect.objectContaining({
        month: day(0).slice(0, 7),
        division: { code: '620621', name: '民勤县' },
        issued: 1,
        acknowledged: 1,
      }),
    ]);
    expect(await count('regulator of Liangzhou', [])).toMatchObject([{ issued: 0, medianTimeToAct: null }]);
  });

  it('is overdue when its last day has passed, whether or not anything ran; then it can still be acknowledged', async () => {
    const [{ id }] = await list('HOUSING');
    await hub.db.sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = 'replica'");
      await tx.unsafe(`update hub.notice set due_on = due_on - 8 where id = '${id}'`);
    });
    expect((await list('HOUSING'))[0].status).toBe('OVERDUE');
    expect(await list('operator', { uscc, status: ['OVERDUE'] })).toHaveLength(1);
    const { acknowledgeNotice } = await hub.dataOf(ACKNOWLEDGE, { key: hub.key('HOUSING'), variables: { id } });
    expect(acknowledgeNotice.status).toBe('ACKNOWLEDGED');
  });

  it('comes by webhook and in the feed to its recipient, and to no other agency', async () => {
    const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { webhook { id } } }';
    const types = ['notice.issued'];
    const [mine, others] = [await receiver(), await receiver()];
    for (const [agency, { url }] of [
      ['LAND', mine],
      ['LAND of Liangzhou', others],
    ] as const)
      await hub.dataOf(create, { key: hub.key(agency), variables: { input: { url, types } } });
    const next = await hub.enterprise();
    await hub.report(next);
    await until(() => mine.received.length > 0);
    expect(mine.received.map((r) => [r.event.type, r.event.subject])).toEqual([['notice.issued', next]]);
    expect(others.received).toEqual([]);
    const feed = async (agency: string) =>
      (
        await hub.dataOf('{ events(types: ["notice.issued"], first: 500) { nodes { subject recipient data } } }', {
          key: hub.key(agency),
        })
      ).events.nodes;
    const [first, second] = await feed('LAND');
    expect([first.subject, second.subject]).toEqual([uscc, next]);
    expect(first.data).toMatchObject({
      kind: 'RESTRICTION',
      domains: expect.arrayContaining(['LAND_USE_APPROVAL']),
      dueOn: day(7),
    });
    expect(await feed('LAND of Liangzhou')).toEqual([]);
  });

  it('of gradings goes to the four financial kinds, one for all that were published together', async () => {
    const submit = 'mutation ($r: [GradingInput!]!) { submitGradings(records: $r) { inserted } }';
    const other = await hub.enterprise();
    const grading = (documentNumber: string, of: string) => ({
      ...{ documentNumber, uscc: of, standard: 'GB/T 33000-2016', grade: 'GRADE_3' },
      ...{ issuedOn: day(-3), publishedOn: day(-1) },
    });
    const records = [grading('P-1', uscc), grading('P-2', other)];
    await hub.dataOf(submit, { key: hub.key('regulator'), variables: { r: records } });
    await hub.settled();
    const query = `query { notices(filter: { kind: GRADING }) { nodes { recipient { name } restrictions { id } case { id }
      gradings { event grading { documentNumber grade } } } } }`;
    const { nodes } = (await hub.dataOf(query, { key: hub.key('operator') })).notices;
    expect(nodes.map((n: { recipient: { name: string } }) => n.recipient.name).sort()).toEqual(
      ['BANKING', 'BANKING of the province', 'GUARANTEE', 'INSURANCE', 'SECURITIES'].sort(),
    );
    for (const { gradings, restrictions } of nodes) {
      expect(restrictions).toEqual([]);
      expect(gradings.map((g: { grading: { documentNumber: string } }) => g.grading.documentNumber)).toEqual([
        'P-1',
        'P-2',
      ]);
    }
  });
});
