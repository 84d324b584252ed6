import {
  type GraphQLField,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLUnionType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

type Resolve = GraphQLFieldResolver<unknown, unknown> | undefined;

/**
 * A copy of a schema of objects and unions, with other resolvers; the given schema stays as it is. One pass: a hub makes two
 * copies when it starts, for which `mapSchema` of the graphql-tools took 200 ms each.
 */
export function copySchema(
  schema: GraphQLSchema,
  resolveOf: (field: GraphQLField<unknown, unknown>) => Resolve,
): GraphQLSchema {
  const copies = new Map<GraphQLNamedType, GraphQLNamedType>();
  const copyOf = <T extends GraphQLNamedType>(type: T): T => (copies.get(type) as T | undefined) ?? type;
  const output = (type: GraphQLOutputType): GraphQLOutputType => {
    if (isNonNullType(type)) return new GraphQLNonNull(output(type.ofType) as never);
    return isListType(type) ? new GraphQLList(output(type.ofType)) : copyOf(type);
  };
  const fieldsOf = (type: GraphQLObjectType): GraphQLFieldConfigMap<unknown, unknown> => {
    const { fields } = type.toConfig();
    for (const [name, field] of Object.entries(type.getFields())) {
      const config = fields[name] as GraphQLFieldConfigMap<unknown, unknown>[string];
      fields[name] = { ...config, type: output(field.type), resolve: resolveOf(field) as Exclude<Resolve, undefined> };
    }
    return fields;
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInterfaceType(type)) throw new Error(`${type.name}: interfaces are not copied yet`);
    if (isUnionType(type)) {
      copies.set(type, new GraphQLUnionType({ ...type.toConfig(), types: () => type.getTypes().map(copyOf) }));
    }
    if (isObjectType(type)) {
      const { fields: _, ...config } = type.toConfig();
      copies.set(type, new GraphQLObjectType({ ...config, fields: () => fieldsOf(type) }));
    }
  }
  const config = schema.toConfig();
  const root = (type: GraphQLObjectType | null | undefined) => type && copyOf(type);
  return new GraphQLSchema({
    ...config,
    query: root(config.query),
    mutation: root(config.mutation),
    subscription: root(config.subscription),
    types: config.types.map(copyOf),
    assumeValid: true,
  });
}
