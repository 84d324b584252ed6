import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ClockGuard, Lag, Lags } from '../../exchange/index.js';
import { clockGauges } from './clock-metrics.js';
import { type DoorMetrics, doorMetrics } from './door-metrics.js';

/** What the hub measures of itself, at /metrics in Prometheus' text format. */
export interface Metrics {
  /** What anybody may read: numbers of the hub as a whole. No label here holds a name or an id of anybody's. */
  registry: Registry;
  /** What names agencies, their webhooks and consumers: by HUB_METRICS_KEY, or on HUB_METRICS_PORT. */
  named: Registry;
  /** Seconds of GraphQL requests, by outcome: ok, errors (answered with errors), refused (not GraphQL). */
  requests: Histogram<'outcome'>;
  running: Gauge;
  /** Errors by their code. */
  errors: Counter<'code'>;
  /** Requests that were not answered within their time. */
  deadlines: Counter;
  /** Statements and transactions cancelled in the database because nobody waited for them any more. */
  cancelled: Counter;
  /** Queries by where they were read: standby or primary. Only where there are standbys to read from. */
  reads: Counter<'place'>;
  /** Has the standbys that are read from looked at whenever the metrics are read. */
  watchReads(read: () => { lag: number; well: boolean }[]): void;
  sockets: Gauge;
  /** Operations turned away, by the setting whose share was used up; `waiting`: because too many waited. */
  refused: Counter<'by'>;
  /** Has what runs and waits counted whenever the metrics are read. */
  watchShares(
    read: () => { lanes: Record<string, { state: { running: number; waiting: number } }>; heavy: number },
  ): void;
  /** Documents that were not known yet, by what preparing them takes: light or heavy. */
  documents: Counter<'verdict'>;
  /** Documents that were refused before they were parsed, by the limit. */
  documentsRefused: Counter<'limit'>;
  /** What is open and held at the doors, and whom their bounds turned away. */
  doors: DoorMetrics;
  /** Has the subscriptions counted whenever the metrics are read. */
  watchPush(
    read: () => {
      channels: number;
      subscribers: number;
      begun: number;
      streams: number;
      position: number;
      epochs: number;
      otherHistories: number;
    },
  ): void;
  /** Seconds of attempts to deliver webhooks, by outcome: acknowledged or failed. */
  deliveries: Histogram<'outcome'>;
  /** Has the days counted that are left of the holiday table, whenever the metrics are read. */
  watchHolidays(read: () => Promise<number>): void;
  /** Has the lags of webhooks and durable consumers read whenever the metrics are. */
  watchLags(read: () => Promise<Lags>): void;
  /** Has the imports counted that run and wait, over all hubs of the database, whenever the metrics are read. */
  watchImports(read: () => Promise<{ running: number; waiting: number }>): void;
  /** Has the clocks told as they were seen last, whenever the metrics are read. */
  watchClock(read: () => ClockGuard): void;
}

