import type { GraphQLSchema } from 'graphql';
import { compose, localSchema, routableSchema, type Subgraph } from '../../federation/index.js';
import { HubError } from '../../kernel/errors.js';

/** Where a router finds the subgraphs, by default. */
export const subgraphUrl = (base: string) => (name: string) => `${base}/subgraphs/${name}`;

/** Name of the schema that is served at /graphql. */
export const MAIN = 'api';

/** The schemas that a process serves: at /graphql the composed API, or one subgraph alone; the others by their subgraphs' names. */
export function schemasOf(
  subgraphs: readonly Subgraph[],
  only: string | null,
  withSubgraphs: boolean,
): Map<string, GraphQLSchema> {
  if (only) {
    const one = subgraphs.find((s) => s.name === only);
    if (one) return new Map([[MAIN, routableSchema(one)]]);
    const names = subgraphs.map((s) => s.name).join(', ');
    throw new HubError('BAD_USER_INPUT', `there is no subgraph ${only}; there is ${names}`);
  }
  const schemas = new Map([[MAIN, localSchema(compose(subgraphs, subgraphUrl('')).apiSdl, subgraphs)]]);
  if (withSubgraphs) for (const s of subgraphs) schemas.set(s.name, routableSchema(s));
  return schemas;
}
