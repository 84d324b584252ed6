import type { Db } from '../../db/client.js';
import { roomSchema } from '../kernel/room-schema.js';
import { EventReader } from './event.reader.js';
import { EventResolver } from './event.resolver.js';

/** The log as it is read: the subgraph, and the reader for the other ways out. */
export function exchangeRoom({ db }: { db: Db }) {
  const reader = new EventReader(db);
  return {
    reader,
    subgraph: {
      name: 'exchange',
      schema: roomSchema([new EventResolver(reader)]),
      entities: { Enterprise: { key: 'uscc' }, Division: { key: 'code' } },
    },
  };
}
