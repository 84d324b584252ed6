import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the hub measures of itself, at /metrics in Prometheus' text format. */
export interface Metrics {
  registry: Registry;
  /** Seconds of GraphQL requests, by outcome: ok, errors (answered with errors), refused (not GraphQL). */
  requests: Histogram<'outcome'>;
  running: Gauge;
  /** Errors by their code. */
  errors: Counter<'code'>;
  sockets: Gauge;
  /** Has the subscriptions counted whenever the metrics are read. */
  watchPush(read: () => { channels: number; subscribers: number; streams: number; position: number }): void;
}

export function metrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'hub_graphql_request_duration_seconds',
      help: 'Duration of GraphQL requests over HTTP, by outcome.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    running: new Gauge({ name: 'hub_graphql_requests_running', help: 'GraphQL requests being answered.', registers }),
    errors: new Counter({
      name: 'hub_graphql_errors_total',
      help: 'Errors in answers, by code.',
      labelNames: ['code'],
      registers,
    }),
    sockets: new Gauge({ name: 'hub_websocket_connections', help: 'Open WebSocket connections.', registers }),
    watchPush: (read) => {
      const gauge = (name: string, help: string, value: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(value());
          },
        });
      gauge('hub_subscribers', 'Subscriptions being pushed to.', () => read().subscribers);
      gauge(
        'hub_subscription_channels',
        'Different operations among them, each executed once for an event.',
        () => read().channels,
      );
      gauge('hub_event_streams', 'Open Server-Sent Events streams.', () => read().streams);
      gauge('hub_log_position', 'Last position of the log that this process has read.', () => read().position);
    },
  };
}
