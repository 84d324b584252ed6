import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';

const GRAPHQL = 'application/graphql-response+json';

describe('the GraphQL endpoint over HTTP', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_BODY_LIMIT_BYTES: 10_000 });
  });

  /** Sends a request and answers its status, its first error, and its headers. */
  async function send(init: RequestInit, query = '', path = '/graphql') {
    const response = await fetch(`${hub.url}${path}${query}`, init);
    const body = (await response.json()) as { data?: unknown; errors?: { message: string; extensions: object }[] };
    return { status: response.status, headers: response.headers, data: body.data, error: body.errors?.[0], body };
  }
  const post = (body: RequestInit['body'], headers: Record<string, string> = {}, path = '/graphql') =>
    send({ method: 'POST', body: body ?? null, headers: { 'content-type': 'application/json', ...headers } }, '', path);
  const plain = JSON.stringify({ query: '{ division(code: "620621") { name } }' });

  it('answers a query by GET, with its variables and operation name', async () => {
    const query = new URLSearchParams({
      query: 'query A { __typename } query B($code: DivisionCode!) { division(code: $code) { name } }',
      operationName: 'B',
      variables: '{"code":"620621"}',
    });
    const { status, data, headers } = await send({}, `?${query}`);
    expect(status).toBe(200);
    expect(data).toEqual({ division: { name: '民勤县' } });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a mutation by GET with 405, and does not run it', async () => {
    const mutation = 'mutation { submitEnterprises(records: []) { id } }';
    const [before] = await hub.db.sql`select count(*)::int n from hub.submission`;
    for (const accept of [GRAPHQL, 'application/json']) {
      const { status, data, headers } = await send(
        { headers: { accept } },
        `?${new URLSearchParams({ query: mutation })}`,
      );
      expect({ status, data, allow: headers.get('allow') }).toEqual({ status: 405, data: undefined, allow: 'POST' });
    }
    expect(await hub.db.sql`select count(*)::int n from hub.submission`).toEqual([before]);
  });

  it('refuses other methods with 405 and names those that it serves', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers, error } = await send({ method });
      expect(status).toBe(405);
      expect(headers.get('allow')).toBe('GET, POST');
      expect(error?.extensions).toEqual({ code: 'BAD_REQUEST' });
    }
  });

  it('refuses a body over the limit with 413, whole or in pieces, however much follows', async () => {
    const large = (size: number) => JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(size) } });
    for (const size of [10_000, 30_000_000]) {
      const { status, error } = await post(large(size));
      expect(status).toBe(413);
      expect(error?.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'HUB_BODY_LIMIT_BYTES', max: 10_000 });
    }
    const pieces = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 50; i++) controller.enqueue(new TextEncoder().encode('x'.repeat(1_000)));
        controller.close();
      },
    });
    const init = { method: 'POST', body: pieces, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await send(init as RequestInit)).status).toBe(413);
    expect((await post(plain)).status).toBe(200);
  });

  it('refuses another content type, charset or content encoding with 415', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=gb18030' },
      { 'content-type': 'application/jsonp' },
      { 'content-encoding': 'gzip' },
    ]) {
      const { status, error } = await post(plain, headers as Record<string, string>);
      expect({ headers, status }).toEqual({ headers, status: 415 });
      expect(error?.extensions).toEqual({ code: 'BAD_REQUEST' });
    }
    expect((await post(plain, { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(200);
  });

  it('answers in the type that Accept prefers, and refuses with 406 where it takes neither', async () => {
    const types: [accept: string, type: string][] = [
      ['*/*', 'application/json'],
      ['application/*', 'application/json'],
      [GRAPHQL, GRAPHQL],
      [`application/json;q=0.5, ${GRAPHQL}`, GRAPHQL],
      [`text/html, ${GRAPHQL};q=0.1`, GRAPHQL],
    ];
    for (const [accept, type] of types) {
      const { status, headers } = await post(plain, { accept });
      expect({ accept, status, type: headers.get('content-type') }).toEqual({
        accept,
        status: 200,
        type: `${type}; charset=utf-8`,
      });
    }
    for (const accept of ['text/html', 'application/json;q=0', 'image/*']) {
      const { status, error } = await post(plain, { accept });
      expect({ accept, status }).toEqual({ accept, status: 406 });
      expect(error?.extensions).toEqual({ code: 'BAD_REQUEST' });
    }
  });

  it('refuses what is not JSON, not an object, or not a GraphQL request with 400', async () => {
    const bodies = [
      '',
      '{',
      '[]',
      '"x"',
      'null',
      '{}',
      '{"query":1}',
      '{"query":""}',
      '{"query":"{a}","variables":[]}',
    ];
    for (const body of [...bodies, '{"query":"{a}","operationName":7}', '{"query":"{a}","extensions":"x"}']) {
      const { status, error } = await post(body);
      expect({ body, status }).toEqual({ body, status: 400 });
      expect(error?.extensions).toEqual({ code: 'BAD_REQUEST' });
    }
    expect((await send({}, '?query=%7B__typename%7D&variables=%7B')).status).toBe(400);
    expect((await send({}, '?variables=%7B%7D')).status).toBe(400);
  });

  it('refuses a body that is not UTF-8 with 400, instead of guessing its characters', async () => {
    const gb18030 = Buffer.concat([
      Buffer.from('{"query":"{ enterprises(filter: {name: \\"'),
      Buffer.from([0xc3, 0xf1, 0xc7, 0xda]),
      Buffer.from('\\"}) { nodes { uscc } } }"}'),
    ]);
    const { status, error } = await post(gb18030);
    expect(status).toBe(400);
    expect(error?.message).toContain('UTF-8');
  });

  it('says so where a body begins with a byte order mark, which was "not JSON"', async () => {
    const utf16 = Buffer.from(plain, 'utf16le');
    for (const [body, named] of [
      [`\ufeff${plain}`, /byte order mark \(U\+FEFF\).*without/],
      [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /byte order mark of UTF-16.*UTF-8/],
      [Buffer.concat([Buffer.from([0xfe, 0xff]), utf16.swap16()]), /byte order mark of UTF-16.*UTF-8/],
    ] as const)
      for (const path of ['/graphql', '/graphql/stream']) {
        const { status, error } = await post(body, {}, path);
        expect({ status, code: error?.extensions }).toEqual({ status: 400, code: { code: 'BAD_REQUEST' } });
        expect(error?.message).toMatch(named);
      }
  });

  it('says so where a body is compressed, which was "not UTF-8", whether its head says it or not', async () => {
    const packed: [BodyInit, Record<string, string>, RegExp][] = [
      [gzipSync(plain), { 'content-encoding': 'gzip' }, /content encoding gzip is not served.*not compressed/],
      [brotliCompressSync(plain), { 'content-encoding': 'br' }, /content encoding br is not served/],
      [deflateSync(plain), { 'content-encoding': 'deflate' }, /content encoding deflate is not served/],
      [gzipSync(plain), {}, /is compressed \(gzip\).*as it is/],
      [Buffer.from(plain), { 'content-encoding': 'gzip, identity' }, /content encoding/],
    ];
    for (const [body, headers, named] of packed)
      for (const path of ['/graphql', '/graphql/stream']) {
        const { status, error } = await post(body, headers, path);
        expect({ status, code: error?.extensions }).toEqual({ status: 415, code: { code: 'BAD_REQUEST' } });
        expect(error?.message).toMatch(named);
      }
    expect((await post(plain, { 'content-encoding': 'Identity' })).status).toBe(200);
  });

  it('refuses a wrong key with 401 before anything runs, and a missing one where it is needed', async () => {
    for (const authorization of ['Bearer hub_00000000_none', 'Bearer', 'Basic eDp5', hub.keys.OPERATOR]) {
      const { status, headers, error, data } = await post(plain, { authorization });
      expect({ status, data }).toEqual({ status: 401, data: undefined });
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(error?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    }
    const check = JSON.stringify({ query: `{ creditCheck(uscc: "${hub.county.mine}") { outcome } }` });
    const { body } = await post(check);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', action: 'credit.check' } }] });
    const key = { authorization: `bearer ${hub.keys.BANKING}` };
    expect((await post(check, key)).data).toEqual({ creditCheck: { outcome: 'RESTRICTED' } });
  });

  it('echoes the request id, in refusals too, and gives one where there is none or an unfit one', async () => {
    expect((await post(plain, { 'x-request-id': 'loan-2026.7:1' })).headers.get('x-request-id')).toBe('loan-2026.7:1');
    expect((await post('{', { 'x-request-id': 'loan-2' })).headers.get('x-request-id')).toBe('loan-2');
    const given = [];
    for (const id of ['', 'a b', 'x'.repeat(65), '<script>']) {
      given.push((await post(plain, { 'x-request-id': id })).headers.get('x-request-id') ?? '');
    }
    for (const id of given) expect(id).toMatch(/^[\w-]{8,40}$/);
    expect(new Set(given).size).toBe(given.length);
  });

  it('names what it does serve where a path is not', async () => {
    const response = await fetch(`${hub.url}/grahpql`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/graphql');
    expect((await fetch(`${hub.url}/`, { redirect: 'manual' })).status).toBe(302);
  });
});
