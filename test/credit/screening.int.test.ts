import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

const CREATE = 'mutation ($name: String!) { createPortfolio(name: $name, usccs: []) { portfolio { id } } }';
const DIGEST = 'query ($id: ID!) { portfolio(id: $id) { digest { position cursor digest count } } }';

/** What a bank computes over its own copy of the flags (schema/PROTOCOL.md, "Portfolios"). */
function digestOf(flags: Any[]): string {
  const lines = flags.map(({ uscc, outcome, rating, grading, restrictions }) => {
    const terms = restrictions.map((r: Any) => `${r.domain}:${r.effectiveFrom}:${r.effectiveUntil}`).sort();
    return `${uscc}|${outcome}|${rating?.level ?? ''}|${grading?.grade ?? ''}|${terms.join(',')}\n`;
  });
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

describe('long lists', () => {
  let hub: TestHub;
  let key: string;
  let serial = 0;
  const made = async (): Promise<string> =>
    (await hub.dataOf(CREATE, { key, variables: { name: `list ${++serial}` } })).createPortfolio.portfolio.id;
  const put = async (
    id: string,
    body: string | ReadableStream,
    query = '',
    headers: object = {},
    as = key,
  ): Promise<Any> => {
    const response = await fetch(`${hub.url}/portfolios/${id}/members${query}`, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'text/plain', authorization: `Bearer ${as}`, ...headers },
      ...(typeof body === 'string' ? {} : { duplex: 'half' }),
    } as RequestInit);
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };
  const screen = async (id: string, query = '', as = key) => {
    const headers = { authorization: `Bearer ${as}` };
    const response = await fetch(`${hub.url}/portfolios/${id}/screening${query}`, { headers });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    return { status: response.status, headers: response.headers, flags: lines.slice(0, -1), end: lines.at(-1) };
  };
  beforeAll(async () => {
    hub = await startTestHub();
    key = hub.keys.BANKING;
  });

  describe('are uploaded', () => {
    const [a, b, c] = [1, 2, 3].map((n) => sampleUscc(n)) as [string, string, string];

    it('as text, CSV or NDJSON, one code a line, with what is wrong by line', async () => {
      const id = await made();
      const none = { added: 0, removed: 0, unchanged: 0, invalidCount: 0, invalid: [], dryRun: false };
      expect(await put(id, `\uFEFF${a}\r\n\n ${b.toLowerCase()} \nnonsense\n${a}`)).toMatchObject({
        status: 200,
        ...{ ...none, id, mode: 'replace', size: 2, added: 2, invalidCount: 1 },
        invalid: [{ index: 4, text: 'nonsense', code: 'USCC_LENGTH' }],
      });
      const csv = { 'content-type': 'text/csv; charset=utf-8' };
      const text = `企业名称,统一社会信用代码\n"甲, 乙",${c}\n丙,bad\n`;
      expect(await put(id, text, '?mode=add', csv)).toMatchObject({
        size: 3,
        added: 1,
        invalid: [{ index: 3, text: 'bad' }],
      });
      expect(await put(id, `${a}\n${b}\n`, '?mode=remove', csv)).toMatchObject({ size: 1, removed: 2, unchanged: 0 });
      const ndjson = { 'content-type': 'application/x-ndjson' };
      const lines = `${JSON.stringify(a)}\n${JSON.stringify({ uscc: b })}\n{"other":1}\n`;
      expect(await put(id, lines, '?mode=replace&dryRun=1', ndjson)).toMatchObject({
        dryRun: true,
        size: 1,
        added: 2,
        removed: 1,
        invalid: [{ index: 3, text: '{"other":1}' }],
      });
      expect(await put(id, lines, '?mode=replace', ndjson)).toMatchObject({ size: 2, added: 2, removed: 1 });
    });

    it('as they come: 200,000 codes in one stream, and not one more', async () => {
      const id = await made();
      const code = (n: number) => sampleUscc(n % 99_999, String(620_000 + Math.floor(n / 99_999)));
      const stream = (count: number) => {
        let n = 0;
        return new ReadableStream({
          pull(controller) {
            if (n >= count) return controller.close();
            let text = '';
            for (const end = Math.min(n + 5_000, count); n < end; n++) text += `${code(n)}\n`;
            controller.enqueue(new TextEncoder().encode(text));
          },
        });
      };
      expect(await put(id, stream(200_000))).toMatchObject({ status: 200, size: 200_000, added: 200_000 });
      expect(await put(id, stream(200_000), '?dryRun=1')).toMatchObject({ unchanged: 200_000, added: 0, removed: 0 });
      expect(await put(id, stream(200_001))).toMatchObject({
        status: 413,
        errors: [{ extensions: { code: 'LIMIT_EXCEEDED', max: 200_000 } }],
      });
      expect((await hub.db.sql`select size from hub.portfolio where id = ${id}`)[0]?.size).toBe(200_000);
    });

    it('wholly or not at all: one that breaks off changes nothing', async () => {
      const id = await made();
      await put(id, `${a}\n${b}\n`);
      const broken = new Promise<void>((done) => {
        const sending = request(`${hub.url}/portfolios/${id}/members`, {
          method: 'PUT',
          headers: { 'content-type': 'text/plain', 'content-length': 10_000, authorization: `Bearer ${key}` },
        });
        sending.on('error', () => {});
        sending.once('close', () => done());
        sending.write(`${c}\n`, () => setTimeout(() => sending.destroy(), 50));
      });
      await broken;
      await sleep(200);
      const rows = await hub.db.sql`select uscc from hub.portfolio_member where portfolio_id = ${id} order by uscc`;
      expect(rows.map((r) => r.uscc)).toEqual([a, b].sort());
    });

    it('by their agency alone, in a form that the hub reads', async () => {
      const id = await made();
      const refused = async (answer: Promise<Any>) => {
        const { status, errors } = await answer;
        return [status, errors[0].extensions.code];
      };
      expect(await refused(put(id, a, '', {}, hub.keys.PARTNER))).toEqual([404, 'NOT_FOUND']);
      expect(await refused(put('x', a))).toEqual([404, 'NOT_FOUND']);
      expect(await refused(put(id, a, '', {}, hub.keys.COUNTY_GOVERNMENT))).toEqual([403, 'FORBIDDEN']);
      expect(await refused(put(id, a, '', {}, 'hub_wrong'))).toEqual([401, 'UNAUTHENTICATED']);
      expect(await refused(put(id, a, '', { authorization: '' }))).toEqual([401, 'UNAUTHENTICATED']);
      expect(await refused(put(id, a, '?mode=none'))).toEqual([400, 'BAD_REQUEST']);
      expect(await refused(put(id, a, '?dryRun=yes'))).toEqual([400, 'BAD_REQUEST']);
      expect(await refused(put(id, '{}', '', { 'content-type': 'application/json' }))).toEqual([415, 'BAD_REQUEST']);
      expect(await refused(put(id, 'a\nb\n'))).toEqual([400, 'BAD_USER_INPUT']);
    });
  });

  describe('are screened', () => {
    it('member by member in the order of codes, ending with count, position and digest', async () => {
      const { mine, works, trader, shop, unknown } = hub.county;
      const id = await made();
      await put(id, [mine, works, trader, shop, unknown].join('\n'));
      const { status, headers, flags, end } = await screen(id, '?purpose=review');
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
      expect(flags.map((f) => f.uscc)).toEqual([mine, works, trader, shop, unknown].sort());
      expect(flags.find((f) => f.uscc === mine)).toMatchObject({
        outcome: 'RESTRICTED',
        reasons: ['RESTRICTION_IN_FORCE', 'BANK_LOAN_REFERENCE'],
        enterprise: { name: '民勤县红沙岗煤业有限责任公司' },
        rating: { level: 'A' },
        grading: { grade: 'GRADE_2' },
        restrictions: [{ domain: 'LAND_USE_APPROVAL', cause: 'accident A-1' }, { domain: 'BANK_LOAN_REFERENCE' }],
      });
      expect(flags.find((f) => f.uscc === unknown)).toMatchObject({ outcome: 'UNKNOWN_ENTERPRISE', enterprise: null });
      const [head] = await hub.db.sql`select position::int p from hub.head`;
      const { cursor } = (await hub.dataOf('{ logHead { cursor } }')).logHead;
      expect(end).toMatchObject({ count: 5, position: head?.p, cursor, digest: digestOf(flags) });
      const { digest } = (await hub.dataOf(DIGEST, { key, variables: { id } })).portfolio;
      expect(digest).toEqual({ count: 5, position: end.position, cursor, digest: end.digest });
      const [row] = await hub.db
        .sql`select kind, purpose, portfolio_id, codes, count, restricted, reference, clear, unknown
        from hub.inquiry q order by q.id desc limit 1`;
      expect(row).toEqual({
        ...{ kind: 'SCREENING', purpose: 'review', portfolio_id: id, codes: null },
        ...{ count: 5, restricted: 1, reference: 1, clear: 2, unknown: 1 },
      });
    });

    it('and the digest changes with every flag, and with nothing else', async () => {
      const { works, shop } = hub.county;
      const id = await made();
      await put(id, `${works}\n${shop}\n`);
      const digest = async (): Promise<string> =>
        (await hub.dataOf(DIGEST, { key, variables: { id } })).portfolio.digest.digest;
      const first = await digest();
      const submit = (documentNumber: string, uscc: string, level: string) =>
        hub.dataOf('mutation ($r: [CreditRatingInput!]!) { submitRatings(records: $r) { inserted updated } }', {
          key: hub.keys.CREDIT_OFFICE,
          variables: { r: [{ documentNumber, uscc, level, ratedOn: day(-1) }] },
        });
      await submit('D-1', hub.county.elsewhere, 'D');
      expect(await digest()).toBe(first);
      await submit('D-2', shop, 'BBB');
      const second = await digest();
      expect(second).not.toBe(first);
      const { flags, end } = await screen(id);
      expect([digestOf(flags), end.digest]).toEqual([second, second]);
    });

    it('an empty list too', async () => {
      const { flags, end } = await screen(await made());
      expect(flags).toEqual([]);
      expect(end).toMatchObject({ count: 0, digest: createHash('sha256').digest('hex') });
      expect(end.position).toBeGreaterThan(0);
    });

    it('in one state, however long the reader takes and whatever changes meanwhile', async () => {
      // Long names: some megabytes are more than the network takes while nobody reads.
      const known = Array.from({ length: 9_000 }, (_, i) => sampleUscc(i + 1_000));
      await hub.db
        .sql`insert into hub.enterprise (uscc, division_code, name, status, valid_from, provider_id, received_at, recorded_at, position)
        select u, '620621', repeat('长', 300), 'ACTIVE', '2012-01-01', (select id from hub.agency where kind = 'MARKET_REGULATION'), now(), now(), 1
        from unnest(${known}::text[]) u`;
      const id = await made();
      await put(id, known.join('\n'));
      const response = await new Promise<import('node:http').IncomingMessage>((done) => {
        request(`${hub.url}/portfolios/${id}/screening`, { headers: { authorization: `Bearer ${key}` } }, done).end();
      });
      response.pause();
      await sleep(300);
      await hub.db
        .sql`insert into hub.restriction (uscc, domain, decided_on, effective_from, effective_until, cause, legal_basis, policy)
        select u, 'LAND_USE_APPROVAL', ${day(-3)}, ${day(-2)}, ${day(300)}, 'A-1', 'b', 'test' from unnest(${known}::text[]) u`;
      await put(id, '', '?mode=replace&allowEmpty=1');
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const lines = text
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l));
      expect(lines).toHaveLength(9_001);
      expect(new Set(lines.slice(0, -1).map((l) => l.outcome))).toEqual(new Set(['CLEAR']));
      expect(lines.at(-1)).toMatchObject({ count: 9_000, digest: digestOf(lines.slice(0, -1)) });
      expect((await screen(id)).end.count).toBe(0);
    });

    it('by their agency alone, and no more than a few at once', async () => {
      const id = await made();
      const refused = async (query = '', as = key) => {
        const { status, end } = await screen(id, query, as);
        return [status, end.errors[0].extensions.code];
      };
      expect(await refused('', hub.keys.PARTNER)).toEqual([404, 'NOT_FOUND']);
      expect(await refused('', hub.keys.OPERATOR)).toEqual([404, 'NOT_FOUND']);
      expect(await refused('', hub.keys.COUNTY_GOVERNMENT)).toEqual([403, 'FORBIDDEN']);
      expect(await refused(`?purpose=${'x'.repeat(201)}`)).toEqual([400, 'BAD_USER_INPUT']);
      const all = await Promise.all(Array.from({ length: 12 }, () => screen(id)));
      const late = all.filter((a) => a.status === 429);
      expect(all.filter((a) => a.status === 200).length).toBeGreaterThanOrEqual(4);
      for (const { end, headers } of late) {
        expect(end.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 5 });
        expect(headers.get('retry-after')).toBe('5');
      }
      expect((await screen(id)).status).toBe(200);
    });
  });
});
