import { type GraphQLFieldResolver, isObjectType } from 'graphql';
import type { Subgraph } from './subgraph.js';

/**
 * Lets the fields of an owned entity that need more than its core columns load the rest first. The core's own fields stay
 * plain properties, which is what an executor reads fastest. In place: the schema is a room's own.
 */
export function completeEntities({ schema, entities }: Subgraph): void {
  for (const [typeName, { rest }] of Object.entries(entities)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type) || !rest) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      if (!rest.fields.has(name)) continue;
      const own = field.resolve as GraphQLFieldResolver<Record<string, unknown>, unknown> | undefined;
      field.resolve = (source, args, context, info) => {
        if (rest.isLoaded(source)) return own ? own(source, args, context, info) : source[name];
        return Promise.resolve(rest.load(source, context as never)).then((loaded) => {
          if (loaded === null || loaded === undefined) return null;
          const whole = loaded as Record<string, unknown>;
          return own ? own(whole, args, context, info) : whole[name];
        });
      };
    }
  }
}
