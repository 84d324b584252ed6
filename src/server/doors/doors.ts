import type { FastifyPluginAsync } from 'fastify';
import type { EndpointDeps } from '../http/endpoint.js';
import type { Rooms } from '../rooms.js';
import { DISCLOSURE_PATHS, disclosureDoor } from './disclosure/disclosure.door.js';
import { EPOCHS_PATH, epochsDoor } from './epochs.door.js';
import { MEMBERS_PATH, type PortfolioDoorDeps, portfolioDoor, SCREENING_PATH } from './portfolio/portfolio.door.js';

/** A door beside GraphQL: what it answers, and how it is opened on Fastify. */
export interface Door {
  paths: readonly string[];
  open: FastifyPluginAsync;
}

export type DoorDeps = Pick<EndpointDeps, 'agencies' | 'log' | 'metrics' | 'deadlines'> &
  Pick<PortfolioDoorDeps, 'connections' | 'settings' | 'shares'>;

/** The doors of a process: all of them, or those of the subgraph that it serves alone. */
export function doorsOf(
  { portfolios, disclosures, events }: Rooms,
  { agencies, log, metrics, connections, settings, deadlines, shares }: DoorDeps,
  subgraph: string | undefined,
): Door[] {
  const members = portfolioDoor({
    agencies,
    portfolios,
    log,
    metrics: metrics.doors,
    connections,
    settings,
    deadlines,
    shares,
  });
  const logId = () => events.logId();
  const epochs = epochsDoor({ events, log, deadlines, shares });
  const doors: Record<string, Door> = {
    exchange: { paths: [EPOCHS_PATH], open: epochs },
    credit: { paths: [MEMBERS_PATH, SCREENING_PATH], open: members },
    linkage: { paths: DISCLOSURE_PATHS, open: disclosureDoor({ disclosures, logId, log, deadlines, shares }) },
  };
  return Object.entries(doors).flatMap(([name, door]) => (subgraph === undefined || subgraph === name ? [door] : []));
}
