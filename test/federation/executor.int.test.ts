import { createHash } from 'node:crypto';
import { type ExecutionResult, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { compose, localSchema } from '../../src/federation/index.js';
import { executor } from '../../src/server/graphql/executor.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { contextOf } from '../kit/world.js';
import { type Question, questions } from './questions.js';

/** Both executors run the same resolvers over the same data: whatever is asked, the answers must not tell them apart. */
describe('a compiled operation', () => {
  let hub: TestHub;
  let rooms: Rooms;
  let schema: GraphQLSchema;
  let list: Question[] = [];
  const interpreted: string[] = [];
  beforeAll(async () => {
    hub = await startTestHub();
    rooms = await openRooms(hub.db);
    schema = localSchema(compose(rooms.subgraphs, (name) => `http://${name}`).apiSdl, rooms.subgraphs);
    list = [...questions(hub.county, new Date().toISOString()), ...edges(hub.county.mine)];
  });

  const plain = ({ data, errors = [] }: ExecutionResult) => ({
    data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
    errors: errors.map(({ message, path, extensions }) => ({ message, path, code: extensions?.code })),
  });

  const blank = new Proxy({}, { get: () => '' });
  const named = [...questions(blank as never, ''), ...edges('')].filter(({ key }) => !key);
  for (const { name } of named) {
    it(`is answered as graphql-js answers it: ${name}`, async () => {
      const { query, as, variables = {}, operationName } = list.find((q) => q.name === name) as Question;
      const viewer = (await rooms.agencies.viewerOf(as ? `Bearer ${hub.keys[as]}` : undefined)) as Viewer;
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const receivedAt = new Date();
      const context = () => contextOf(viewer, receivedAt);
      const expected = await execute({
        schema,
        document,
        variableValues: variables,
        operationName: operationName ?? null,
        contextValue: context(),
      });
      let compiled = 0;
      const run = executor(schema, (...args) => {
        compiled++;
        return compileQuery(...args);
      });
      const key = createHash('sha256').update(query).digest('hex');
      for (const _ of ['interpreted', 'compiled', 'compiled']) {
        const got = await run({ key, document, operationName, variables, context: context() });
        expect(plain(got)).toEqual(plain(inputCoded(expected)));
      }
      expect(compiled).toBeLessThanOrEqual(1);
      if (compiled === 0) interpreted.push(name);
    });
  }

  it('was compiled once, unless a literal stands for an object, such as an instant, or it has directives', () => {
    expect(interpreted).toEqual([
      'one of several operations, with fragments on types and directives',
      'a code with a wrong check character, as a literal',
      'an instant as a literal',
      'directives with variables',
    ]);
  });
});

/** Errors of variables have their code in the hub's answer. */
const inputCoded = (result: ExecutionResult): ExecutionResult =>
  result.data !== undefined || !result.errors
    ? result
    : {
        errors: result.errors.map((e) => Object.assign(e, { extensions: { code: 'BAD_USER_INPUT', ...e.extensions } })),
      };

/** Where the two executors are known to go different ways inside. */
function edges(uscc: string): Question[] {
  return [
    {
      name: 'an instant as a literal',
      as: 'BANKING',
      query: `{ creditCheck(uscc: "${uscc}", asOf: "2020-01-01T00:00:00Z") { outcome asOf } }`,
    },
    { name: 'a variable that is left out', query: 'query ($n: Int = 2) { enterprises(first: $n) { nodes { name } } }' },
    { name: 'a variable that is missing', query: 'query ($u: USCC!) { enterprise(uscc: $u) { name } }' },
    {
      name: 'a variable of another type',
      query: 'query ($u: USCC!) { enterprise(uscc: $u) { name } }',
      variables: { u: [1] },
    },
    {
      name: 'null for a filter',
      query: 'query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } } }',
      variables: { f: null },
    },
    {
      name: 'a filter in a variable',
      query: 'query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } } }',
      variables: { f: { grade: ['GRADE_1'], name: '绿洲' } },
    },
    {
      name: 'an enum that is none',
      query: 'query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } } }',
      variables: { f: { grade: ['GRADE_9'] } },
    },
    {
      name: 'an error behind a non-null field, beside answers',
      as: 'BANKING',
      query: `{ a: enterprise(uscc: "${uscc}") { hazards { nodes { id } } } b: enterprise(uscc: "${uscc}") { name rating { level } } }`,
    },
    {
      name: 'the schema itself',
      query:
        '{ __schema { queryType { name fields { name } } } __type(name: "Enterprise") { fields { name type { kind name } } } }',
    },
    {
      name: 'directives with variables',
      query: `query ($x: Boolean!) { enterprise(uscc: "${uscc}") { name @skip(if: $x) status @include(if: $x) ...F @skip(if: $x) } } fragment F on Enterprise { address }`,
      variables: { x: true },
    },
  ];
}
