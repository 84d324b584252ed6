import type { GraphQLSchema } from 'graphql';

/** How a subgraph takes up an object that another subgraph only names by its key. */
export interface EntityReference {
  /** The key field. */
  key: string;
  /** Whether an object carries its fields already. Left out where the key is all that this subgraph's fields need. */
  isLoaded?(source: object): boolean;
  /** The whole object of a reference, through the owner's loader; null where there is none that the viewer may see. */
  load?(reference: Record<string, unknown>, context: never): unknown;
}

/** What a room hands to the composition: its schema with its own resolvers, and the entities that it shares in. */
export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  entities: Record<string, EntityReference>;
}
