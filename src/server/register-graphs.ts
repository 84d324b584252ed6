import type { Subgraph } from '../federation/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import { type GraphPart, registerGraph, type ServingDeps } from '../register/index.js';
import { REGISTERS } from './registers.js';

/** The graphs of the registers that the kit makes, over one database. */
export function registerGraphs(deps: ServingDeps) {
  const parts = new Map<string, GraphPart[]>();
  for (const { declared } of Object.values(REGISTERS)) {
    if (!declared?.words) continue;
    const { subgraph } = declared.words;
    parts.set(subgraph, [...(parts.get(subgraph) ?? []), registerGraph(declared).serve(deps)]);
  }
  const taken = new Set<string>();
  return {
    /** What registers add to the subgraph of another room. */
    beside: (subgraph: string): object[] => {
      taken.add(subgraph);
      return (parts.get(subgraph) ?? []).flatMap((part) => part.resolvers);
    },
    /** The subgraphs that registers have for themselves: those that no room has asked for. */
    own: (): Subgraph[] =>
      [...parts].flatMap(([name, own]) => {
        if (taken.has(name)) return [];
        const entities = Object.assign({}, ...own.map((part) => part.entities));
        return [{ name, schema: roomSchema(own.flatMap((part) => part.resolvers)), entities }];
      }),
  };
}
