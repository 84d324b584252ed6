import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { type Door, get, post, type Question, socket, streamByGet, streamByPost, type Told } from './doors.js';

/** Every door leads to the one `run`: what is asked through one is answered the same through all. */
const ANSWERING: Record<string, Door> = {
  'POST /graphql': post('/graphql'),
  'GET /graphql': get('/graphql'),
  'POST /graphql/stream': streamByPost,
  'GET /graphql/stream': streamByGet,
  'the socket': socket,
};
const PUSHING = ['POST /graphql/stream', 'GET /graphql/stream', 'the socket'];

const NAMES = 'query ($u: USCC!) { enterprise(uscc: $u) { name division { code } } }';
const CHECK = 'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, asOf: $at) { outcome } }';
const many = Array.from({ length: 101 }, (_, i) => `a${i}: __typename`).join(' ');

describe('the same operation through every door', { timeout: 60_000 }, () => {
  let hub: TestHub;
  /** Another over the same database, which hands everything that it can to its heavy thread. */
  let heavy: string;
  killLeftProcesses();
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SERVE_SUBGRAPHS: true });
    const settings = {
      DATABASE_URL: hub.db.url,
      HUB_HEAVY_THREAD: '1',
      HUB_LINKAGE: '0',
      HUB_LIGHT_COST: '0',
      HUB_SERVE_SUBGRAPHS: '1',
    };
    heavy = (await serveProcess(['serve'], settings)).url;
  });
  /** The same doors of the hub with the heavy thread. */
  const heavily = (doors: Record<string, Door>): Record<string, Door> =>
    Object.fromEntries(
      Object.entries(doors).map(([name, door]) => [
        `${name}, heavy`,
        (_: string, asked: Question) => door(heavy, asked),
      ]),
    );

  type Asked = Omit<Question, 'key'> & { as?: keyof TestHub['keys'] | 'nobody'; subgraph?: string; mutation?: true };
  const questionOf = ({ as, subgraph: _, mutation: __, ...question }: Asked): Question => ({
    ...question,
    key: as === 'nobody' ? 'hub_00000000_nobody' : as && hub.keys[as],
  });

  /** What each door answered; the first time interpreted, later compiled. */
  async function through(doors: Record<string, Door>, asked: Asked): Promise<[door: string, told: Told][]> {
    const answers: [string, Told][] = [];
    for (const [name, door] of Object.entries(doors))
      for (let i = 0; i < 3; i++) answers.push([name, await door(hub.url, questionOf(asked))]);
    return answers;
  }

  const table: [what: string, asked: (h: TestHub) => Asked, expected: (h: TestHub) => object][] = [
    [
      'a good query',
      ({ county }) => ({ query: NAMES, variables: { u: county.shop }, subgraph: 'enterprise' }),
      () => ({ data: { enterprise: { name: '民勤县苏武山小店', division: { code: '620621' } } }, errors: [] }),
    ],
    [
      'a good query with a key',
      ({ county }) => ({ query: CHECK, variables: { u: county.shop }, as: 'BANKING', subgraph: 'credit' }),
      () => ({ data: { creditCheck: { outcome: 'CLEAR' } }, errors: [] }),
    ],
    [
      'a wrong variable',
      () => ({ query: NAMES, variables: { u: 7 }, subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'BAD_USER_INPUT', problems: [{ path: 'u', code: 'VARIABLE' }] }] }),
    ],
    [
      'a missing variable',
      () => ({ query: NAMES, subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'BAD_USER_INPUT', problems: [{ path: 'u', code: 'VARIABLE' }] }] }),
    ],
    [
      'a null argument',
      () => ({
        query: 'query ($u: USCC = "91620621PDY00001X5") { enterprise(uscc: $u) { name } }',
        variables: { u: null },
        subgraph: 'enterprise',
      }),
      () => ({ errors: [{ code: 'BAD_USER_INPUT', problems: [{ path: 'uscc', code: 'ARGUMENT' }] }] }),
    ],
    [
      'an unknown field',
      () => ({ query: '{ zzzzzzzz }', subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] }),
    ],
    [
      'a syntax error',
      () => ({ query: '{ enterprise(', subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'GRAPHQL_PARSE_FAILED' }] }),
    ],
    [
      'too many fields',
      () => ({ query: `{ ${many} }`, subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'LIMIT_EXCEEDED', limit: 'rootFields' }] }),
    ],
    [
      'too long a page',
      () => ({ query: '{ enterprises(first: 501) { nodes { name } } }', subgraph: 'enterprise' }),
      () => ({ errors: [{ code: 'LIMIT_EXCEEDED', limit: 'first', path: ['enterprises'] }] }),
    ],
    [
      'an unknown operation name',
      () => ({ query: 'query A { __typename }', operationName: 'B', subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'OPERATION_RESOLUTION_FAILURE' }] }),
    ],
    [
      'several operations and no name',
      () => ({ query: 'query A { __typename } query B { __typename }', subgraph: 'enterprise' }),
      () => ({ data: null, errors: [{ code: 'OPERATION_RESOLUTION_FAILURE' }] }),
    ],
    [
      'a refused field',
      ({ county }) => ({ query: CHECK, variables: { u: county.shop }, subgraph: 'credit' }),
      () => ({ errors: [{ code: 'UNAUTHENTICATED', path: ['creditCheck'] }] }),
    ],
    [
      'a wrong code',
      () => ({ query: NAMES, variables: { u: '91620621PDY000010B' }, subgraph: 'enterprise' }),
      () => ({ data: { enterprise: null }, errors: [{ code: 'INVALID_USCC', path: ['enterprise'] }] }),
    ],
    [
      'a day for an instant',
      ({ county }) => ({
        query: CHECK,
        variables: { u: county.shop, at: '2026-11-27' },
        as: 'BANKING',
        subgraph: 'credit',
      }),
      () => ({ errors: [{ code: 'BAD_USER_INPUT', problems: [{ path: 'asOf', code: 'DATE_TIME' }] }] }),
    ],
    [
      'a cursor of nothing',
      () => ({ query: '{ enterprises(after: "") { nodes { name } } }', subgraph: 'enterprise' }),
      () => ({ errors: [{ code: 'CURSOR_INVALID', path: ['enterprises'] }] }),
    ],
    [
      'a mutation that is not open',
      () => ({
        query: 'mutation { submitEnterprises(records: []) { id } }',
        as: 'BANKING',
        subgraph: 'enterprise',
        mutation: true,
      }),
      () => ({ data: null, errors: [{ code: 'FORBIDDEN', path: ['submitEnterprises'] }] }),
    ],
  ];
  it.each(table)('is answered the same: %s', async (_, ask, expected) => {
    const asked = ask(hub);
    const doors = { ...ANSWERING, [asked.subgraph as string]: post(`/subgraphs/${asked.subgraph}`) };
    if (asked.mutation) for (const name of Object.keys(doors)) if (name.startsWith('GET')) delete doors[name];
    const answers = await through({ ...doors, ...heavily(doors) }, asked);
    const [, first] = answers[0] as [string, Told];
    expect(first).toMatchObject(expected(hub));
    expect(answers).toEqual(answers.map(([door]) => [door, first]));
  });

  it('is refused the same where its key is wrong: the socket is closed, for it has nothing to answer yet', async () => {
    const answers = await through(ANSWERING, { query: '{ __typename }', as: 'nobody' });
    for (const [door, { errors }] of answers)
      expect({ door, errors }).toMatchObject({
        door,
        errors: [door === 'the socket' ? { message: 'closed 4403' } : { code: 'UNAUTHENTICATED' }],
      });
  });

  it('a mutation by GET is refused the same', async () => {
    const mutation = 'mutation { submitEnterprises(records: []) { id } }';
    const doors = { 'GET /graphql': ANSWERING['GET /graphql'], 'GET /graphql/stream': streamByGet } as typeof ANSWERING;
    const answers = await through(doors, { query: mutation, as: 'MARKET_REGULATION' });
    const [, first] = answers[0] as [string, Told];
    expect(first).toMatchObject({ data: null, errors: [{ code: 'BAD_REQUEST' }] });
    expect(answers).toEqual(answers.map(([door]) => [door, first]));
  });

  const EVENTS =
    'subscription ($types: [String!], $after: Cursor) { events(types: $types, after: $after) { id type } }';
  it.each<[what: string, asked: Asked, expected: object]>([
    [
      'a wrong variable',
      { query: EVENTS, variables: { types: 7 } },
      { code: 'BAD_USER_INPUT', problems: [{ path: 'types', code: 'VARIABLE' }] },
    ],
    ['an unknown field', { query: 'subscription { zzzzzzzz }' }, { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a syntax error', { query: 'subscription {' }, { code: 'GRAPHQL_PARSE_FAILED' }],
    ['an unknown operation name', { query: EVENTS, operationName: 'B' }, { code: 'OPERATION_RESOLUTION_FAILURE' }],
    [
      'too deep a selection',
      {
        query: `subscription { events { enterprise { division ${'{ parent '.repeat(15)} { code } ${'}'.repeat(15)} } } }`,
      },
      { code: 'LIMIT_EXCEEDED', limit: 'depth' },
    ],
    ['a type that is none', { query: EVENTS, variables: { types: ['x'] } }, { code: 'BAD_USER_INPUT' }],
    ['a cursor of another list', { query: EVENTS, variables: { after: 'x' } }, { code: 'CURSOR_INVALID' }],
    ['a cursor of nothing', { query: EVENTS, variables: { after: '' } }, { code: 'CURSOR_INVALID' }],
    ['a refused field', { query: 'subscription { creditFlagChanged { uscc } }' }, { code: 'UNAUTHENTICATED' }],
    [
      'half a character',
      {
        query: 'subscription ($d: [DivisionCode!]) { gradingPublished(divisions: $d) { cursor } }',
        variables: { d: ['\ud800'] },
      },
      { code: 'BAD_USER_INPUT', problems: [{ path: 'divisions.0' }] },
    ],
  ])('a subscription that cannot begin is refused the same: %s', async (_, asked, expected) => {
    const doors = Object.fromEntries(PUSHING.map((name) => [name, ANSWERING[name] as Door]));
    const answers = await through(doors, asked);
    const [, first] = answers[0] as [string, Told];
    expect(first).toMatchObject({ data: null, errors: [expected] });
    expect(answers).toEqual(answers.map(([door]) => [door, first]));
  });

  it('a subscription is pushed the same', async () => {
    const { events } = await hub.dataOf('{ events(first: 1) { nodes { cursor } } }', { key: hub.keys.OPERATOR });
    const asked: Asked = { query: EVENTS, variables: { after: events.nodes[0].cursor }, as: 'OPERATOR' };
    const answers = await through(Object.fromEntries(PUSHING.map((n) => [n, ANSWERING[n] as Door])), asked);
    const [, first] = answers[0] as [string, Told];
    expect(first).toMatchObject({ data: { events: { id: '2' } }, errors: [] });
    expect(answers).toEqual(answers.map(([door]) => [door, first]));
  });

  it('a subscription through a door that holds none open is told where it is answered', async () => {
    const doors = {
      'POST /graphql': post('/graphql'),
      'GET /graphql': get('/graphql'),
      'a subgraph': post('/subgraphs/exchange'),
    };
    for (const [door, { data, errors }] of await through(doors, { query: EVENTS })) {
      expect({ door, data, errors }).toMatchObject({ door, data: null, errors: [{ code: 'BAD_REQUEST' }] });
      expect(errors[0]?.message).toContain('WebSocket');
      expect(errors[0]?.message).toContain('/graphql/stream');
    }
  });
});
