import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, type ExecutionResult } from 'graphql-ws';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { agencies, agencyStore } from '../../src/access/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** Over a real socket, with the client that agencies would use. What crosses it is written in schema/PROTOCOL.md. */
describe('the socket of /graphql', () => {
  let hub: TestHub;
  const clients: Client[] = [];
  const raw: WebSocket[] = [];
  beforeAll(async () => {
    hub = await startTestHub({ HUB_BODY_LIMIT_BYTES: 10_000, HUB_SUBSCRIPTIONS_PER_SOCKET: 100 });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    for (const socket of raw.splice(0)) socket.terminate();
  });

  const address = (path = '/graphql') => `${hub.url.replace('http', 'ws')}${path}`;
  function connect(key?: string): Client {
    const connectionParams = key ? { connectionParams: { Authorization: `Bearer ${key}` } } : {};
    const client = createClient({
      url: address(),
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
      ...connectionParams,
    });
    clients.push(client);
    return client;
  }
  /** The result, or the errors of an operation that did not run. */
  const run = (client: Client, query: string, more: object = {}) =>
    new Promise<ExecutionResult>((done, fail) => {
      let result: ExecutionResult = {};
      client.subscribe(
        { query, ...more },
        {
          next: (value) => {
            result = value as ExecutionResult;
          },
          error: (error) => (Array.isArray(error) ? done({ errors: error }) : fail(error)),
          complete: () => done(result),
        },
      );
    });
  const codes = ({ errors = [] }: { errors?: readonly { extensions?: object }[] | undefined }) =>
    errors.map((e) => (e.extensions as { code?: string })?.code);

  /** A plain socket that speaks the protocol by hand; answers what it is closed with. */
  function open(
    messages: (object | string)[],
    afterAck: object[] = [],
    path = '/graphql',
    protocol: string | null = 'graphql-transport-ws',
  ) {
    const socket = new WebSocket(address(path), protocol ?? []);
    raw.push(socket);
    const send = (m: object | string) => socket.send(typeof m === 'string' ? m : JSON.stringify(m));
    socket.on('open', () => messages.forEach(send));
    socket.on('message', (text) => {
      if (JSON.parse(String(text)).type === 'connection_ack') afterAck.forEach(send);
    });
    return new Promise<{ code: number; reason: string }>((done, fail) => {
      socket.on('close', (code, reason) => done({ code, reason: String(reason) }));
      socket.on('error', fail);
    });
  }
  const init = { type: 'connection_init' };
  const ask = (id: string, payload: object) => ({ id, type: 'subscribe', payload });

  it('answers the public’s queries, and several at once', async () => {
    const client = connect();
    const query = 'query ($code: DivisionCode!) { division(code: $code) { name } }';
    const answers = await Promise.all(
      ['620621', '620600', '620000'].map((code) => run(client, query, { variables: { code } })),
    );
    expect(answers.map((a) => a.data)).toEqual([
      { division: { name: '民勤县' } },
      { division: { name: '武威市' } },
      { division: { name: '甘肃省' } },
    ]);
  });

  it('takes the key of the connection_init payload, for queries and mutations', async () => {
    const bank = await run(
      connect(hub.keys.BANKING),
      `{ creditCheck(uscc: "${hub.county.trader}") { outcome reasons } }`,
    );
    expect(bank).toEqual({
      data: { creditCheck: { outcome: 'REFERENCE', reasons: ['BANK_LOAN_REFERENCE', 'RATING_LOW'] } },
    });
    const mutation = `mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { unchanged rejected } }`;
    const variables = { r: [{ uscc: hub.county.shop, name: '民勤县苏武山小店', registeredOn: '2012-05-01' }] };
    const office = await run(connect(hub.keys.MARKET_REGULATION), mutation, { variables });
    expect(office).toEqual({ data: { submitEnterprises: { unchanged: 1, rejected: 0 } } });
    expect(codes(await run(connect(hub.keys.BANKING), mutation, { variables }))).toEqual(['FORBIDDEN']);
  });

  it('closes with 4403 on a wrong key, whatever its shape', async () => {
    for (const Authorization of ['Bearer hub_00000000_none', 'nonsense', 7, {}]) {
      const closed = await open([{ ...init, payload: { Authorization } }]);
      expect({ Authorization, closed }).toMatchObject({
        Authorization,
        closed: { code: 4403, reason: expect.stringMatching(/^Forbidden/) },
      });
    }
  });

  it('closes with 4403 at the next operation where the key was revoked meanwhile', async () => {
    const client = connect(hub.keys.PARTNER);
    const query = `{ creditCheck(uscc: "${hub.county.mine}") { outcome } }`;
    const closed = new Promise<{ code: number }>((done) =>
      client.on('closed', (event) => done(event as { code: number })),
    );
    expect((await run(client, query)).data).toEqual({ creditCheck: { outcome: 'RESTRICTED' } });
    await agencies(agencyStore(hub.db)).rotateKey('PARTNER of the test');
    await new Promise((done) => setTimeout(done, 2_100)); // an accepted key is remembered for two seconds
    await expect(run(client, query)).rejects.toMatchObject({ code: 4403 });
    expect((await closed).code).toBe(4403);
  });

  it('tells a client to come again (1013) where its key cannot be looked up', async () => {
    await hub.db.sql`alter table hub.agency_key rename to agency_key_gone`;
    try {
      const closed = await open([{ ...init, payload: { Authorization: 'Bearer hub_00000000_unseen' } }]);
      expect(closed).toEqual({ code: 1013, reason: 'Try again later' });
    } finally {
      await hub.db.sql`alter table hub.agency_key_gone rename to agency_key`;
    }
  });

  it('answers what is wrong with an operation with the codes of HTTP, and stays open', async () => {
    const client = connect(hub.keys.BANKING);
    const wrong: [query: string, code: string, more?: object][] = [
      ['{', 'GRAPHQL_PARSE_FAILED'],
      [`{ ${'a'.repeat(100).split('').join(' ')}`, 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['{ enterprise(uscc: 7) { name } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
      ['query A { __typename }', 'OPERATION_RESOLUTION_FAILURE', { operationName: 'B' }],
      ['query ($u: USCC!) { enterprise(uscc: $u) { name } }', 'BAD_USER_INPUT'],
      ['query ($u: USCC!) { enterprise(uscc: $u) { name } }', 'BAD_USER_INPUT', { variables: { u: 7 } }],
      ['query ($u: USCC = "x") { enterprise(uscc: $u) { name } }', 'BAD_USER_INPUT', { variables: { u: null } }],
      ['{ enterprise(uscc: "91620621PDY00001X6") { name } }', 'INVALID_USCC'],
      ['{ accidents(filter: { occurredFrom: "2026-02-30" }) { nodes { id } } }', 'BAD_USER_INPUT'],
      ['{ enterprises(first: 501) { nodes { name } } }', 'LIMIT_EXCEEDED'],
      ['{ enterprises(after: "x") { nodes { name } } }', 'CURSOR_INVALID'],
      ['mutation { submitEnterprises(records: []) { id } }', 'FORBIDDEN'],
    ];
    const sockets = [];
    const overHttp = [];
    for (const [query, , more] of wrong) {
      sockets.push(codes(await run(client, query, more)));
      overHttp.push(codes(await hub.ask(query, { key: hub.keys.BANKING, ...more })));
    }
    expect(overHttp).toEqual(wrong.map(([, code]) => [code]));
    expect(sockets).toEqual(overHttp);
    expect(await run(client, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  /** A socket that is spoken to by hand, after its acknowledgement; what it has said so far, and a wait for more. */
  async function spoken() {
    const socket = new WebSocket(address(), 'graphql-transport-ws');
    raw.push(socket);
    // biome-ignore lint/suspicious/noExplicitAny: messages of all types
    const heard: any[] = [];
    let look = () => {};
    socket.on('message', (text) => {
      heard.push(JSON.parse(String(text)));
      look();
    });
    const closed = new Promise<never>((_, fail) => socket.on('close', (code) => fail(new Error(`closed ${code}`))));
    closed.catch(() => {});
    const until = (enough: (messages: typeof heard) => boolean) =>
      Promise.race([
        closed,
        new Promise<typeof heard>((done) => {
          look = () => enough(heard) && done(heard);
          look();
        }),
      ]);
    const say = (...messages: object[]) => {
      for (const message of messages) socket.send(JSON.stringify(message));
    };
    socket.on('open', () => say(init));
    await until((messages) => messages.some((m) => m.type === 'connection_ack'));
    heard.length = 0;
    return { say, until };
  }
  const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { id } }';
  /** A change that everybody sees. */
  const rename = async (name: string) => {
    const records = [{ uscc: hub.county.shop, name, registeredOn: '2012-05-01' }];
    const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { updated } }';
    expect(await hub.dataOf(query, { key: hub.keys.MARKET_REGULATION, variables: { r: records } })).toEqual({
      submitEnterprises: { updated: 1 },
    });
  };

  it('keeps a subscription that begins under the id of one just completed', async () => {
    const { say, until } = await spoken();
    say(ask('a', { query: EVENTS }));
    for (let i = 0; i < 20; i++) say({ id: 'a', type: 'complete' }, ask('a', { query: EVENTS }));
    say(ask('sync', { query: '{ __typename }' }));
    await until((heard) => heard.some((m) => m.id === 'sync' && m.type === 'complete'));
    await rename('苏武山小店一');
    await rename('苏武山小店二');
    const heard = await until((messages) => messages.filter((m) => m.id === 'a').length >= 2);
    expect(heard.filter((m) => m.id === 'a').map((m) => m.type)).toEqual(['next', 'next']);
    // One subscription is left, so each event came once.
    const ids = heard.filter((m) => m.id === 'a').map((m) => m.payload.data.events.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('answers queries under an id that is used again and again, whether completed or not', async () => {
    const { say, until } = await spoken();
    for (let i = 0; i < 20; i++)
      say(ask('q', { query: `{ enterprise(uscc: "${hub.county.mine}") { name } }` }), { id: 'q', type: 'complete' });
    say(ask('q', { query: '{ __typename }' }));
    const heard = await until((messages) => messages.some((m) => m.type === 'complete'));
    expect(heard).toEqual([
      { id: 'q', type: 'next', payload: { data: { __typename: 'Query' } } },
      { id: 'q', type: 'complete' },
    ]);
    say(ask('q', { query: '{ nothing }' }));
    await until((messages) => messages.at(-1).type === 'error');
    say(ask('q', { query: '{ __typename }' }));
    expect(await until((messages) => messages.length === 5)).toMatchObject([
      {},
      {},
      { id: 'q' },
      { id: 'q' },
      { id: 'q' },
    ]);
  });

  it('keeps ids apart that look like each other, and gives each back as it came', async () => {
    const { say, until } = await spoken();
    const ids = ['1', '1 ', '2 1', ' 1', '"', '\\', '__proto__', '联动', '1 1 1'];
    for (const id of ids) say(ask(id, { query: '{ __typename }' }));
    const heard = await until((messages) => messages.filter((m) => m.type === 'complete').length === ids.length);
    expect(heard.filter((m) => m.type === 'next').map((m) => m.id)).toEqual(ids);
  });

  it('answers a ping with its payload, whatever that is, and stays open', async () => {
    const { say, until } = await spoken();
    const payloads = ['a text', { at: 1 }, 7, ['x'], true];
    say({ type: 'ping' }, { type: 'ping', payload: null }, ...payloads.map((payload) => ({ type: 'ping', payload })));
    say({ type: 'pong', payload: 'a text' }, { type: 'pong' });
    say(ask('1', { query: '{ __typename }' }));
    const heard = await until((messages) => messages.some((m) => m.type === 'complete'));
    expect(heard.filter((m) => m.type === 'pong')).toEqual([
      { type: 'pong' },
      { type: 'pong' },
      ...payloads.map((payload) => ({ type: 'pong', payload })),
    ]);
  });

  it('holds as many subscriptions at once as its limit says, however they come', async () => {
    const { say, until } = await spoken();
    const subscriptions = Array.from({ length: 130 }, (_, i) => ask(String(i), { query: EVENTS }));
    say(...subscriptions);
    const heard = await until((messages) => messages.filter((m) => m.type === 'error').length >= 30);
    const refused = () => heard.filter((m) => m.type === 'error');
    for (const { payload } of refused())
      expect(payload).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit: 'HUB_SUBSCRIPTIONS_PER_SOCKET', max: 100 } },
      ]);
    const away = new Set(refused().map((m) => m.id));
    const there = subscriptions.map((m) => (m as { id: string }).id).filter((id) => !away.has(id));
    await rename('苏武山小店三');
    await until((messages) => messages.filter((m) => m.type === 'next').length >= 100);
    // One that ends, or cannot begin, gives its place back.
    say({ id: there[0], type: 'complete' }, ask('wrong', { query: EVENTS, variables: { after: 'x' } }));
    await until((messages) => messages.some((m) => m.id === 'wrong'));
    say(ask('late', { query: EVENTS }), ask('sync', { query: '{ __typename }' }));
    await until((messages) => messages.some((m) => m.id === 'sync'));
    say(ask('too late', { query: EVENTS }));
    await until((messages) => messages.some((m) => m.id === 'too late'));
    await rename('苏武山小店四');
    await until((messages) => messages.filter((m) => m.type === 'next' && m.payload.data.events).length >= 200);
    expect(heard.filter((m) => m.id === 'late').map((m) => m.type)).toEqual(['next']);
    expect(
      refused()
        .map((m) => m.id)
        .slice(-2),
    ).toEqual(['wrong', 'too late']);
    expect(refused()).toHaveLength(32);
  });

  it('masks what nobody foresaw', async () => {
    await hub.db.sql`alter table hub.restriction rename to restriction_gone`;
    try {
      const { data, errors } = await run(
        connect(),
        `{ enterprise(uscc: "${hub.county.mine}") { restrictions { id } } }`,
      );
      expect(data).toEqual({ enterprise: null });
      expect(errors).toMatchObject([{ message: 'the hub failed to answer this' }]);
      expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) });
    } finally {
      await hub.db.sql`alter table hub.restriction_gone rename to restriction`;
    }
  });

  it('closes what does not keep to the protocol with the code of its fault', async () => {
    const query = '{ __typename }';
    const slow = `{ enterprise(uscc: "${hub.county.mine}") { name } }`;
    const faults: [code: number, messages: (object | string)[], afterAck?: object[]][] = [
      [4400, ['no JSON']],
      [4400, [{ type: 'nonsense' }]],
      [4400, [init], [ask('1', { query: 7 })]],
      [4401, [ask('1', { query })]],
      [4401, [init, ask('1', { query })]],
      [4429, [init, init]],
      [4429, [init], [init]],
      [4408, []],
      [4409, [init], [ask('1', { query: slow }), ask('1', { query: slow })]],
      [1009, [init], [ask('1', { query: `{ ${'a '.repeat(6_000)} }` })]],
    ];
    const closed = await Promise.all(faults.map(([, messages, afterAck]) => open(messages, afterAck)));
    expect(closed.map((c) => c.code)).toEqual(faults.map(([code]) => code));
    const written = readFileSync(join(projectRoot, 'schema/PROTOCOL.md'), 'utf8');
    const others = [1001, 1013, 4403, 4406]; // met by other tests
    for (const code of [...faults.map(([c]) => c), ...others]) expect(written).toContain(`\n| ${code} | `);
    expect((await open([], [], '/graphql', null)).code).toBe(4406);
    await expect(open([], [], '/graphiql')).rejects.toThrow('404');
  });
});
