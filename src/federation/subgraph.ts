import type { GraphQLSchema } from 'graphql';

/** How a subgraph takes up an object that another subgraph only names by its key. */
export interface EntityReference {
  /** The key field. */
  key: string;
  /** Whether an object carries what a field needs. Left out where the key is all that this subgraph's fields need. */
  isLoaded?(source: object, field: string): boolean;
  /** The object of a reference, with what a field needs, through the owner's loader; null where the viewer may see none. */
  load?(reference: Record<string, unknown>, context: never, field?: string): unknown;
}

/** What a room hands to the composition: its schema with its own resolvers, and the entities that it shares in. */
export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  entities: Record<string, EntityReference>;
}
