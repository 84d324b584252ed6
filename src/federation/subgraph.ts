import type { GraphQLSchema } from 'graphql';

/** How a subgraph takes up an object that another subgraph only names by its key. */
export interface EntityReference {
  /** The key field. */
  key: string;
  /**
   * Of the owner: the object of a reference, through a loader; null where the viewer may see none. Left out where the key is
   * all that this subgraph's fields need.
   */
  load?(reference: Record<string, unknown>, context: never): unknown;
  /** Of the owner: whether an object has been loaded. */
  isLoaded?(source: object): boolean;
  /** Of the owner, where `load` and lists carry only the core columns: the fields that need the rest, and how it is loaded. */
  rest?: EntityRest;
}

export interface EntityRest {
  fields: ReadonlySet<string>;
  isLoaded(source: object): boolean;
  load(reference: Record<string, unknown>, context: never): unknown;
}

/** What a room hands to the composition: its schema with its own resolvers, and the entities that it shares in. */
export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  entities: Record<string, EntityReference>;
}
