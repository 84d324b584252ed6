import { buildASTSchema, type GraphQLSchema, isEnumType, isObjectType, isScalarType, parse } from 'graphql';
import { listEnumValues } from './listed-values.js';
import { loadingStubs, ownersOf, stubOwner } from './stubs.js';
import type { Subgraph } from './subgraph.js';

/**
 * The composed API with the subgraphs' own resolvers: no planner, no HTTP. A field of an entity that arrives as a stub
 * (only its key) loads the stub's reference through its owner (stubs.ts); everything else is a direct call. A field without a
 * resolver carries whole objects, which its room has filled; a field with one may answer stubs.
 */
export function localSchema(apiSdl: string, subgraphs: readonly Subgraph[]): GraphQLSchema {
  const owners = ownersOf(subgraphs);
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
          const owner = stubOwner(field.type, owners, subgraph);
          if (field.resolve) target.resolve = owner ? loadingStubs(field.resolve, owner) : field.resolve;
        }
      }
    }
  }
  return listEnumValues(schema);
}
