import {
  type GraphQLFieldResolver,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { badInput } from '../kernel/errors.js';
import { refuseMalformed } from '../kernel/malformed.js';
import { subgraphSdl } from './sdl.js';
import type { Subgraph } from './subgraph.js';

const AnyScalar = new GraphQLScalarType({
  name: '_Any',
  description: 'A reference to an entity: its type name and key.',
});
const ServiceType = new GraphQLObjectType({
  name: '_Service',
  fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } },
});

interface Reference extends Record<string, unknown> {
  __typename: string;
}

/**
 * The subgraph as a standard router expects it: its schema with `_service` and `_entities` of the Federation 2
 * subgraph specification.
 */
export function routableSchema(subgraph: Subgraph): GraphQLSchema {
  const config = subgraph.schema.toConfig();
  const query = subgraph.schema.getQueryType();
  const sdl = subgraphSdl(subgraph);
  const entityTypes = Object.keys(subgraph.entities).flatMap((name) => {
    const type = subgraph.schema.getType(name);
    return isObjectType(type) ? [type] : [];
  });
  const fields = { ...query?.toConfig().fields };
  fields._service = { type: new GraphQLNonNull(ServiceType), resolve: () => ({ sdl }) };
  if (entityTypes.length > 0) {
    const entity = new GraphQLUnionType({
      name: '_Entity',
      types: entityTypes,
      resolveType: (v: Reference) => v.__typename,
    });
    const resolve: GraphQLFieldResolver<unknown, unknown> = (_, { representations }, context) =>
      (representations as unknown[]).map((given, index) => take(subgraph, given, index, context));
    fields._entities = {
      type: new GraphQLNonNull(new GraphQLList(entity)),
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(AnyScalar))) } },
      resolve,
    };
  }
  const types = config.types.filter((t) => t.name !== 'Query');
  return new GraphQLSchema({
    ...config,
    types,
    query: new GraphQLObjectType({ name: 'Query', fields }),
    assumeValid: true,
  });
}

async function take(subgraph: Subgraph, given: unknown, index: number, context: unknown): Promise<unknown> {
  const { reference, entity } = readReference(subgraph, given, index);
  if (!entity.load) return reference;
  const loaded = await entity.load(reference, context as never);
  if (loaded === null || loaded === undefined) return null;
  // A copy, for rows are shared between requests; with the row's fields as its own, which resolvers spread.
  const typename = { value: reference.__typename, enumerable: true };
  const own = { ...Object.getOwnPropertyDescriptors(loaded as object), __typename: typename };
  return Object.create(Object.getPrototypeOf(loaded), own);
}

/** The reference with its key as the entity's own scalar reads it; what is no reference of this subgraph is refused. */
function readReference({ schema, entities }: Subgraph, given: unknown, index: number) {
  const path = `representations.${index}`;
  const { __typename } = (given ?? {}) as Partial<Reference>;
  const entity =
    typeof __typename === 'string' && Object.hasOwn(entities, __typename) ? entities[__typename] : undefined;
  const type = entity && schema.getType(__typename as string);
  const keyType = isObjectType(type) ? getNamedType(type.getFields()[entity?.key ?? '']?.type) : undefined;
  const key = entity && (given as Reference)[entity.key];
  if (!entity || !isLeafType(keyType) || typeof key !== 'string') {
    const names = Object.entries(entities).map(([name, e]) => `${name} (${e.key})`);
    throw badInput([
      { path, code: 'REFERENCE', message: `names an entity by __typename and key: ${names.join(', ')}` },
    ]);
  }
  const value = keyType.parseValue(key);
  refuseMalformed({ [`${path}.${entity.key}`]: value });
  return { reference: { ...(given as Reference), [entity.key]: value }, entity };
}
