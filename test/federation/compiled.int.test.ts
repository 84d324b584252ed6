import fc from 'fast-check';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  type InlineFragmentNode,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import { compileQuery } from 'graphql-jit';
import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Viewer } from '../../src/access/index.js';
import { compose, localSchema, routableSchema } from '../../src/federation/index.js';
import { executor } from '../../src/server/graphql/executor.js';
import { pendingLists } from '../../src/server/graphql/lists.js';
import { describeRooms, openRooms, type Rooms } from '../../src/server/index.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { contextOf } from '../kit/world.js';
import { type Making, makeDocument } from './documents.js';

/** Documents for each schema: all of them have an error in a list, by what is written into them. */
const RUNS = 60;

/** What graphql-js answers is what a compiled operation answers, whatever fails in whatever list. */
describe('a compiled operation over generated documents', () => {
  let hub: TestHub;
  let rooms: Rooms;
  let viewers: Viewer[];
  let making: Pick<Making, 'values' | 'without'>;
  beforeAll(async () => {
    // No checkpoint is signed between two askings.
    hub = await startTestHub({ HUB_CHECKPOINT_SECONDS: 86_400 });
    rooms = await openRooms(hub.db);
    const known = await Promise.all(Object.values(hub.keys).map((key) => rooms.agencies.viewerOf(`Bearer ${key}`)));
    viewers = [PUBLIC, ...(known as Viewer[])];
    making = { values: valuesOf(hub), without: VARYING };
  });

  const names = ['the composed API', ...describeRooms().map((r) => r.name)];
  for (const name of names) {
    it(`is answered as graphql-js answers it: ${name}`, async () => {
      const subgraph = rooms.subgraphs.find((s) => s.name === name);
      const schema = subgraph
        ? routableSchema(subgraph)
        : localSchema(compose(rooms.subgraphs, (n) => `http://${n}`).apiSdl, rooms.subgraphs);
      expect(namedAlike(schema)).toEqual([]);
      const spoiler = spoilerOf(schema, hub.county.mine);
      let compilations = 0;
      const compile: typeof compileQuery = (...args) => {
        compilations++;
        return compileQuery(...args);
      };
      const made = { compilable: 0, calm: 0 };
      const seen = { compiled: 0, inLists: 0, nulled: 0, raced: 0 };
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const [compilable, calm] = [g(fc.boolean), g(fc.boolean)];
          const { query, variables } = makeDocument(schema, { ...making, spoiler, compilable, calm }, g);
          if (compilable) made.compilable++;
          if (calm) made.calm++;
          const viewer = g(() => fc.constantFrom(...viewers));
          const document = parse(query);
          expect(validate(schema, document), query).toEqual([]);
          const receivedAt = new Date();
          const context = () => contextOf(viewer, receivedAt);
          const run = executor(schema, compile, Number.POSITIVE_INFINITY);
          const ask = () => run({ key: query, document, operationName: undefined, variables, context: context() });
          const first = plain(await ask());
          const before = compilations;
          for (const _ of ['compiled', 'again']) {
            const got = plain(await ask());
            expect(got.data, query).toEqual(first.data);
            for (const [i, error] of got.errors.entries()) {
              const expected = first.errors[i];
              if (JSON.stringify(error) === JSON.stringify(expected)) continue;
              // Of two that fail below one place, the first to fail is told: which one that is, the database decides.
              expect(placeOf(got.data, error), query).toEqual(placeOf(first.data, expected));
              expect(isNulledAbove(got.data, error.path ?? []), query).toBe(true);
              const alone = await execute({
                schema: pendingLists(schema),
                document: only(document, error.path ?? []),
                variableValues: variables,
                contextValue: context(),
              });
              expect(plain(alone).errors, query).toContainEqual(error);
              seen.raced++;
            }
            expect(got.errors.length, query).toBe(first.errors.length);
          }
          if (compilations > before) seen.compiled++;
          if (first.errors.some((e) => e.path?.some((p) => typeof p === 'number'))) seen.inLists++;
          if (first.errors.some((e) => isNulledAbove(first.data, e.path ?? []))) seen.nulled++;
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      expect(made.compilable).toBeGreaterThan(RUNS / 4);
      expect(seen.compiled).toBeGreaterThanOrEqual(made.compilable);
      expect(made.calm).toBeGreaterThan(RUNS / 4);
      expect(seen.inLists).toBeGreaterThanOrEqual(made.calm);
    });
  }
});

/** Answers that another asking may change: what is recorded of who asked, a receipt's time, the live head of the log. */
const VARYING = new Set(['inquiries', 'receipt', 'after', 'asOf', 'knownAt']);

interface PlainError {
  message: string;
  path: readonly (string | number)[] | undefined;
  code: unknown;
}

