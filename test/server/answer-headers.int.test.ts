import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** A cached answer is somebody else's; a sniffed one is a page. Neither stood on all answers of GraphQL. */
describe('an answer, whatever asked and however it ended', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SERVE_SUBGRAPHS: true, HUB_BODY_LIMIT_BYTES: 2_000 });
  });
  const json = { 'content-type': 'application/json' };
  const body = (query: string) => JSON.stringify({ query });
  const get = (query: string) => `?${new URLSearchParams({ query })}`;
  const key = { authorization: 'Bearer nobody' };

  const ASKED: [what: string, path: string, init: RequestInit, status: number][] = [
    ['POST', '', { method: 'POST', headers: json, body: body('{ __typename }') }, 200],
    ['GET', get('{ __typename }'), {}, 200],
    ['a document that is none', '', { method: 'POST', headers: json, body: body('{') }, 200],
    ['a mutation by GET', get('mutation { forgetConsumer(consumer: "a") }'), {}, 405],
    ['another method', '', { method: 'PUT' }, 405],
    ['HEAD', '', { method: 'HEAD' }, 405],
    ['no JSON', '', { method: 'POST', headers: json, body: '{' }, 400],
    ['no content type', '', { method: 'POST', body: new Uint8Array([1]) }, 415],
    ['another type wanted', get('{ __typename }'), { headers: { accept: 'text/html' } }, 406],
    ['a body beyond the limit', '', { method: 'POST', headers: json, body: ' '.repeat(3_000) }, 413],
    ['a wrong key', get('{ __typename }'), { headers: key }, 401],
  ];
  for (const path of ['/graphql', '/graphql/stream', '/subgraphs/enterprise'])
    it.each(ASKED)(`at ${path} is kept by nobody and is what it says it is: %s`, async (_, query, init, status) => {
      const response = await fetch(hub.url + path + query, init);
      await response.text();
      // A stream negotiates no type; what is wrong with an operation is its one event. Not every mutation is a subgraph's.
      if (path === '/graphql' || ![405, 406].includes(status)) expect(response.status).toBe(status);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    });

  it('that is a stream under way too', async () => {
    const aborter = new AbortController();
    const init = { headers: { authorization: `Bearer ${hub.keys.PARTNER}` }, signal: aborter.signal };
    const response = await fetch(`${hub.url}/graphql/stream${get('subscription { events { id } }')}`, init);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    aborter.abort();
  });

  it.each([
    ['/portfolios/1/members', { method: 'PUT', body: '' }],
    ['/portfolios/1/screening', {}],
    ['/portfolios/1/screening?purpose=a&purpose=b', { headers: key }],
    ['/disclosure/feed.json?first=x', {}],
    ['/health/ready', {}],
    ['/metrics', {}],
    ['/nothing', {}],
    ['/%ff', {}],
  ])('of a door beside GraphQL too: %s', async (path, init) => {
    const response = await fetch(hub.url + path, init as RequestInit);
    await response.text();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('that the framework refuses has the form and the code of every refusal', async () => {
    for (const path of ['/%ff', '/%', `/portfolios/${'x'.repeat(500)}/screening`]) {
      const response = await fetch(hub.url + path);
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('x-request-id'), path).toBeTruthy();
      const body = (await response.json()) as object;
      expect(body, path).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
});
