import {
  buildASTSchema,
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  isScalarType,
  parse,
} from 'graphql';
import type { EntityReference, Subgraph } from './subgraph.js';

type Resolve = GraphQLFieldResolver<Record<string, unknown>, unknown>;

/**
 * The composed API with the subgraphs' own resolvers: no planner, no HTTP. A field of an entity that arrives as a stub
 * (only its key) first loads the stub's reference through its owner; everything else is a direct call.
 */
export function localSchema(apiSdl: string, subgraphs: readonly Subgraph[]): GraphQLSchema {
  const schema = buildASTSchema(parse(apiSdl), { assumeValidSDL: true });
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    for (const subgraph of subgraphs) {
      const own = subgraph.schema.getType(type.name);
      if (isScalarType(type) && isScalarType(own)) {
        type.serialize = own.serialize;
        type.parseValue = own.parseValue;
        type.parseLiteral = own.parseLiteral;
      } else if (isEnumType(type) && isEnumType(own)) {
        for (const value of type.getValues()) value.value = own.getValue(value.name)?.value ?? value.value;
      } else if (isObjectType(type) && isObjectType(own)) {
        const entity = subgraph.entities[type.name];
        for (const [name, field] of Object.entries(own.getFields())) {
          const target = type.getFields()[name];
          if (!target || target.resolve || name === entity?.key) continue;
          const resolve = resolverOf(field.resolve as Resolve | undefined, name, entity);
          if (resolve) target.resolve = resolve;
        }
      }
    }
  }
  return schema;
}

/** Undefined where reading the property is all there is to do: the executor does that fastest by itself. */
function resolverOf(own: Resolve | undefined, name: string, entity: EntityReference | undefined): Resolve | undefined {
  const { isLoaded, load } = entity ?? {};
  if (!isLoaded || !load) return own;
  const resolve = own ?? defaultFieldResolver;
  return (source, args, context, info) => {
    if (isLoaded(source)) return own ? resolve(source, args, context, info) : source[name];
    return Promise.resolve(load(source, context as never)).then((loaded) => {
      if (loaded === null || loaded === undefined) return null;
      return resolve(loaded as Record<string, unknown>, args, context, info);
    });
  };
}
