import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import {
  buildSchema,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  graphql,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, localSchema, type Subgraph } from '../../src/federation/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { describeRooms } from '../../src/server/index.js';
import { REGISTERS } from '../../src/server/registers.js';

const printed = (name: string) => readFileSync(join(projectRoot, `schema/${name}.graphql`), 'utf8');
const rooms = describeRooms();

const DIRECTIVES = `
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable on OBJECT | FIELD_DEFINITION
`;
type Resolvers = Record<string, Record<string, GraphQLFieldResolver<never, unknown>>>;

/** A room in small. */
function room(name: string, sdl: string, entities: Subgraph['entities'] = {}, resolvers: Resolvers = {}): Subgraph {
  const schema = buildSchema(DIRECTIVES + sdl);
  for (const [type, fields] of Object.entries(resolvers)) {
    for (const [field, resolve] of Object.entries(fields)) {
      const target = (schema.getType(type) as GraphQLObjectType).getFields()[field];
      if (target) target.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
    }
  }
  return { name, schema, entities };
}
const url = (name: string) => `http://${name}`;

describe('the printed subgraphs', () => {
  it('compose with Apollo’s composition as well, to the same API', () => {
    const services = rooms.map(({ name }) => ({ name, url: url(name), typeDefs: parse(printed(name)) }));
    const { errors = [], schema, supergraphSdl } = composeServices(services);
    expect(errors.map((e) => e.message)).toEqual([]);
    expect(supergraphSdl).toContain('join__Graph');
    const apollos = lexicographicSortSchema(schema?.toAPISchema().toGraphQLJSSchema() as never);
    expect(printSchema(apollos)).toBe(printSchema(lexicographicSortSchema(buildSchema(printed('api')))));
  });

  it('are the rooms that the hub serves, each named once in the supergraph', () => {
    const supergraph = printed('supergraph');
    for (const { name } of rooms)
      expect(supergraph.match(new RegExp(`@join__graph\\(name: "${name}"`, 'g'))).toHaveLength(1);
    // Registers that stand in no room's subgraph have their own, in the order of the list.
    const own = Object.values(REGISTERS).flatMap(({ declared }) => declared?.words?.subgraph ?? []);
    const registers = own.filter((name) => !['grading', 'credit', 'linkage'].includes(name));
    expect(rooms.map((r) => r.name)).toEqual([
      'reference',
      'enterprise',
      'grading',
      'accident',
      'hazard',
      'credit',
      'linkage',
      'exchange',
      ...registers,
    ]);
  });
});

describe('subgraphs that contradict each other', () => {
  const mine = 'type Query { mine: Mine } type Mine @key(fields: "id") { id: ID! depth: Int }';

  it('do not compose: two rooms answer one field', () => {
    const other = room('other', 'type Mine @key(fields: "id") { id: ID! depth: Int }');
    expect(() => compose([room('mines', mine), other], url)).toThrow(
      /^the subgraphs do not compose:\n- .*Mine\.depth.*(mines.*other|other.*mines)/,
    );
  });

  it('do not compose: a type differs', () => {
    const other = room('other', 'type Mine @key(fields: "id") { id: ID! depth: String @shareable }');
    const shared = room('mines', mine.replace('depth: Int', 'depth: Int @shareable'));
    expect(() => compose([shared, other], url)).toThrow(/- .*Mine\.depth.*Int.*String/s);
  });

  it('do not compose: a field that nobody can reach', () => {
    const other = room('other', 'type Mine @key(fields: "code") { code: ID! name: String }');
    expect(() => compose([room('mines', mine), other], url)).toThrow(/- .*Mine\.(name|code)/s);
  });

  it('do not compose, and every reason is named', () => {
    const other = room(
      'other',
      'type Mine @key(fields: "id") { id: ID! depth: Int kind(of: Kind): Kind } enum Kind { A }',
    );
    const third = room('third', 'type Query { mine: Mine } enum Kind { A B } type Mine @key(fields: "id") { id: ID! }');
    expect(() => compose([room('mines', mine), other, third], url)).toThrow(/(\n- .*){3}/);
  });
});

