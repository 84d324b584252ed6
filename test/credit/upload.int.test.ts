import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { destroyRawClients, rawClient, seen } from '../kit/raw-client.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;
const CREATE = 'mutation ($name: String!) { createPortfolio(name: $name, usccs: []) { portfolio { id } } }';
const TYPES = ['text/plain', 'text/csv', 'application/x-ndjson'];

describe('the upload of a list', () => {
  let hub: TestHub;
  let key: string;
  let serial = 0;
  const [a, b] = [sampleUscc(1), sampleUscc(2)];
  beforeAll(async () => {
    hub = await startTestHub({ HUB_BODY_WITHIN_MS: 1_000, HUB_UPLOADS_PER_AGENCY: 3 });
    key = hub.keys.BANKING;
  });
  afterEach(destroyRawClients);
  const made = async (): Promise<string> =>
    (await hub.dataOf(CREATE, { key, variables: { name: `list ${++serial}` } })).createPortfolio.portfolio.id;
  const put = async (id: string, body: string | Buffer, type = 'text/plain', query = '', as = key): Promise<Any> => {
    const response = await fetch(`${hub.url}/portfolios/${id}/members${query}`, {
      method: 'PUT',
      body: body as string,
      headers: { 'content-type': type, authorization: `Bearer ${as}` },
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };
  const head = (id: string) =>
    `PUT /portfolios/${id}/members HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\nAuthorization: Bearer ${key}\r\n\r\n`;

  it.each(TYPES)('%s: a line of 60 MB is named, the others stand (it was quadratic)', async (type) => {
    const id = await made();
    const list = Buffer.concat([Buffer.from(`${a}\n`), Buffer.alloc(60_000_000, 'x'), Buffer.from(`\n${b}\nbad\n`)]);
    const answer = await put(id, list, type);
    expect(answer).toMatchObject({ status: 200, size: 2, added: 2, invalidCount: 2 });
    const faults = answer.invalid.map((i: Any) => [i.index, i.code, i.text.length]);
    expect(faults.sort()).toEqual([
      [2, 'TOO_LONG', 40],
      [4, 'USCC_LENGTH', 3],
    ]);
  });

  it.each(TYPES)('%s: 20 MB of line feeds are too many lines, and others are served meanwhile', async (type) => {
    const id = await made();
    const upload = put(id, Buffer.alloc(20_000_000, '\n'), type);
    expect((await hub.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    const { status, errors } = await upload;
    expect([status, errors[0].extensions]).toEqual([
      413,
      { code: 'LIMIT_EXCEEDED', limit: 'lines of a list', max: 1_000_000 },
    ]);
  });

  it('CSV whose quote is not closed is refused with its line, and changes nothing', async () => {
    const id = await made();
    await put(id, `${a}\n`);
    for (const tail of ['', `${'y'.repeat(60)},\n`.repeat(100_000)]) {
      const { status, errors } = await put(id, `uscc\n${b}\n"${a}\n${tail}`, 'text/csv');
      expect([status, errors[0].extensions.code, errors[0].message]).toEqual([
        400,
        'BAD_REQUEST',
        expect.stringMatching(/quote .* line \d+ is not closed/),
      ]);
    }
    expect(await put(id, '', 'text/plain', '?mode=add')).toMatchObject({ size: 1 });
  });

  it('an empty list leaves a portfolio as it is, unless it is said that it is meant', async () => {
    const id = await made();
    await put(id, `${a}\n${b}\n`);
    for (const type of TYPES) {
      for (const empty of ['', '\n\n', ' \r\n']) {
        const { status, errors } = await put(id, empty, type);
        expect([status, errors[0].extensions.problems[0]]).toEqual([
          400,
          { path: 'members', code: 'NO_CODE', message: expect.stringContaining('allowEmpty=1') },
        ]);
      }
    }
    expect((await put(id, '', 'text/csv', '?dryRun=1')).status).toBe(400);
    // What is no code was meant to be one.
    expect((await put(id, 'bad\n', 'text/plain', '?allowEmpty=1')).status).toBe(400);
    expect((await put(id, '', 'text/plain', '?allowEmpty=yes')).status).toBe(400);
    expect(await put(id, '', 'text/plain', '?mode=remove')).toMatchObject({ status: 200, size: 2 });
    const emptied = { status: 200, size: 0, removed: 2 };
    expect(await put(id, '', 'text/plain', '?allowEmpty=1')).toMatchObject(emptied);
  });

  it('one that stops ends in time, and changes nothing', async () => {
    const id = await made();
    await put(id, `${a}\n`);
    const client = await rawClient(hub.url, head(id));
    client.send(`${b}\n`);
    await seen(client, '"errors"');
    expect(client.read()).toMatch(/^HTTP\/1\.1 408 /);
    await until(() => client.closed());
    expect(await metricOf(hub.url, 'hub_callers_cut_total{kind="upload"}')).toBeGreaterThan(0);
    expect(await put(id, '', 'text/plain', '?mode=add')).toMatchObject({ size: 1 });
  });

  it('an agency has so many at once, and another agency its own', async () => {
    const id = await made();
    const before = await metricOf(hub.url, 'hub_bound_refusals_total{bound="HUB_UPLOADS_PER_AGENCY"}');
    const slow = await Promise.all([1, 2, 3, 4, 5].map(() => rawClient(hub.url, head(id))));
    const drip = setInterval(() => {
      for (const one of slow) if (!one.closed()) one.send('\n');
    }, 100);
    await until(() => slow.filter((one) => one.read().startsWith('HTTP/1.1 429 ')).length === 2);
    const refused = await put(id, `${a}\n`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    const limit = { limit: 'HUB_UPLOADS_PER_AGENCY', max: 3, retryAfter: 5 };
    expect(refused.errors[0].extensions).toEqual({ code: 'RATE_LIMITED', ...limit });
    expect(await metricOf(hub.url, 'hub_bound_refusals_total{bound="HUB_UPLOADS_PER_AGENCY"}')).toBeGreaterThan(before);
    expect((await put(id, `${a}\n`, 'text/plain', '', hub.keys.PARTNER)).status).toBe(404);
    clearInterval(drip);
    destroyRawClients();
    await until(async () => (await put(id, `${a}\n`)).status === 200);
  });
});
