import type { Db } from '../../db/client.js';
import { roomSchema } from '../kernel/room-schema.js';
import { Catalogue } from './catalogue.js';
import { DivisionResolver, IndustryResolver, SafetySectorResolver } from './reference.resolver.js';
import { readReference } from './reference.store.js';

export { Catalogue } from './catalogue.js';
export type { DivisionRow } from './reference.store.js';

/** The reference room: its look-up for the others, and its subgraph. */
export function referenceRoom(catalogue: Catalogue) {
  return {
    catalogue,
    subgraph: {
      name: 'reference',
      schema: roomSchema([
        new DivisionResolver(catalogue),
        new IndustryResolver(catalogue),
        new SafetySectorResolver(catalogue),
      ]),
      entities: {
        Division: {
          key: 'code',
          isLoaded: (source: object) => 'statisticalOnly' in source,
          load: ({ code }: Record<string, unknown>) => catalogue.divisionOrBare(String(code)),
        },
        Industry: { key: 'code' },
      },
    },
  };
}

export const readCatalogue = async (db: Db): Promise<Catalogue> => new Catalogue(await readReference(db));
