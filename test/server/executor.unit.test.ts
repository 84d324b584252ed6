import { buildSchema, type ExecutionResult, type GraphQLSchema, isObjectType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { executor } from '../../src/server/graphql/executor.js';
import { contextOf } from '../kit/world.js';

const bad = (message = 'bad'): Error => new Error(message);
const later = <T>(value: T | Error, turns = 1): Promise<T> =>
  new Promise((resolve, reject) => {
    const wait = (left: number): unknown =>
      left > 0 ? setImmediate(wait, left - 1) : value instanceof Error ? reject(value) : resolve(value as T);
    wait(turns);
  });

type Resolvers = Record<string, Record<string, (source: never) => unknown>>;

function schemaOf(sdl: string, resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no type of objects`);
    for (const [field, resolve] of Object.entries(fields)) Object.assign(type.getFields()[field] ?? {}, { resolve });
  }
  return schema;
}

interface Plain {
  data: unknown;
  errors: string[];
}

/** The answers to an operation that is asked three times: interpreted, compiled, compiled. */
async function thrice(schema: GraphQLSchema, source: string, variables = {}): Promise<Plain[]> {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const run = executor(schema);
  const answers: Plain[] = [];
  for (let i = 0; i < 3; i++) {
    const result: ExecutionResult = await run({
      key: source,
      document,
      operationName: undefined,
      variables,
      context: contextOf(),
    });
    const { data, errors = [] } = result;
    const own = data && JSON.parse(JSON.stringify(data));
    answers.push({ data: own, errors: errors.map((e) => `${e.path?.join('.')}: ${e.message}`) });
  }
  return answers;
}

const same = (answer: Plain) => [answer, answer, answer];

describe('an operation that is asked again', () => {
  const LISTS = 'type Query { all: [Item] some: [Item!] deep: [[Item]] } type Item { name: String must: Int! }';

  it('keeps every place of a list whose items fail, in whatever order they come', async () => {
    const item = { name: 'a' };
    const orders: [list: () => unknown[], expected: (object | null)[], failed: number[]][] = [
      [() => [later(item), later(bad())], [item, null], [1]],
      [() => [later(item, 3), later(bad())], [item, null], [1]],
      [() => [later(bad(), 3), later(item)], [null, item], [0]],
      [() => [later(bad()), later(item, 3), item, later(bad(), 2)], [null, item, item, null], [0, 3]],
      [() => [item, bad(), null, later(bad())], [item, null, null, null], [1, 3]],
    ];
    for (const [list, expected, failed] of orders) {
      const schema = schemaOf(LISTS, { Query: { all: list } });
      for (const { data, errors } of await thrice(schema, '{ all { name } }')) {
        expect(data).toEqual({ all: expected });
        expect(errors.sort()).toEqual(failed.map((i) => `all.${i}: bad`));
      }
    }
  });

  it('keeps the places of lists in lists', async () => {
    const schema = schemaOf(LISTS, {
      Query: { deep: () => [later([later(bad(), 2), { name: 'a' }]), [later({ name: 'b' }, 2), later(bad())]] },
    });
    const data = {
      deep: [
        [null, { name: 'a' }],
        [{ name: 'b' }, null],
      ],
    };
    for (const a of await thrice(schema, '{ deep { name } }')) {
      expect({ data: a.data, errors: a.errors.sort() }).toEqual({ data, errors: ['deep.0.0: bad', 'deep.1.1: bad'] });
    }
  });

  it('loses a list whose items must not be null as a whole, with one error', async () => {
    const schema = schemaOf(LISTS, {
      Query: { some: () => [later({ name: 'a' }), later(bad('first')), later(bad(), 2)] },
    });
    expect(await thrice(schema, '{ some { name } }')).toEqual(
      same({ data: { some: null }, errors: ['some.1: first'] }),
    );
  });

  it('tells one error of each place that is null, the first', async () => {
    const sdl = 'type Query { one: Two } type Two { may: Int a: Int! b: Int! }';
    const fail = (message: string) => () => {
      throw bad(message);
    };
    const schema = schemaOf(sdl, {
      Query: { one: () => ({}) },
      Two: { may: fail('may'), a: fail('a'), b: fail('b') },
    });
    expect(await thrice(schema, '{ one { may a b } }')).toEqual(same({ data: { one: null }, errors: ['one.a: a'] }));
    expect(await thrice(schema, '{ one { may } }')).toEqual(
      same({ data: { one: { may: null } }, errors: ['one.may: may'] }),
    );
  });

  it('leaves no failure behind that nobody catches, which would end the process', async () => {
    const schema = schemaOf('type Query { all: [Item!]! } type Item { slow: Int must: Int! }', {
      Query: { all: () => [{ first: true }, {}] },
      Item: {
        slow: ({ first }: { first?: boolean }) => (first ? later(1) : null),
        must: () => {
          throw bad();
        },
      },
    });
    const uncaught: unknown[] = [];
    const note = (reason: unknown) => uncaught.push(reason);
    process.on('unhandledRejection', note);
    const answers = await thrice(schema, '{ all { slow must } }');
    await later(null, 5);
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
    for (const answer of answers)
      expect(answer).toMatchObject({ data: null, errors: [expect.stringMatching(/: bad$/)] });
  });

  it('tells fields apart whose names run together with another’s path', async () => {
    const seen: string[] = [];
    const schema = schemaOf('type Query { a: Inner } type Inner { b(n: Int): Int x: Inner }', {
      Query: { a: () => ({}) },
      Inner: { x: () => ({}) },
    });
    const field = (
      schema.getType('Inner') as never as { getFields(): Record<string, { resolve: unknown }> }
    ).getFields().b;
    Object.assign(field ?? {}, {
      resolve: (
        _: unknown,
        { n }: { n: number },
        __: unknown,
        info: { fieldNodes: { alias?: { value: string } }[] },
      ) => {
        seen.push(`${n} ${info.fieldNodes[0]?.alias?.value ?? 'b'}`);
        return n;
      },
    });
    const data = { a: { x: { b: 1 }, b_x: 2 } };
    expect(await thrice(schema, '{ a { x { b(n: 1) } b_x: b(n: 2) } }')).toEqual(same({ data, errors: [] }));
    expect([...new Set(seen)].sort()).toEqual(['1 b', '2 b_x']);
  });

  it('obeys directives on a fragment that is spread twice, and answers to any name', async () => {
    const schema = schemaOf('type Query { a: Int b: Int }', { Query: { a: () => 1, b: () => 2 } });
    const twice =
      'query ($no: Boolean!) { ...F @include(if: $no) ...G } fragment F on Query { a } fragment G on Query { ...F b @skip(if: $no) }';
    expect(await thrice(schema, twice, { no: false })).toEqual(same({ data: { a: 1, b: 2 }, errors: [] }));
    const [first] = await thrice(schema, '{ __proto__: a b }');
    expect(JSON.stringify(first)).toContain('"__proto__":1');
    expect((await thrice(schema, '{ __proto__: a b }')).map((a) => JSON.stringify(a))).toEqual(
      Array(3).fill(JSON.stringify(first)),
    );
  });

  it('runs no mutation behind one that failed and took the answer with it', async () => {
    const ran: string[] = [];
    const schema = schemaOf('type Query { a: Int } type Mutation { fails: Int! writes: Int! }', {
      Mutation: {
        fails: () => later(bad()),
        writes: () => ran.push('writes'),
      },
    });
    expect(await thrice(schema, 'mutation { fails writes }')).toEqual(same({ data: null, errors: ['fails: bad'] }));
    expect(await thrice(schema, 'mutation { ...Both } fragment Both on Mutation { fails writes }')).toHaveLength(3);
    expect(ran).toEqual([]);
  });
});
