import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { encodeGb18030 } from '../../intake/gb18030.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { temporaryFolder } from '../../kit/folder.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';
import { metricOf } from '../../kit/metric.js';
import { destroyRawClients, rawClient, seen } from '../../kit/raw-client.js';
import { until } from '../../kit/until.js';
import { asked, digest, ended, refusal, sha256 } from './kit.js';

describe('a file that an agency hands in over HTTP', () => {
  let hub: TestHub;
  let key: string;
  let uploads: string;
  beforeAll(async () => {
    uploads = temporaryFolder()('uploads');
    hub = await startTestHub({ HUB_UPLOADS_DIR: uploads, HUB_IMPORT_LIMIT_BYTES: 300_000, HUB_BODY_WITHIN_MS: 1_500 });
    key = hub.keys.MARKET_REGULATION;
  });
  afterEach(destroyRawClients);
  const post = (
    body: string | Buffer,
    query = '',
    headers: Record<string, string> = {},
    as: string | undefined = key,
  ) => asked(`${hub.url}/imports/enterprises${query}`, as, { method: 'POST', body: body as string, headers });
  /** What lies in a folder of uploads; nothing where it is not there yet. */
  const lying = (folder: 'arriving' | 'waiting') => {
    try {
      return readdirSync(join(uploads, folder));
    } catch {
      return [];
    }
  };
  const named = async (uscc: string) =>
    (await hub.db.sql`select name from hub.enterprise where uscc = ${uscc}`)[0]?.name;
  const rows = (from: number, count: number) => [CHINESE_HEADER, ...chineseRows(count, from)];

  it('is imported, its rejected rows are fetched, and its place is empty then', async () => {
    const csv = [...rows(1_000, 30), '短了,1,2', chineseRows(1, 1_030)[0]].join('\n');
    const answer = await post(csv, `?file=${encodeURIComponent('企业名单.csv')}`, { 'content-type': 'text/csv' });
    expect(answer.status).toBe(202);
    const { id } = answer.body;
    expect(answer.headers.get('location')).toBe(`/imports/${id}`);
    expect(answer.body).toMatchObject({
      register: 'enterprises',
      file: '企业名单.csv',
      repeated: false,
      receipt: id,
      sha256: sha256(csv),
    });

    const done = await ended(hub.url, key, id);
    expect(done).toMatchObject({
      status: 'DONE',
      counts: { read: 32, inserted: 31, updated: 0, unchanged: 0, rejected: 1 },
      rejectedUrl: `/imports/${id}/rejected`,
      message: null,
    });
    const rejected = await asked(`${hub.url}${done.rejectedUrl}`, key);
    expect(rejected.status).toBe(200);
    expect(rejected.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(rejected.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('企业名单.csv.rejected.csv')}`,
    );
    expect(Buffer.from(rejected.body).length).toBeGreaterThan(0);
    expect(rejected.body).toMatch(/^\ufeff?line,code,message,/);
    expect(rejected.body).toContain('\n32,');
    await until(() => lying('waiting').length === 0);
    expect(lying('arriving')).toEqual([]);
  });

  it('may be GBK, and may be packed; who waits is told its end', async () => {
    const gbk = encodeGb18030(`${rows(2_000, 3).join('\r\n')}\r\n`);
    const packed = gzipSync(rows(2_010, 3).join('\n'));
    for (const [bytes, from] of [
      [gbk, 2_000],
      [packed, 2_010],
    ] as const) {
      const answer = await post(bytes, '', { prefer: 'wait=60' });
      expect(answer.headers.get('preference-applied')).toBe('wait=60');
      expect(answer).toMatchObject({
        status: 200,
        body: { status: 'DONE', counts: { read: 3, inserted: 3, rejected: 0 } },
      });
      expect(await named(chineseRows(1, from)[0]?.split(',')[1] as string)).toBe(`民勤县第${from}煤业有限责任公司`);
    }
  });

  it('is of its agency: a row that names another is rejected, and so is a file without a table, with the reason', async () => {
    const csv = [`${CHINESE_HEADER},提供单位`, `${chineseRows(1, 2_500)[0]},SAFETY_REGULATOR of the test`].join('\n');
    const { body } = await post(csv, '', { prefer: 'wait=60' });
    expect(body).toMatchObject({ status: 'DONE', counts: { read: 1, inserted: 0, rejected: 1 } });
    expect((await asked(`${hub.url}${body.rejectedUrl}`, key)).body).toContain('PROVIDER_CONTRADICTED');

    const wrong = await post('a,b\n1,2\n', '?file=x.csv', { prefer: 'wait=60' });
    expect(wrong).toMatchObject({
      status: 200,
      body: { status: 'FAILED', rejectedUrl: null, message: expect.stringContaining('x.csv') },
    });
    expect(wrong.body.message).not.toContain(uploads);
  });

  it('is only tried, is whole or not at all, or has a limit of rejected rows, as its query says', async () => {
    const csv = [...rows(2_600, 4), '短了'].join('\n');
    const count = async () =>
      Number((await hub.db.sql`select count(*) n from hub.enterprise where name like '民勤县第260%'`)[0]?.n);
    const run = async (query: string) => (await post(csv, query, { prefer: 'wait=60' })).body;
    const tried = await run('?dryRun=1');
    expect(tried).toMatchObject({
      ...{ status: 'DONE', dryRun: true, receipt: null, counts: { read: 5, inserted: 4, rejected: 1 } },
      details: { faults: [{ line: 6 }], changes: [{ outcome: 'INSERTED' }, {}, {}, {}] },
    });
    const whole = await run('?atomic=1');
    expect(whole).toMatchObject({
      status: 'FAILED',
      counts: { read: 5, inserted: 0 },
      message: expect.stringContaining('reject'),
    });
    const limited = await run('?maxRejected=0');
    expect(limited).toMatchObject({ status: 'FAILED', message: expect.stringContaining('reject') });
    expect(await count()).toBe(0);
    // Not so wrong that nothing is taken; what is failed may be handed in again.
    const taken = await run('?maxRejected=50%25');
    expect(taken).toMatchObject({
      status: 'DONE',
      counts: { inserted: 4, rejected: 1 },
      message: expect.stringContaining('1 of'),
    });
    expect(await count()).toBe(4);
    expect((await run('?maxRejected=0')).repeated).toBe(false);
  });

  it('that is not kept was "read 0, rejected 0" beside "1 row is rejected": its counts are what was read, and add up', async () => {
    const csv = [...rows(2_700, 4), '短了'].join('\n');
    const receipt = async (id: string) => {
      const query = `query ($id: ID!) { importReceipt(id: $id) { status nothingKept message rejectedUrl
        counts { read inserted updated unchanged rejected } } }`;
      return (await hub.dataOf(query, { key, variables: { id } })).importReceipt;
    };
    for (const query of ['?atomic=1', '?atomic=1&maxRejected=10%25']) {
      const { body } = await post(csv, query, { prefer: 'wait=60' });
      const counts = { read: 5, inserted: 0, updated: 0, unchanged: 4, rejected: 1 };
      expect(body).toMatchObject({ status: 'FAILED', nothingKept: true, counts });
      expect(body.message).toMatch(/1 row is rejected.*\(nothing was written\)$/);
      const { message, rejectedUrl } = body;
      expect(await receipt(body.id)).toEqual({ status: 'FAILED', nothingKept: true, counts, message, rejectedUrl });
    }
    const { body } = await post(csv, '?maxRejected=10%25', { prefer: 'wait=60' });
    const counts = { read: 5, inserted: 4, updated: 0, unchanged: 0, rejected: 1 };
    expect(body).toMatchObject({ status: 'FAILED', nothingKept: false, counts });
    expect(await receipt(body.id)).toMatchObject({ status: 'FAILED', nothingKept: false, counts });
  });

  it('was told a path of the server, and words of the command: it is told its links and its options', async () => {
    const csv = [
      `${CHINESE_HEADER},提供单位`,
      `${chineseRows(1, 2_800)[0]},SAFETY_REGULATOR of the test`,
      ...chineseRows(3, 2_801).map((row) => `${row},`),
    ].join('\n');
    const many = gzipSync(`uscc,name\n${`${chineseRows(1, 2_810)[0]?.split(',')[1]},甲\n`.repeat(20_001)}`);
    const said: string[] = [];
    for (const [content, query] of [
      [csv, '?atomic=1'],
      [csv, '?maxRejected=0'],
      [csv, '?dryRun=1&sheet=2'],
      [many, '?atomic=1'],
    ] as const) {
      const { body } = await post(content, query, { prefer: 'wait=60' });
      const { id, message, warnings, details, rejectedUrl } = body;
      if (rejectedUrl) {
        expect(message).toContain(`they are at ${rejectedUrl} (`);
        said.push((await asked(`${hub.url}${rejectedUrl}`, key)).body);
      }
      const receipt = (
        await hub.dataOf('query ($id: ID!) { importReceipt(id: $id) { message } }', { key, variables: { id } })
      ).importReceipt;
      said.push(message, receipt.message, JSON.stringify({ warnings, details }));
    }
    for (const text of said) {
      expect(text).not.toContain(uploads);
      expect(text).not.toMatch(/ --[a-z]|（--|npx /);
    }
    expect(said.join()).toMatch(/have that agency hand it in with its own key/);
  });

  it('handed in again is answered with the earlier import; again=1 runs it anew, and changes nothing', async () => {
    const csv = rows(3_000, 5).join('\n');
    const first = (await post(csv, '?file=a.csv', { prefer: 'wait=60' })).body;
    expect(first).toMatchObject({ status: 'DONE', repeated: false, counts: { inserted: 5 } });
    for (const headers of [{}, { 'repr-digest': digest(csv) }]) {
      const answer = await post(csv, '?file=b.csv', headers);
      expect(answer).toMatchObject({ status: 200, body: { ...first, repeated: true } });
    }
    const anew = (await post(csv, '?again=1', { prefer: 'wait=60' })).body;
    expect(anew.id).not.toBe(first.id);
    expect(anew).toMatchObject({ status: 'DONE', repeated: false, counts: { read: 5, inserted: 0, unchanged: 5 } });
    // Read in another way it is another import; of another agency too.
    const other = (await post(csv, '?capitalUnit=YUAN', { prefer: 'wait=60' })).body;
    expect(other).toMatchObject({ repeated: false, options: { capitalUnit: 'YUAN' } });
    const access = agencies(agencyStore(hub.db));
    const second = await access.add({ name: '另一市场监督管理局', kind: 'MARKET_REGULATION', divisionCode: '620621' });
    expect((await post(csv, '', { prefer: 'wait=60' }, second.key)).body).toMatchObject({
      repeated: false,
      counts: { read: 5 },
    });
    expect(lying('arriving')).toEqual([]);
  });

  it('is refused before it is read where its caller may not, the register is none, or an option is wrong', async () => {
    const csv = rows(1, 1).join('\n');
    const to = (path: string, as: string | undefined) => asked(`${hub.url}${path}`, as, { method: 'POST', body: csv });
    expect(refusal(await to('/imports/enterprises', undefined))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    expect(refusal(await to('/imports/enterprises', 'hub_wrong'))).toMatchObject({ status: 401 });
    expect(refusal(await to('/imports/enterprises', hub.keys.BANKING))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      action: 'enterprise.submit',
    });
    expect(refusal(await to('/imports/gradings', key))).toMatchObject({ status: 403, action: 'grading.submit' });
    expect(refusal(await to('/imports/enterprise', key))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(refusal(await to('/imports/constructor', key))).toMatchObject({ status: 404 });
    const wrong = refusal(await post(csv, '?dryRun=yes&maxRejected=many&sheet=&map=%5B%5D&capitalUnit=元'));
    expect([wrong.status, wrong.code, wrong.problems.map((p: { path: string }) => p.path)]).toEqual([
      400,
      'BAD_USER_INPUT',
      ['dryRun', 'maxRejected', 'capitalUnit', 'sheet', 'map'],
    ]);
    expect(refusal(await post(csv, '?dryrun=1')).problems[0]).toMatchObject({ path: 'dryrun', code: 'VALUE' });
    expect(refusal(await post(csv, '?file=a%00.csv')).problems[0]).toMatchObject({ path: 'file', code: 'NAME' });
    const form = new FormData();
    form.set('file', new Blob([csv]), 'a.csv');
    const multipart = await asked(`${hub.url}/imports/enterprises`, key, { method: 'POST', body: form });
    expect([multipart.status, multipart.body.errors[0].message]).toEqual([
      415,
      expect.stringContaining('--data-binary'),
    ]);
    expect((await post(gzipSync(csv), '', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(lying('arriving')).toEqual([]);
  });

  it('is named as a browser’s form names it too, and never with a folder', async () => {
    const headers = { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('名单.csv')}` };
    expect((await post(rows(4_000, 1).join('\n'), '', headers)).body.file).toBe('名单.csv');
    expect((await post(rows(4_001, 1).join('\n'), `?file=${encodeURIComponent('C:\\表\\x.csv')}`)).body.file).toBe(
      'x.csv',
    );
    expect((await post(rows(4_002, 1).join('\n'), '?file=../../etc/x.csv')).body.file).toBe('x.csv');
  });

  it('is refused where it is too large, declared or not, and leaves nothing', async () => {
    const large = Buffer.alloc(300_001, 'x');
    expect(refusal(await post(large))).toMatchObject({ status: 413, code: 'LIMIT_EXCEEDED', max: 300_000 });
    const head = `POST /imports/enterprises HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\nRepr-Digest: ${digest(large)}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const client = await rawClient(hub.url, head);
    for (let sent = 0; sent < 4; sent++)
      client.send(Buffer.concat([Buffer.from('186a0\r\n'), Buffer.alloc(100_000, 'x'), Buffer.from('\r\n')]));
    await seen(client, 'LIMIT_EXCEEDED');
    await until(() => lying('arriving').length === 0);
  });

  it('that stops on its way is cut in time and counted', async () => {
    const head = `POST /imports/enterprises HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\nContent-Length: 1000\r\n\r\n`;
    const before = await metricOf(hub.url, 'hub_callers_cut_total{kind="upload"}');
    const client = await rawClient(hub.url, `${head}企业名称`);
    await seen(client, '"errors"');
    expect(client.read()).toMatch(/^HTTP\/1\.1 408 /);
    expect(await metricOf(hub.url, 'hub_callers_cut_total{kind="upload"}')).toBe(before + 1);
    // Nobody can name it: nothing is kept of it.
    await until(() => lying('arriving').length === 0);
  });
});