/** An answer as it leaves the hub, its errors in one order. */
function plain({ data, errors = [] }: ExecutionResult) {
  const list = errors.map(({ message, path, extensions }): PlainError => ({ message, path, code: extensions?.code }));
  const ordered = list.map((e) => JSON.stringify(e)).sort();
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: ordered.map((e) => JSON.parse(e) as PlainError) };
}

/** The place that an error made null. */
function placeOf(data: unknown, error: PlainError | undefined): (string | number)[] {
  const path = error?.path ?? [];
  for (let i = 0; i < path.length; i++) if (isNulledAbove(data, path.slice(0, i + 1))) return path.slice(0, i);
  return [...path];
}

/** A document with nothing but what leads to one field. */
function only(document: DocumentNode, path: readonly (string | number)[]): DocumentNode {
  const names = path.filter((key) => typeof key === 'string');
  const cut = ({ selections, ...set }: SelectionSetNode, at: number): SelectionSetNode => ({
    ...set,
    selections: selections.flatMap((s): SelectionNode[] => {
      if (s.kind === Kind.FIELD) {
        if ((s.alias ?? s.name).value !== names[at]) return [];
        return [s.selectionSet && at + 1 < names.length ? { ...s, selectionSet: cut(s.selectionSet, at + 1) } : s];
      }
      const fragment =
        s.kind === Kind.FRAGMENT_SPREAD
          ? document.definitions.find((d) => d.kind === Kind.FRAGMENT_DEFINITION && d.name.value === s.name.value)
          : s;
      const { typeCondition, selectionSet } = fragment as InlineFragmentNode;
      const inner = cut(selectionSet, at);
      if (inner.selections.length === 0) return [];
      return [
        {
          kind: Kind.INLINE_FRAGMENT,
          typeCondition,
          directives: s.directives,
          selectionSet: inner,
        } as InlineFragmentNode,
      ];
    }),
  });
  return visit(document, { OperationDefinition: (d) => ({ ...d, selectionSet: cut(d.selectionSet, 0) }) });
}

/** Fields whose type's and own name together are another's: the compiler would call the one's resolver for the other. */
function namedAlike(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const names = types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}${field}`));
  return names.filter((name, i) => names.indexOf(name) !== i);
}

/** Whether an error of a field that may not be null has taken something above it. */
function isNulledAbove(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data as Record<string | number, unknown> | null;
  for (const key of path) {
    if (value === null) return true;
    value = value[key] as typeof value;
  }
  return false;
}

function valuesOf({ county }: TestHub): Making['values'] {
  const { mine, works, trader, shop, elsewhere, unknown, accident, hazard } = county;
  const usccs = [mine, works, trader, shop, elsewhere, unknown, '91620621PDY000010B'];
  return {
    USCC: usccs,
    ID: ['1', '2', '1', '2', '999999', 'x', accident, hazard],
    Int: [1, 2, 3, 5, 10, 20, 50, 501],
    String: ['民勤', 'GB/T 33000-2016', '', 'grading.published'],
    Boolean: [true, false],
    Float: [1.5],
    Date: ['2020-01-01', '2026-02-28', '2026-02-30', new Date().toISOString().slice(0, 10)],
    DateTime: ['2020-01-01T00:00:00Z'],
    DivisionCode: ['62', '620621', '999999', '6206'],
    IndustryCode: ['B06', '06', 'C30'],
    Cursor: ['nothing'],
    _Any: [
      ...usccs.map((uscc) => ({ __typename: 'Enterprise', uscc })),
      ...['Grading', 'Accident', 'Hazard', 'Restriction', 'LinkageCase'].flatMap((type) =>
        ['1', '2', '999999', 'x'].map((id) => ({ __typename: type, id })),
      ),
      { __typename: 'Division', code: '620621' },
      { __typename: 'Division', code: '999999' },
      { __typename: 'Industry', code: '06' },
      { __typename: 'Nothing' },
    ],
  };
}

/** What is written into every document of a schema, so that errors stand in a list, and above one of its items' fields. */
function spoilerOf(schema: GraphQLSchema, uscc: string): Making['spoiler'] {
  const good = { __typename: 'Enterprise', uscc };
  if (schema.getQueryType()?.getFields()._entities) {
    const value = [good, { __typename: 'Nothing' }, good, { __typename: 'Nothing' }];
    return { field: 'spoilt: _entities(representations: $spoilt) { __typename }', variable: '[_Any!]!', value };
  }
  const field = `spoilt: enterprises(first: 3) { edges { node { uscc rating(asOf: $spoilt) { level }
    grading { enterprise { hazards(first: 501) { nodes { id } } accidents(first: 501) { nodes { id } } } } } } }`;
  return { field, variable: 'Date', value: '2026-02-30' };
}
