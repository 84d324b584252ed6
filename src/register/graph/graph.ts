import { type HubContext } from '../../access/index.js';
import { type DayWork, eventsOfDay, type LongDayWork } from '../../exchange/index.js';
import type { Register } from '../define.js';
import type { Row } from '../document.js';
import { nextEnded } from '../ending.store.js';
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
import type { RegisterWords } from './words.js';

/** What a register needs of the hub to be served. */
export type ServingDeps = Omit<RegisterGraphDeps<Facts>, 'loaders'>;

/** An entity of a subgraph as src/federation knows it. */
export interface EntityPart {
  key: string;
  isLoaded?: (source: object) => boolean;
  load?: (reference: Record<string, unknown>, context: HubContext) => unknown;
  rest?: { fields: ReadonlySet<string>; isLoaded(source: object): boolean; load: EntityPart['load'] };
}

/** A register's part of a subgraph, over one database. */
export interface GraphPart<F extends Facts> {
  resolvers: object[];
  entities: Record<string, EntityPart>;
  loaders: RegisterLoaders<F>;
  /** What days bring by themselves. */
  days: (DayWork | LongDayWork)[];
}

/** The graph of a register: its classes, made once, and what serves them over a database. */
export interface RegisterGraph<F extends Facts> {
  subgraph: string;
  types: RegisterTypes<F>;
  serve(deps: ServingDeps): GraphPart<F>;
}

/** Derives the graph of a register from its facts and its words. */
export function registerGraph<F extends Facts>(
  register: Register<F>,
  subgraph: string,
  words: RegisterWords<F>,
): RegisterGraph<F> {
  const { store, order = {}, events, endings = [], reads, facts } = register;
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
  // A source that has the first fact of the core is a record; one with the first of the rest is a whole one.
  const loadedBy = core?.[0] ?? (Object.keys(facts)[0] as string);
  const rest = core ? Object.keys(facts).filter((name) => !core.includes(name)) : [];
  return {
    subgraph,
    types,
    serve: (deps) => {
      const loaders = registerLoaders(deps.db, store, reads);
      const load: EntityPart['load'] = ({ id }, context) =>
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
        days: endings.map((ending) => {
          const tell = events.ended;
          if (!tell) throw new Error(`${register.name}: a day ends a record, and no event says so`);
          return eventsOfDay(ending.type, nextEnded(store, ending), (row: Row<F>, day) => tell(ending.type, row, day));
        }),
      };
    },
  };
}
