import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** What one request may ask for, over HTTP and over a socket alike. */
describe('an operation over the limits', () => {
  let hub: TestHub;
  let client: Client;
  const bomb = () =>
    `{ enterprise(uscc: "${hub.county.mine}") { ${'gradings { enterprise { '.repeat(6)}name${' } }'.repeat(6)} } }`;
  const limit = { code: 'LIMIT_EXCEEDED', limit: 'cost', max: 500_000 };

  beforeAll(async () => {
    hub = await startTestHub();
    client = createClient({ url: `${hub.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  });
  afterAll(() => client.dispose());

  it('runs nothing over HTTP, the first time and when the document is known', async () => {
    for (let i = 0; i < 3; i++) {
      const { status, data, errors } = await hub.ask(bomb());
      expect({ status, data }).toEqual({ status: 400, data: null });
      expect(errors).toMatchObject([{ extensions: limit }]);
      expect(errors[0]?.message).toMatch(/^cost: at most 500000, got \d{6,}$/);
    }
  });

  it('runs nothing over a socket, which stays open', async () => {
    const errors = await new Promise((done, fail) =>
      client.subscribe({ query: bomb() }, { next: fail, error: done, complete: () => fail(new Error('no error')) }),
    );
    expect(errors).toMatchObject([{ extensions: limit }]);
    const answer = await client.iterate({ query: '{ __typename }' }).next();
    expect(answer.value).toEqual({ data: { __typename: 'Query' } });
  });

  it('is judged by its variables, where these decide', async () => {
    const query =
      'query ($n: Int!) { enterprises(first: $n) { nodes { accidents(first: $n) { nodes { level enterprise { name } } } } } }';
    expect(codesOf(await hub.ask(query, { variables: { n: 5 } }))).toEqual([]);
    expect(codesOf(await hub.ask(query, { variables: { n: 500 } }))).toEqual(['LIMIT_EXCEEDED']);
    expect(codesOf(await hub.ask(query, { variables: { n: 5 } }))).toEqual([]);
  });
});
