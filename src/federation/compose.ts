import {
  composeServices,
  compositionHasErrors,
  transformSupergraphToPublicSchema,
} from '@theguild/federation-composition';
import { parse, print } from 'graphql';
import { subgraphSdl } from './sdl.js';
import type { Subgraph } from './subgraph.js';

export interface Composition {
  /** For a router. */
  supergraphSdl: string;
  /** For the agencies' programmers: the API without federation's directives. */
  apiSdl: string;
}

/** Composes the subgraphs into the supergraph and the public API; a conflict between rooms fails with every reason. */
export function compose(subgraphs: readonly Subgraph[], urlOf: (name: string) => string): Composition {
  const services = subgraphs.map((s) => ({ name: s.name, url: urlOf(s.name), typeDefs: parse(subgraphSdl(s)) }));
  const result = composeServices(services);
  if (compositionHasErrors(result)) {
    throw new Error(`the subgraphs do not compose:\n${result.errors.map((e) => `- ${e.message}`).join('\n')}`);
  }
  return {
    supergraphSdl: `${result.supergraphSdl.trim()}\n`,
    apiSdl: `${print(transformSupergraphToPublicSchema(parse(result.supergraphSdl))).trim()}\n`,
  };
}
