import type { GraphQLSchema } from 'graphql';
import type { Reads } from './database/reads.js';
import { Documents, documentSettings, TrustedDocuments } from './documents/index.js';
import { faultsOf } from './faults/faults.js';
import { type GraphQLServer, graphqlServer } from './graphql/graphql-server.js';
import { MAIN, schemasOf } from './graphql/schemas.js';
import { type EndpointDeps, graphqlEndpoint } from './http/endpoint.js';
import { limitsOf } from './operation/limits.js';
import type { Rooms } from './rooms.js';
import { gate } from './work/gate.js';
import { type HeavyDeps, HeavyThread } from './work/heavy.js';
import { Shares } from './work/shares.js';

export interface EndpointsDeps extends EndpointDeps, Omit<HeavyDeps, 'onFault' | 'onCancelled'> {
  rooms: Pick<Rooms, 'subgraphs' | 'operations'>;
  /** Where queries are read; left out: where everything is. */
  reads?: Reads | undefined;
}

/** The GraphQL endpoints of a process, by their paths, and what stands behind all of them: shares, and the heavy thread. */
export async function openEndpoints(deps: EndpointsDeps) {
  const { settings, databaseUrl, subgraph, onStatement, rooms, application, metrics, log, reads, seen } = deps;
  const documentsOf = (schema: GraphQLSchema) =>
    new Documents(schema, documentSettings(settings), {
      verdict: (verdict) => metrics.documents.inc({ verdict }),
      refused: (limit) => metrics.documentsRefused.inc({ limit }),
    });
  const shares = new Shares(settings, (by) => metrics.refused.inc({ by }));
  const own = { settings, databaseUrl, application, subgraph, log, onStatement, seen };
  const onFault: HeavyThread['deps']['onFault'] = (cause, more) => faultsOf(log).met(cause, more);
  const heavy = settings.HUB_HEAVY_THREAD
    ? new HeavyThread({
        ...own,
        onFault,
        onCancelled: () => metrics.cancelled.inc(),
        onRead: (place) => metrics.reads.inc({ place }),
      })
    : null;
  const trusted = new TrustedDocuments(rooms.operations.read, settings.HUB_TRUSTED_DOCUMENTS);
  const servers = new Map<string, GraphQLServer>();
  const endpoints = new Map<string, ReturnType<typeof graphqlEndpoint>>();
  for (const [name, schema] of schemasOf(rooms.subgraphs, subgraph ?? null, settings.HUB_SERVE_SUBGRAPHS)) {
    const through = gate({ shares, heavy, schema: name, lightCost: settings.HUB_LIGHT_COST });
    const registered = name === MAIN && !subgraph ? trusted : undefined;
    const server = await graphqlServer(
      schema,
      log,
      limitsOf(settings),
      documentsOf(schema),
      through,
      registered,
      reads,
    );
    servers.set(name, server);
    endpoints.set(name === MAIN ? '/graphql' : `/subgraphs/${name}`, graphqlEndpoint(server, deps));
  }
  metrics.watchShares(() => ({ lanes: shares.lanes, heavy: heavy?.size ?? 0 }));
  return {
    main: servers.get(MAIN) as GraphQLServer,
    shares,
    endpoints,
    /** Begins the heavy thread before it is needed. */
    warm: async () => heavy?.warm(),
    stop: async (): Promise<void> => {
      await Promise.all([...[...servers.values()].map((s) => s.stop()), heavy?.stop()]);
    },
  };
}
