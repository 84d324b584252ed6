import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Lags } from '../exchange/index.js';

/** What the hub measures of itself, at /metrics in Prometheus' text format. */
export interface Metrics {
  registry: Registry;
  /** Seconds of GraphQL requests, by outcome: ok, errors (answered with errors), refused (not GraphQL). */
  requests: Histogram<'outcome'>;
  running: Gauge;
  /** Errors by their code. */
  errors: Counter<'code'>;
  /** Requests that were not answered within their time. */
  deadlines: Counter;
  /** Statements and transactions cancelled in the database because nobody waited for them any more. */
  cancelled: Counter;
  sockets: Gauge;
  /** Has the subscriptions counted whenever the metrics are read. */
  watchPush(
    read: () => { channels: number; subscribers: number; begun: number; streams: number; position: number },
  ): void;
  /** Seconds of attempts to deliver webhooks, by outcome: acknowledged or failed. */
  deliveries: Histogram<'outcome'>;
  /** Has the lags of webhooks and durable consumers read whenever the metrics are. */
  watchLags(read: () => Promise<Lags>): void;
}

/** Gauges of who is behind the log. What cannot be read now is left out: the other metrics matter most just then. */
function lagGauges(registers: Registry[], read: () => Promise<Lags>): void {
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    set: (lags: Lags, g: Gauge<L>) => void,
  ) =>
    new Gauge<L>({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        const lags = await read().catch(() => null);
        if (lags) set(lags, this);
      },
    });
  gauge('hub_webhook_lag_events', 'Events that a webhook has yet to get.', ['agency', 'webhook'], (lags, g) => {
    for (const { agency, name, lag } of lags.webhooks) g.set({ agency, webhook: name }, lag);
  });
  gauge(
    'hub_consumer_lag_events',
    'Events that a consumer has yet to acknowledge.',
    ['agency', 'consumer'],
    (lags, g) => {
      for (const { agency, name, lag } of lags.consumers) g.set({ agency, consumer: name }, lag);
    },
  );
  gauge('hub_webhooks_disabled', 'Webhooks that are disabled.', [], (lags, g) => {
    g.set(lags.webhooks.filter((w) => w.disabled).length);
  });
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
    deadlines: new Counter({
      name: 'hub_deadlines_passed_total',
      help: 'Requests that were not answered within their time.',
      registers,
    }),
    cancelled: new Counter({
      name: 'hub_statements_cancelled_total',
      help: 'Statements and transactions cancelled because nobody waited for them any more.',
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
      new Counter({
        name: 'hub_subscriptions_total',
        help: 'Subscriptions that have begun.',
        registers,
        collect() {
          this.reset();
          this.inc(read().begun);
        },
      });
      gauge(
        'hub_subscription_channels',
        'Different operations among them, each executed once for an event.',
        () => read().channels,
      );
      gauge('hub_event_streams', 'Open Server-Sent Events streams.', () => read().streams);
      gauge('hub_log_position', 'Last position of the log that this process has read.', () => read().position);
    },
    deliveries: new Histogram({
      name: 'hub_webhook_attempt_duration_seconds',
      help: 'Duration of attempts to deliver webhooks, by outcome.',
      labelNames: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
      registers,
    }),
    watchLags: (read) => lagGauges(registers, read),
  };
}
