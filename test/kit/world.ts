import { type Agencies, agencies, agencyStore, type HubContext, PUBLIC, type Viewer } from '../../src/access/index.js';
import { dateOf } from '../../src/kernel/date.js';
import { type AgencyKind, needsDivision } from '../../src/kernel/vocabulary.js';
import type { Catalogue } from '../../src/reference/index.js';
import { readCatalogue } from '../../src/reference/index.js';
import { type TestDatabase, testDatabase } from './database.js';

/** A database, its reference tables, and agencies to act as. */
export interface World {
  db: TestDatabase;
  catalogue: Catalogue;
  agencies: Agencies;
  /** An agency of this kind (made once), as the viewer of a request. */
  agency(kind: AgencyKind, divisionCode?: string | null): Promise<Viewer & { agencyId: string; key: string }>;
}

export async function testWorld(options?: Parameters<typeof testDatabase>[0]): Promise<World> {
  const db = await testDatabase(options);
  const access = agencies(agencyStore(db));
  const made = new Map<string, Viewer & { agencyId: string; key: string }>();
  return {
    db,
    catalogue: await readCatalogue(db),
    agencies: access,
    agency: async (kind, divisionCode = null) => {
      const name = `${kind} ${divisionCode ?? 'everywhere'}`;
      const known = made.get(name);
      if (known) return known;
      // A kind that needs a division says the whole nation's.
      const own = divisionCode ?? (needsDivision(kind) ? '100000' : null);
      const { agency, key } = await access.add({ name, kind, divisionCode: own });
      const viewer = { kind, agencyId: agency.id, name, divisionCode: own, key };
      made.set(name, viewer);
      return viewer;
    },
  };
}

/** A resolver's context, as the server makes one for each request. */
export const contextOf = (viewer: Viewer = PUBLIC, receivedAt = new Date()): HubContext => ({
  viewer,
  loaders: new Map(),
  requestId: 'test',
  receivedAt,
  today: dateOf(receivedAt),
});