describe('the composed schema in one process', () => {
  /** A town's mines, which the inspection knows by their key alone, and the register of mines, which owns them. */
  function town() {
    const loads: string[] = [];
    const register = room(
      'register',
      'type Query { mine(id: ID!): Mine } type Mine @key(fields: "id") { id: ID! name: String! depth: Int owner: String }',
      {
        Mine: {
          key: 'id',
          isLoaded: (source) => 'name' in source,
          load: ({ id }) => {
            loads.push(String(id));
            return id === 'gone' ? null : { id, name: `Mine ${id}`, depth: 300 };
          },
        },
      },
      {
        Query: { mine: (_, { id }) => ({ id, name: `Mine ${id}`, depth: 1 }) },
        Mine: { owner: ({ name }) => `owner of ${name}` },
      },
    );
    const inspection = room(
      'inspection',
      `type Query { visits: [Visit!]! } type Visit { on: String! mine: Mine mines: [Mine] }
       type Mine @key(fields: "id") { id: ID! faults: Int! visits: [Visit!]! }`,
      { Mine: { key: 'id' } },
      {
        Query: {
          visits: () => [
            { on: 'Monday', at: 'a' },
            { on: 'Tuesday', at: 'gone' },
            { on: 'Friday', at: null },
          ],
        },
        Visit: {
          mine: ({ at }: { at: string | null }) => (at === null ? null : { id: at }),
          mines: async () => [{ id: 'a' }, null, { id: 'b' }],
        },
        Mine: {
          faults: ({ id }: { id: string }) => id.length,
          visits: ({ id }: { id: string }) => [{ on: 'again', at: id }],
        },
      },
    );
    const subgraphs = [register, inspection];
    const schema = localSchema(compose(subgraphs, url).apiSdl, subgraphs);
    return { loads, ask: (source: string) => graphql({ schema, source, contextValue: {} }) };
  }

  it('loads a stub through its owner where the owner’s fields are asked for', async () => {
    const { ask, loads } = town();
    const { data, errors } = await ask('{ visits { on mine { id name depth owner faults } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      visits: [
        { on: 'Monday', mine: { id: 'a', name: 'Mine a', depth: 300, owner: 'owner of Mine a', faults: 1 } },
        { on: 'Tuesday', mine: null },
        { on: 'Friday', mine: null },
      ],
    });
    expect(loads).toEqual(['a', 'gone']);
  });

  it('asks the owner nothing where the key and other rooms’ fields will do', async () => {
    const { ask, loads } = town();
    const { data } = await ask(
      '{ visits { mine { __typename id faults visits { on } } } mine(id: "z") { name faults } }',
    );
    expect(data).toMatchObject({
      mine: { name: 'Mine z', faults: 1 },
      visits: [{ mine: { id: 'a', faults: 1, visits: [{ on: 'again' }] } }, { mine: { id: 'gone' } }, { mine: null }],
    });
    expect(loads).toEqual([]);
  });

  it('loads stubs in lists, behind fragments, aliases and merged fields, at any depth', async () => {
    const { ask, loads } = town();
    const { data, errors } = await ask(`
      { visits { mines { ...F } } again: visits { m: mine { faults } m: mine { visits { mine { name } } } } }
      fragment F on Mine { ... on Mine { name } }`);
    expect(errors).toBeUndefined();
    const { visits, again } = data as { visits: unknown[]; again: unknown[] };
    expect(visits[0]).toEqual({ mines: [{ name: 'Mine a' }, null, { name: 'Mine b' }] });
    expect(again[0]).toEqual({ m: { faults: 1, visits: [{ mine: { name: 'Mine a' } }] } });
    expect(loads.length).toBeGreaterThan(0);
  });
});
