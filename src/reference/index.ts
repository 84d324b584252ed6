import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from './catalogue.js';
import { DivisionResolver, IndustryResolver, SafetySectorResolver } from './reference.resolver.js';

export * from './core.js';

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
