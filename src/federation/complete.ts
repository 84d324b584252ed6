import type { GraphQLFieldResolver } from 'graphql';
import { isObjectType } from 'graphql';
import type { Subgraph } from './subgraph.js';

/**
 * Lets every field of an owned entity take an object that does not carry it yet, a stub with only its key or a row with only
 * its core columns: the field then loads the rest through the owner's loader. In place: the schema is a room's own.
 */
export function completeEntities({ schema, entities }: Subgraph): void {
  for (const [typeName, { key, isLoaded, load }] of Object.entries(entities)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type) || !isLoaded || !load) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      if (name === key) continue;
      const own = field.resolve as GraphQLFieldResolver<Record<string, unknown>, unknown> | undefined;
      field.resolve = (source, args, context, info) => {
        if (isLoaded(source, name)) return own ? own(source, args, context, info) : source[name];
        return Promise.resolve(load(source, context as never, name)).then((loaded) => {
          if (loaded === null || loaded === undefined) return null;
          const whole = loaded as Record<string, unknown>;
          return own ? own(whole, args, context, info) : whole[name];
        });
      };
    }
  }
}
