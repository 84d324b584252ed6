import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { connect } from '../../db/client.js';
import { EventReader, sequenced } from '../../src/exchange/index.js';
import { divisionOf, usccOf } from '../soak/companies.js';
import { cpuOf } from './cpu.js';
import { type Cluster, keep } from './database.js';
import { hub } from './hub-data.js';
import { type HubServer, serve } from './hub-server.js';
import { hubFingerprint } from './places.js';
import { say, start } from './process.js';
import { figure, type Line, median, type PartResult, ratioLine } from './report.js';
import type { Settings } from './settings.js';

const OPERATOR = 'bench operator';
const BATCH = 500;
const PAGE = 500;
const FIELDS = 'id type position cursor subject recordedAt data';

interface Target {
  graphql: string;
  reference: string;
  key: string;
  events: number;
  /** Cursor before the first event. */
  start: string;
}
interface Sample {
  rate: number;
  /** Microseconds of the server's CPU for an event. */
  cpu: number;
}

/** A log of so many events, read from its beginning by one subscriber, through the feed, and as bare rows; in turns. */
export async function runReplay(cluster: Cluster, { events, rounds }: Settings['replay']): Promise<PartResult> {
  const url = await logOf(cluster, events);
  const { key } = await hub<{ key: string }>(url, ['agency', 'rotate-key', OPERATOR]);
  const db = connect({ url, application: 'hub bench' });
  const first = await new EventReader(db).cursorAt(0);
  await db.close();
  const server = await serve(url);
  const reference = await serveReference(url);
  const samples: Record<keyof typeof WAYS, Sample[]> = { subscription: [], feed: [], reference: [] };
  try {
    const target = { graphql: server.url, reference: reference.url, key, events, start: first };
    for (let round = 0; round <= rounds; round++) {
      for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
        const { pid } = way === 'reference' ? reference : server;
        const before = [performance.now(), cpuOf(pid)] as const;
        await WAYS[way](target);
        const seconds = (performance.now() - before[0]) / 1000;
        const sample = { rate: events / seconds, cpu: ((cpuOf(pid) - before[1]) / events) * 1e6 };
        if (round > 0) samples[way].push(sample); // the first warms up
        if (round > 0) say(`replay, ${way}: ${figure(sample.rate, '/s')}, ${sample.cpu.toFixed(0)} µs of CPU an event`);
      }
    }
  } finally {
    await server.stop();
    await reference.stop();
  }
  const of = (way: keyof typeof WAYS, value: keyof Sample) => median(samples[way].map((s) => s[value]));
  const line = (way: 'subscription' | 'feed', what: string): Line =>
    ratioLine(
      `replay of ${figure(events, '')} events, ${what} ÷ bare rows as JSON lines`,
      of(way, 'rate'),
      of('reference', 'rate'),
      ' events/s',
    );
  const details = Object.keys(WAYS).map((way) => {
    const name = way as keyof typeof WAYS;
    return [name, figure(of(name, 'rate'), ''), of(name, 'cpu').toFixed(0)];
  });
  return {
    lines: [line('subscription', 'one subscriber (graphql-transport-ws)'), line('feed', 'the feed, pages of 500')],
    details: [['replay', 'events/s', 'CPU of the server, µs an event'], ...details],
    samples,
  };
}

const WAYS = { subscription: subscribe, feed, reference: lines };

const logOf = (cluster: Cluster, events: number): Promise<string> =>
  keep(cluster, {
    name: `hub_log_${events}`,
    mark: `${hubFingerprint()} 1`,
    fill: async (url) => {
      await hub(url, ['migrate']);
      await hub(url, ['agency', 'add', '--name', OPERATOR, '--kind', 'OPERATOR']);
      say(`writing ${events} events …`);
      const db = connect({ url, application: 'hub bench' });
      for (let n = 0; n < events; n += BATCH) {
        await sequenced(db, async ({ append }) => {
          for (let i = n; i < Math.min(events, n + BATCH); i++)
            append({
              type: i % 3 === 0 ? 'accident.reported' : 'enterprise.changed',
              subject: usccOf(i % 10_000),
              division: divisionOf(i),
              public: true,
              data: { id: String(i), documentNumber: `甘安监-${i}`, level: 'ORDINARY', deaths: 1, seriousInjuries: 2 },
            });
        });
      }
      await db.sql.unsafe('vacuum analyze hub.event');
      await db.close();
    },
  });

async function serveReference(databaseUrl: string): Promise<HubServer> {
  const file = fileURLToPath(new URL('replay-reference.js', import.meta.url));
  return new Promise((done, fail) => {
    const server = start(process.execPath, [file], {
      env: { DATABASE_URL: databaseUrl },
      onLine: (line) => done({ url: JSON.parse(line).url, pid: server.pid, stop: server.stop }),
    });
    server.finished.then(() => fail(new Error('the reference stopped by itself')), fail);
  });
}

/** One subscriber over a WebSocket that asks for everything from the beginning. */
async function subscribe({ graphql, key, events, start: after }: Target): Promise<void> {
  const socket = new WebSocket(graphql.replace('http', 'ws'), 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  const query = `subscription ($after: Cursor) { events(after: $after) { ${FIELDS} } }`;
  let heard = 0;
  await new Promise<void>((done, fail) => {
    socket.once('open', () => send({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } }));
    socket.once('error', fail);
    socket.once('close', (code) => fail(new Error(`the hub closed the subscription: ${code}`)));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'connection_ack')
        send({ id: '1', type: 'subscribe', payload: { query, variables: { after } } });
      else if (message.type === 'next' && message.payload.data.events.position === ++heard) {
        if (heard === events) done();
      } else fail(new Error(`after ${heard} events: ${data.toString().slice(0, 300)}`));
    });
  });
  socket.removeAllListeners().close();
}

/** The pull feed, from page to page. */
async function feed({ graphql, key, events, start: after }: Target): Promise<void> {
  const query = `query ($after: Cursor) { events(after: $after, first: ${PAGE}) { nodes { ${FIELDS} } pageInfo { endCursor hasNextPage } } }`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  let heard = 0;
  for (let cursor = after; ; ) {
    const body = JSON.stringify({ query, variables: { after: cursor } });
    const response = await fetch(graphql, { method: 'POST', headers, body });
    const { nodes, pageInfo } = ((await response.json()) as { data: { events: FeedPage } }).data.events;
    for (const node of nodes) if (node.position !== ++heard) throw new Error(`${node.position} follows ${heard - 1}`);
    cursor = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  if (heard !== events) throw new Error(`the feed gave ${heard} of ${events} events`);
}
interface FeedPage {
  nodes: { position: number }[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
}

/** The bare rows, read to the end. */
async function lines({ reference, events }: Target): Promise<void> {
  const response = await fetch(reference);
  let heard = 0;
  let rest = '';
  for await (const chunk of (response.body as NonNullable<typeof response.body>).pipeThrough(new TextDecoderStream())) {
    const all = (rest + chunk).split('\n');
    rest = all.pop() as string;
    for (const line of all) if (JSON.parse(line).position !== ++heard) throw new Error(`after ${heard - 1}: ${line}`);
  }
  if (heard !== events) throw new Error(`the reference gave ${heard} of ${events} events`);
}
