import type { Subgraph } from '../federation/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import { type GraphPart, registerGraph, type ServingDeps } from '../register/index.js';
import { REGISTERS } from './registers.js';

/** The graphs of the registers that the kit makes, over one database. */
export function registerGraphs(deps: ServingDeps) {
  const declared = Object.values(REGISTERS).flatMap(({ declared }) => (declared?.words ? [declared] : []));
  const partsOf = (subgraph: string): GraphPart[] =>
    declared.flatMap((one) => (one.words?.subgraph === subgraph ? [registerGraph(one).serve(deps)] : []));
  return {
    /** What registers add to the subgraph of another room. */
    beside: (subgraph: string): object[] => partsOf(subgraph).flatMap((part) => part.resolvers),
    /** The subgraphs that registers have for themselves: those that no room makes. */
    own: (rooms: readonly string[]): Subgraph[] => {
      const names = new Set(declared.flatMap(({ words }) => words?.subgraph ?? []));
      return [...names].flatMap((name) => {
        if (rooms.includes(name)) return [];
        const parts = partsOf(name);
        const entities = Object.assign({}, ...parts.map((part) => part.entities));
        return [{ name, schema: roomSchema(parts.flatMap((part) => part.resolvers)), entities }];
      });
    },
  };
}