/** Gauges of who is behind the log. What cannot be read now is left out: the other metrics matter most just then. */
function lagGauges(open: Registry[], named: Registry[], read: () => Promise<Lags>): void {
  const gauge = <L extends string>(
    registers: Registry[],
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
  const total = (name: string, help: string, of: (lags: Lags) => number) =>
    gauge(open, name, help, [], (lags, g) => g.set(of(lags)));
  const behind = (all: readonly Lag[]) => all.filter(({ lag }) => lag > 0).length;
  const most = (all: readonly Lag[]) => all.reduce((max, { lag }) => Math.max(max, lag), 0);
  total('hub_webhooks', 'Webhooks.', ({ webhooks }) => webhooks.length);
  total(
    'hub_webhooks_disabled',
    'Webhooks that are disabled.',
    ({ webhooks }) => webhooks.filter((w) => w.disabled).length,
  );
  total('hub_webhooks_behind', 'Webhooks that have yet to get events.', ({ webhooks }) => behind(webhooks));
  total('hub_webhook_lag_events_max', 'Most events that a webhook has yet to get.', ({ webhooks }) => most(webhooks));
  total('hub_consumers', 'Durable consumers.', ({ consumers }) => consumers.length);
  total('hub_consumers_behind', 'Consumers that have yet to acknowledge events.', ({ consumers }) => behind(consumers));
  total('hub_consumer_lag_events_max', 'Most events that a consumer has yet to acknowledge.', (l) => most(l.consumers));
  gauge(named, 'hub_webhook_lag_events', 'Events that a webhook has yet to get.', ['agency', 'webhook'], (lags, g) => {
    for (const { agency, name, lag } of lags.webhooks) g.set({ agency, webhook: name }, lag);
  });
  gauge(
    named,
    'hub_consumer_lag_events',
    'Events that a consumer has yet to acknowledge.',
    ['agency', 'consumer'],
    (lags, g) => {
      for (const { agency, name, lag } of lags.consumers) g.set({ agency, consumer: name }, lag);
    },
  );
}

export function metrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const named = new Registry();
  return {
    registry,
    named,
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
    reads: new Counter({
      name: 'hub_queries_read_total',
      help: 'Queries by where they were read, where there are standbys to read from: standby or primary.',
      labelNames: ['place'],
      registers,
    }),
    watchReads: (read) => {
      const gauge = (name: string, help: string, of: (one: ReturnType<typeof read>[number]) => number) =>
        new Gauge({
          ...{ name, help, registers, labelNames: ['standby'] },
          collect() {
            for (const [i, one] of read().entries()) this.set({ standby: String(i + 1) }, of(one));
          },
        });
      const which = 'by its place in HUB_READ_DATABASE_URL';
      gauge(
        'hub_standby_lag_positions',
        `Positions that a standby was behind when it was asked last, ${which}.`,
        (s) => s.lag,
      );
      gauge('hub_standby_read', `1 where a standby is read from, ${which}.`, ({ well }) => (well ? 1 : 0));
    },
    sockets: new Gauge({ name: 'hub_websocket_connections', help: 'Open WebSocket connections.', registers }),
    refused: new Counter({
      name: 'hub_operations_refused_total',
      help: 'Operations turned away because their caller had had its share, by the setting; by "waiting": too many waited.',
      labelNames: ['by'],
      registers,
    }),
    watchShares: (read) => {
      const gauge = (name: string, help: string, value: 'running' | 'waiting') =>
        new Gauge({
          name,
          help,
          labelNames: ['lane'],
          registers,
          collect() {
            for (const [lane, { state }] of Object.entries(read().lanes)) this.set({ lane }, state[value]);
          },
        });
      gauge('hub_operations_running', 'Operations under way, by lane.', 'running');
      gauge('hub_operations_waiting', 'Operations that wait for their turn, by lane.', 'waiting');
      new Gauge({
        name: 'hub_heavy_operations',
        help: 'Operations that the heavy thread works on.',
        registers,
        collect() {
          this.set(read().heavy);
        },
      });
    },
    documents: new Counter({
      name: 'hub_documents_total',
      help: 'GraphQL documents that were not known yet, by what preparing them takes: light or heavy.',
      labelNames: ['verdict'],
      registers,
    }),
    documentsRefused: new Counter({
      name: 'hub_documents_refused_total',
      help: 'GraphQL documents refused before they were parsed, by the limit.',
      labelNames: ['limit'],
      registers,
    }),
    doors: doorMetrics(registers),
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
      gauge('hub_log_epochs', 'Epochs of the log: one more than it has gone back.', () => read().epochs);
      gauge(
        'hub_log_other_histories',
        'Cursors shown to this process that are of another history than the log’s: it was put back and nobody declared it (npx hub log restored).',
        () => read().otherHistories,
      );
      gauge('hub_log_position', 'Last position of the log that this process has read.', () => read().position);
    },
    deliveries: new Histogram({
      name: 'hub_webhook_attempt_duration_seconds',
      help: 'Duration of attempts to deliver webhooks, by outcome.',
      labelNames: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
      registers,
    }),
    watchHolidays: (read) => {
      new Gauge({
        name: 'hub_holiday_days_left',
        help: 'Days from today to the last that the holiday table covers; behind it deadlines in working days are refused.',
        registers,
        async collect() {
          const left = await read().catch(() => null);
          if (left === null) this.remove();
          else this.set(left);
        },
      });
    },
    watchLags: (read) => lagGauges(registers, [named], read),
    watchImports: (read) => {
      new Gauge({
        name: 'hub_imports',
        help: 'Files that agencies handed in over HTTP, over all hubs of the database: those that are imported now, and those that wait.',
        labelNames: ['state'],
        registers,
        async collect() {
          this.reset();
          const state = await read().catch(() => null);
          if (!state) return;
          this.set({ state: 'running' }, state.running);
          this.set({ state: 'waiting' }, state.waiting);
        },
      });
    },
    watchClock: (read) => clockGauges(registers, read),
  };
}
