import { Counter, Gauge, type Registry } from 'prom-client';

/** Who was cut: by what it did not take in time, or did not send in time. */
export type Cut = 'socket' | 'stream' | 'answer' | 'screening' | 'head' | 'body' | 'message' | 'upload';
/** What is bounded at the doors, by the name of its setting. */
export type Bound =
  | 'HUB_BODIES_LIMIT_BYTES'
  | 'HUB_CONNECTIONS'
  | 'HUB_CONNECTIONS_PER_ADDRESS'
  | 'HUB_IMPORTS_LIMIT_BYTES'
  | 'HUB_IMPORTS_PER_AGENCY'
  | 'HUB_OPERATIONS_PER_SOCKET'
  | 'HUB_SCREENINGS'
  | 'HUB_SCREENINGS_PER_AGENCY'
  | 'HUB_SOCKETS_PER_AGENCY'
  | 'HUB_UPLOADS_PER_AGENCY'
  | 'HUB_WAITING_LIMIT_BYTES';

/** What the doors measure of themselves. */
export interface DoorMetrics {
  connections: Gauge;
  /** Bytes of bodies and messages that have begun and not ended. */
  bodyBytes: Gauge;
  /** Operations of sockets that are worked on. */
  operations: Gauge;
  /** Callers that were cut as too slow, reading (socket, stream, answer, screening) or sending (the others). */
  cut: Counter<'kind'>;
  /** Requests and connections that a bound turned away. */
  refused: Counter<'bound'>;
}

export function doorMetrics(registers: Registry[]): DoorMetrics {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    connections: gauge('hub_connections', 'Open connections.'),
    bodyBytes: gauge('hub_body_bytes', 'Bytes of bodies and messages that have begun and not ended.'),
    operations: gauge('hub_socket_operations', 'Operations of sockets that are worked on.'),
    cut: new Counter({
      name: 'hub_callers_cut_total',
      help: 'Callers that were cut because they read or sent too slowly, by what.',
      labelNames: ['kind'],
      registers,
    }),
    refused: new Counter({
      name: 'hub_bound_refusals_total',
      help: 'Requests and connections that a bound turned away, by its setting.',
      labelNames: ['bound'],
      registers,
    }),
  };
}
