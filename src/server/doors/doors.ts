import type { FastifyPluginAsync } from 'fastify';
import type { EndpointDeps } from '../http/endpoint.js';
import type { Rooms } from '../rooms.js';
import type { Settings } from '../settings.js';
import { DISCLOSURE_PATHS, disclosureDoor } from './disclosure/disclosure.door.js';
import { EPOCHS_PATH, epochsDoor } from './epochs.door.js';
import { IMPORT_PATHS, type ImportDoorDeps, importDoor } from './imports/import.door.js';
import { MEMBERS_PATH, type PortfolioDoorDeps, portfolioDoor, SCREENING_PATH } from './portfolio/portfolio.door.js';

/** A door beside GraphQL: what it answers, and how it is opened on Fastify. */
export interface Door {
  paths: readonly string[];
  open: FastifyPluginAsync;
}

export type DoorDeps = Pick<EndpointDeps, 'agencies' | 'log' | 'metrics' | 'deadlines'> &
  Pick<PortfolioDoorDeps, 'shares'> &
  Pick<ImportDoorDeps, 'connections' | 'imports'> & { settings: Settings };

/** The doors of a process: all of them, or those of the subgraph that it serves alone. */
export function doorsOf(
  { portfolios, disclosures, events, importers }: Rooms,
  { imports, ...deps }: DoorDeps,
  subgraph: string | undefined,
): Door[] {
  const { log, deadlines, shares } = deps;
  const common = { ...deps, metrics: deps.metrics.doors };
  const logId = () => events.logId();
  const epochs = epochsDoor({ events, log, deadlines, shares });
  const doors: Record<string, Door> = {
    exchange: {
      paths: [EPOCHS_PATH, ...IMPORT_PATHS],
      open: async (app) => {
        await app.register(epochs);
        await app.register(importDoor({ ...common, imports, importers }));
      },
    },
    credit: { paths: [MEMBERS_PATH, SCREENING_PATH], open: portfolioDoor({ ...common, portfolios }) },
    linkage: { paths: DISCLOSURE_PATHS, open: disclosureDoor({ disclosures, logId, log, deadlines, shares }) },
  };
  return Object.entries(doors).flatMap(([name, door]) => (subgraph === undefined || subgraph === name ? [door] : []));
}
