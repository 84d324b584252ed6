import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';
import { refuseMalformed } from '../kernel/malformed.js';

/** What is malformed in it a batch reports record by record; every other argument is refused before the resolver runs. */
const BATCH_ARGUMENT = 'records';

/** Puts the refusal of malformed arguments in front of every field that takes any. In place: the schema is a room's own. */
export function guardArguments(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve;
      if (!resolve || field.args.length === 0) continue;
      const batch = field.args.some((a) => a.name === BATCH_ARGUMENT);
      const guarded: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
        refuseMalformed(batch ? { ...args, [BATCH_ARGUMENT]: null } : args);
        return resolve(source, args, context, info);
      };
      field.resolve = guarded;
    }
  }
  return schema;
}
