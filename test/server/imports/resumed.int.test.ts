import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { hold } from '../../exchange/held.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';
import { destroyRawClients, rawClient, seen } from '../../kit/raw-client.js';
import { until } from '../../kit/until.js';
import { asked, digest, ended, refusal, sha256 } from './kit.js';

describe('a file whose upload breaks off', () => {
  let hub: TestHub;
  let key: string;
  let other: string;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_IMPORTS_PER_AGENCY: 2 });
    key = hub.keys.MARKET_REGULATION;
    const access = agencies(agencyStore(hub.db));
    other = (await access.add({ name: '另一局', kind: 'MARKET_REGULATION', divisionCode: '620621' })).key;
  });
  afterEach(destroyRawClients);
  const path = '/imports/enterprises';
  const csvOf = (from: number, count: number) => Buffer.from([CHINESE_HEADER, ...chineseRows(count, from)].join('\n'));
  const send = (body: Buffer, headers: Record<string, string>, method = 'PATCH', query = '', as = key) =>
    asked(`${hub.url}${path}${query}`, as, { method, body: body as unknown as string, headers });
  const offset = async (hash: string, as = key) => {
    const { status, headers } = await asked(`${hub.url}${path}?sha256=${hash}`, as, { method: 'HEAD' });
    return { status, offset: headers.get('upload-offset'), location: headers.get('location') };
  };
  /** Sends the beginning of a file, and keeps the connection open. */
  const begun = async (csv: Buffer, bytes: number) => {
    const head = `POST ${path}?file=a.csv HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\nRepr-Digest: ${digest(csv)}\r\nContent-Length: ${csv.length}\r\n\r\n`;
    const client = await rawClient(hub.url, head);
    client.send(csv.subarray(0, bytes));
    await until(async () => (await offset(sha256(csv))).offset === String(bytes));
    return client;
  };

  it('goes on where it broke off, and its content is what was said', async () => {
    const csv = csvOf(1_000, 50);
    const client = await begun(csv, 1_000);
    client.socket.destroy();
    expect(await offset(sha256(csv))).toEqual({ status: 204, offset: '1000', location: null });
    // It is its agency's: another one begins at the beginning.
    expect((await offset(sha256(csv), other)).offset).toBe('0');

    const wrong = await send(csv.subarray(900), { 'repr-digest': digest(csv), 'upload-offset': '900' });
    expect(refusal(wrong)).toMatchObject({ status: 409, code: 'CONFLICT', offset: 1_000 });
    expect(wrong.headers.get('upload-offset')).toBe('1000');

    const rest = { 'repr-digest': digest(csv), 'upload-offset': '1000', prefer: 'wait=60' };
    const answer = await send(csv.subarray(1_000), rest);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'DONE', sha256: sha256(csv), bytes: csv.length, counts: { inserted: 50, rejected: 0 } },
    });
    // Who asks again is shown what became of it, and nothing of it is left.
    expect(await offset(sha256(csv))).toEqual({ status: 204, offset: '0', location: `/imports/${answer.body.id}` });
  });

  it('may come in pieces of its sender’s choice, also where the last one is empty', async () => {
    const csv = csvOf(2_000, 20);
    const hash = sha256(csv);
    const piece = Math.ceil(csv.length / 3);
    for (let from = 0; from < csv.length; from += piece) {
      const headers = { 'upload-offset': String(from), 'upload-complete': '?0' };
      const answer = await send(csv.subarray(from, from + piece), headers, 'POST', `?sha256=${hash}`);
      expect([answer.status, answer.headers.get('upload-offset')]).toEqual([
        204,
        String(Math.min(from + piece, csv.length)),
      ]);
    }
    const headers = { 'upload-offset': String(csv.length), prefer: 'wait=60' };
    expect((await send(Buffer.alloc(0), headers, 'POST', `?sha256=${hash}`)).body).toMatchObject({
      status: 'DONE',
      counts: { inserted: 20 },
    });
  });

  it('of another content than was said is thrown away, whether it came at once or in parts', async () => {
    const csv = csvOf(3_000, 5);
    const said = sha256('something else');
    const atOnce = await send(csv, {}, 'POST', `?sha256=${said}`);
    expect(refusal(atOnce)).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      problems: [{ path: 'sha256', code: 'CONTENT_HASH' }],
    });
    expect((await offset(said)).offset).toBe('0');
    await send(csv.subarray(0, 100), { 'upload-complete': '?0' }, 'POST', `?sha256=${said}`);
    expect((await offset(said)).offset).toBe('100');
    expect(
      refusal(await send(csv.subarray(100), { 'upload-offset': '100' }, 'PATCH', `?sha256=${said}`)),
    ).toMatchObject({ status: 400 });
    expect((await offset(said)).offset).toBe('0');
    expect(await hub.db.sql`select 1 from hub.import_run where file = 'enterprises' and sha256 = ${said}`).toHaveLength(
      0,
    );
  });

  it('says its hash, in one way', async () => {
    const csv = csvOf(1, 1);
    expect(refusal(await send(csv, { 'upload-offset': '5' }))).toMatchObject({
      status: 400,
      problems: [{ path: 'sha256', code: 'REQUIRED' }],
    });
    for (const [query, headers] of [
      ['?sha256=12', {}],
      [`?sha256=${sha256('a')}`, { 'repr-digest': digest('b') }],
      ['', { 'repr-digest': 'sha-512=:AAAA:' }],
    ] as const)
      expect(refusal(await send(csv, headers, 'POST', query)).problems[0]).toMatchObject({
        path: 'sha256',
        code: 'VALUE',
      });
  });

  it('whose connection hangs is gone on with over another one', async () => {
    const csv = csvOf(4_000, 50);
    const hanging = await begun(csv, 500);
    const rest = { 'repr-digest': digest(csv), 'upload-offset': '500', prefer: 'wait=60' };
    expect((await send(csv.subarray(500), rest)).body).toMatchObject({ status: 'DONE', counts: { inserted: 50 } });
    await seen(hanging, '"CONFLICT"');
  });

  it('of which too many wait is refused with the time to wait, and another agency’s is taken', async () => {
    const release = await hold(hub.db, 'select 1 from hub.head for update');
    const taken = await Promise.all([1, 2].map((n) => send(csvOf(5_000 + n, 1), {}, 'POST')));
    expect(taken.map(({ status }) => status)).toEqual([202, 202]);
    const third = await send(csvOf(5_003, 1), {}, 'POST');
    expect(refusal(third)).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      limit: 'HUB_IMPORTS_PER_AGENCY',
      max: 2,
    });
    expect(third.headers.get('retry-after')).toBe('30');
    const others = await send(csvOf(5_003, 1), {}, 'POST', '', other);
    expect(others.status).toBe(202);
    await release();
    for (const { body } of taken) expect(await ended(hub.url, key, body.id)).toMatchObject({ status: 'DONE' });
    expect(await ended(hub.url, other, others.body.id)).toMatchObject({ status: 'DONE' });
  });
});
