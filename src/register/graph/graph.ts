import { type HubContext } from '../../access/index.js';
import type { Register } from '../definition.js';
import type { Facts } from '../facts.js';
import { type RegisterLoaders, registerLoaders } from '../register.loader.js';
import { RECORD_ID } from '../write-one.js';
import {
  allResolver,
  inForceResolver,
  listResolver,
  oneResolver,
  type RegisterGraphDeps,
  recordResolver,
  submissionResolver,
  versionResolver,
} from './resolvers.js';
import { type RegisterTypes, registerTypes } from './types.js';

/** What a register needs of the hub to be served. */
export type ServingDeps = Omit<RegisterGraphDeps<Facts>, 'loaders'>;

/** An entity of a subgraph as src/federation knows it. */
export interface EntityPart {
  key: string;
  isLoaded?: (source: object) => boolean;
  load?: (reference: Record<string, unknown>, context: HubContext) => unknown;
  rest?: { fields: ReadonlySet<string>; isLoaded(source: object): boolean; load: NonNullable<EntityPart['load']> };
}

/** A register's part of a subgraph, over one database. */
export interface GraphPart<F extends Facts = Facts> {
  resolvers: object[];
  entities: Record<string, EntityPart>;
  loaders: RegisterLoaders<F>;
}

/** The graph of a register: its classes, made once, and what serves them over a database. */
export interface RegisterGraph<F extends Facts> {
  subgraph: string;
  types: RegisterTypes<F>;
  serve(deps: ServingDeps): GraphPart<F>;
}

const graphs = new WeakMap<object, unknown>();

/** The graph of a register, derived from its facts and its words; the same whenever it is asked for. */
export function registerGraph<F extends Facts>(register: Register<F>): RegisterGraph<F> {
  const made = (graphs.get(register) as RegisterGraph<F> | undefined) ?? makeGraph(register);
  graphs.set(register, made);
  return made;
}

function makeGraph<F extends Facts>(register: Register<F>): RegisterGraph<F> {
  const { store, order = {}, reads, facts, words } = register;
  if (!words) throw new Error(`${register.name} has no words for a graph`);
  const { subgraph } = words;
  const types = registerTypes(register, words, subgraph);
  const { inForce, all } = words.enterprise ?? {};
  const shown = (fields?: readonly string[]) => (field: string) => !fields || fields.includes(field);
  const classes = [
    ...(words.one ? [oneResolver(types, words.one)] : []),
    ...(words.list ? [listResolver(types, words, register, words.list)] : []),
    recordResolver(types, words, shown(order.type)),
    submissionResolver(types, words, register),
    versionResolver(types, words, shown(order.version ?? ['division', 'provenance'])),
    ...(inForce ? [inForceResolver(types, inForce)] : []),
    ...(all ? [allResolver(types, all)] : []),
  ];
  const core = store.pieces.own.core;
  const loadedBy = core?.[0] ?? 'providerId';
  const rest = core ? Object.keys(facts).filter((name) => !core.includes(name)) : [];
  return {
    subgraph,
    types,
    serve: (deps) => {
      const loaders = registerLoaders(deps.db, store, reads);
      const load: NonNullable<EntityPart['load']> = ({ id }, context) =>
        RECORD_ID.test(String(id)) ? loaders.byId(context).load(String(id)) : null;
      const entity: EntityPart = { key: 'id', isLoaded: (source) => loadedBy in source, load };
      if (rest.length > 0)
        entity.rest = {
          fields: new Set([...rest, 'division', 'provenance']),
          isLoaded: (source) => 'providerId' in source,
          load,
        };
      return {
        resolvers: classes.map((made) => new made({ ...deps, loaders })),
        entities: {
          Enterprise: { key: 'uscc' },
          ...(shown(order.type)('division') ? { Division: { key: 'code' } } : {}),
          ...(words.entity ? { [words.type]: entity } : {}),
        },
        loaders,
      };
    },
  };
}
