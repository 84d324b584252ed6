import { type GraphQLFieldResolver, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { Db } from '../../db/client.js';
import { compose, type EntityReference, localSchema, type Subgraph } from '../../src/federation/index.js';
import { openRooms, type Rooms } from '../../src/server/index.js';

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Owning = EntityReference & Required<Pick<EntityReference, 'load' | 'isLoaded'>>;

export interface Schemas {
  rooms: Rooms;
  /** What the hub serves. */
  composed: GraphQLSchema;
  /** The same API as a team would write it in one piece. */
  monolith: GraphQLSchema;
}

/** Both schemas over the same rooms: one set of resolvers, loaders and statements. */
export async function bothSchemas(db: Db): Promise<Schemas> {
  const rooms = await openRooms(db);
  const { subgraphs } = rooms;
  const { apiSdl } = compose(subgraphs, (name) => `http://${name}.invalid`);
  return {
    rooms,
    composed: localSchema(apiSdl, subgraphs),
    monolith: monolithic(localSchema(apiSdl, subgraphs), subgraphs),
  };
}

/**
 * Turns a composed schema into the monolith: one GraphQL schema in which no room knows less than another. Where a room of the
 * hub answers a stub, and the composition decides by the selection whether its owner loads it (src/federation/stubs.ts), the
 * monolith's resolver loads the row there and then, by the same loader. All other fields are the same in both: what they
 * load beyond a row's core is for speed (src/federation/complete.ts), and a monolith would do it too.
 */
function monolithic(schema: GraphQLSchema, subgraphs: readonly Subgraph[]): GraphQLSchema {
  const owners = new Map<string, Owning>();
  for (const { entities } of subgraphs) {
    for (const [name, entity] of Object.entries(entities)) {
      if (entity.load && entity.isLoaded) owners.set(name, entity as Owning);
    }
  }
  let replaced = 0;
  for (const { schema: own, entities } of subgraphs) {
    for (const type of Object.values(own.getTypeMap())) {
      const target = schema.getType(type.name);
      if (!isObjectType(type) || !isObjectType(target) || type.name.startsWith('__')) continue;
      for (const { name, type: of, resolve } of Object.values(type.getFields())) {
        const entity = getNamedType(of).name;
        const owner = owners.get(entity);
        const field = target.getFields()[name];
        // A room has its own entities whole; a field of another room's that the composition left as it was is no stub's.
        if (!resolve || !owner || entities[entity] === owner || !field || field.resolve === resolve) continue;
        field.resolve = loading(resolve, owner);
        replaced++;
      }
    }
  }
  if (replaced === 0) throw new Error('found no field that answers stubs: mend scripts/bench/monolith.ts');
  return schema;
}

function loading(resolve: Resolve, { isLoaded, load }: Owning): Resolve {
  return (source, args, context, info) => {
    const one = (reference: object | null | undefined): unknown =>
      !reference || isLoaded(reference) ? reference : load(reference as Record<string, unknown>, context as never);
    const all = (found: unknown): unknown =>
      Array.isArray(found) ? found.map(one) : one(found as object | null | undefined);
    const found = resolve(source, args, context, info);
    return found instanceof Promise ? found.then(all) : all(found);
  };
}
