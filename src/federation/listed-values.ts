import { type GraphQLEnumType, GraphQLError, type GraphQLSchema, isEnumType } from 'graphql';
import { listedValues } from '../kernel/enums.js';

/** What graphql-js says of a value that an enum does not have, or of one in quotes. */
const UNKNOWN = /(?:does not exist in "\w+" enum|cannot represent non-(?:enum|string) value)(?!.* It takes )/s;

/** Has an enum say which values it takes, each with its term, wherever a literal or a variable has none of them. In place. */
function listing(type: GraphQLEnumType): void {
  const listed = <A extends unknown[]>(read: (...args: A) => unknown) =>
    function (this: GraphQLEnumType, ...args: A) {
      try {
        return read.apply(this, args);
      } catch (error) {
        if (!(error instanceof GraphQLError) || !UNKNOWN.test(error.message)) throw error;
        const message = `${error.message.replace(/\.?$/, '.')} It takes ${listedValues(type)}.`;
        throw new GraphQLError(message, { nodes: error.nodes ?? null });
      }
    };
  type.parseValue = listed(type.parseValue);
  type.parseLiteral = listed(type.parseLiteral);
}

/** Has every enum of a schema list its values in errors. In place: the schema is the hub's own. */
export function listEnumValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    if (isEnumType(type) && !type.name.startsWith('__')) listing(type);
  return schema;
}
