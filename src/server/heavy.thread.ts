import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { FormattedExecutionResult } from 'graphql';
import { connect } from '../../db/client.js';
import { clusterOf } from '../../db/pool.js';
import { type HubContext, openKeyring } from '../access/index.js';
import { clockGuard, parseBlocks } from '../exchange/core.js';
import { HubError } from '../kernel/errors.js';
import { Patience } from '../kernel/patience.js';
import { watchKnownCodes } from '../reference/index.js';
import { webhookServices } from './background/webhooks.js';
import { readsOf, type Seen } from './database/reads.js';
import { Documents, documentCheck, documentSettings, printedApi } from './documents/index.js';
import { faultsElsewhere } from './faults/faults.js';
import { type GraphQLServer, graphqlServer } from './graphql/graphql-server.js';
import { schemasOf } from './graphql/schemas.js';
import { limitsOf } from './operation/limits.js';
import { openRooms } from './rooms.js';
import { clockLimitsOf, type Settings, signingKeysOf } from './settings.js';
import { openLog } from './watch/log.js';
import type { Gate } from './work/gate.js';
import type { FromHeavy, HeavyAnswer, HeavyStart, HeavyTask, ToHeavy } from './work/heavy.message.js';

/**
 * The heavy thread (work/README.md, "The heavy thread"): the hub once more, with connections of its own and without doors, for
 * operations that would keep the serving thread from its single checks.
 */
const port = parentPort as MessagePort;
const start = workerData as HeavyStart;
const say = (message: FromHeavy, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** Below the serving thread, where the system lets threads of a process differ (Linux). */
const NICE = 10;
if (process.platform === 'linux') {
  try {
    setPriority(0, NICE);
  } catch {
    // It works as well as before, only less politely.
  }
}

const settings: Settings = {
  ...start.settings,
  HUB_WEBHOOK_ALLOW: start.allow ? (parseBlocks(start.allow) ?? []) : [],
};
const log = openLog(settings);
faultsElsewhere(log, (cause, more) => say({ kind: 'fault', cause, more }));
const connection = {
  ...{ max: settings.HUB_HEAVY_AT_ONCE, checks: settings.HUB_HEAVY_AT_ONCE, recorders: 1, writers: 2 },
  application: start.application,
  statementTimeout: Math.min(settings.HUB_STATEMENT_TIMEOUT_MS, settings.HUB_REQUEST_WITHIN_MS),
  onCancelled: () => say({ kind: 'cancelled' }),
  ...(start.tellStatements ? { onStatement: (text: string) => say({ kind: 'statement', text }) } : {}),
};
const db = connect({ url: start.databaseUrl, ...connection });
clockGuard(db).limits = clockLimitsOf(settings);
/** What the serving thread had seen of the log when it handed over last. */
let seen: Seen = { position: 0, epoch: '' };
const keyring = openKeyring(signingKeysOf(settings));
const documents = documentCheck(printedApi, documentSettings(settings));
const rooms = await openRooms(db, { webhooks: webhookServices(settings, keyring), keyring, documents });
const codes = watchKnownCodes(db);
const reads = readsOf(settings, connection, {
  seen: () => seen,
  reached: clusterOf(start.databaseUrl) ? (position) => rooms.events.reached(position) : undefined,
  counted: (place) => say({ kind: 'read', place }),
});
/** The serving thread has counted what it hands over. */
const COUNTED = { verdict: () => {}, refused: () => {} };
/** Everybody has had its turn who is here; what an operation costs is told with its answer. */
const costs = new WeakMap<HubContext, number>();
const open: Gate = {
  arrive: () => null,
  reading: async () => () => {},
  turn: async ({ context, cost }) => {
    costs.set(context, cost);
    return () => {};
  },
  elsewhere: null,
};
const servers = new Map<string, GraphQLServer>();
for (const [name, schema] of schemasOf(rooms.subgraphs, start.subgraph, settings.HUB_SERVE_SUBGRAPHS))
  servers.set(
    name,
    await graphqlServer(
      schema,
      log,
      limitsOf(settings),
      new Documents(schema, documentSettings(settings), COUNTED),
      open,
      undefined,
      reads,
    ),
  );

const LONG_SUBSCRIPTION =
  'the document of a subscription is read on the serving thread, and this one is too long for it: shorten it';
const LEFT = new HubError('UNAVAILABLE', 'the caller has left');
const running = new Map<number, Patience>();

async function run(task: HeavyTask, patience: Patience): Promise<HeavyAnswer> {
  const server = servers.get(task.schema);
  if (!server) throw new Error(`the heavy thread has no schema ${task.schema}`);
  const context: HubContext = { ...task.context, loaders: new Map(), patience };
  const subscribe = () => Promise.reject(new HubError('LIMIT_EXCEEDED', LONG_SUBSCRIPTION, { limit: 'subscription' }));
  const door = { readOnly: task.readOnly, ...(task.subscribes ? { subscribe } : {}) };
  const ran = await server.run(task.request, context, door);
  if ('begun' in ran) throw new Error('a subscription began where none is answered');
  const cost = costs.get(context) ?? 0;
  if (ran.refused) return { cost, refused: true, result: ran.result, status: ran.status };
  return {
    cost,
    refused: false,
    body: new TextEncoder().encode(JSON.stringify(ran.result)),
    sketch: sketchOf(ran.result),
  };
}

const sketchOf = ({ data, errors = [] }: FormattedExecutionResult) => ({
  data: data !== undefined,
  codes: errors.map((e) => String(e.extensions?.code ?? 'NONE')),
});

function take(id: number, task: HeavyTask): void {
  const patience = new Patience();
  running.set(id, patience);
  run(task, patience)
    .then(
      (answer) => {
        if (patience.over) return;
        say({ kind: 'answered', id, answer }, answer.refused ? [] : [answer.body.buffer as ArrayBuffer]);
      },
      (err) => {
        log.error({ requestId: task.context.requestId, err }, 'request failed');
        say({ kind: 'failed', id, message: String((err as Error).message) });
      },
    )
    .finally(() => running.delete(id));
}

port.on('message', (message: ToHeavy) => {
  if (message.kind === 'run') {
    seen = message.seen ?? seen;
    take(message.id, message.task);
  } else if (message.kind === 'leave') running.get(message.id)?.end(LEFT);
  else if (message.kind === 'ask') say({ kind: 'here' });
  else void stop();
});

async function stop(): Promise<void> {
  for (const patience of running.values()) patience.end(LEFT);
  await Promise.all([codes.stop(), ...[...servers.values()].map((s) => s.stop())]);
  await Promise.all([db.close(), reads?.close()]);
  port.close();
}

say({ kind: 'ready' });
