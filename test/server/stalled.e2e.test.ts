import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { ask } from '../kit/ask.js';
import { testDatabase } from '../kit/database.js';
import { seedAgencies } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { killLeftProcesses, startProcess } from '../kit/process.js';
import { deafSocket, destroyRawClients, frameOf, headOf, rawClient, seen } from '../kit/raw-client.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

/** Collects garbage when it is asked to by a signal, so that what is counted is what is held. */
const COLLECTING = `data:text/javascript,process.on('SIGUSR2',()=>globalThis.gc())`;
const SENDERS = 200;
const READERS = 15;
/** So many that more of them wait for a stream than the network takes by itself. */
const EVENTS = 250;
const MB = 1_048_576;

it('memory is back where it was after hundreds that send and do not end, or ask and do not read, whatever they do on', async () => {
  killLeftProcesses();
  const db = await testDatabase();
  const keys = await seedAgencies(db);
  const running = startProcess(
    ['--expose-gc', '--import', COLLECTING, join(projectRoot, 'dist/src/cli/main.js'), 'serve', '--json'],
    {
      ...{ DATABASE_URL: db.url, PORT: '0', LOG_LEVEL: 'error', HUB_LINKAGE: '0' },
      ...{ HUB_READER_STALL_MS: '2000', HUB_BODY_WITHIN_MS: '2000', HUB_BODIES_LIMIT_BYTES: '32000000' },
      // What it is asked here is worked on by the serving thread, and not put off.
      ...{ HUB_LIGHT_COST: '1000000' },
      ...{ HUB_SCREENINGS: '6', HUB_SCREENINGS_PER_AGENCY: '3' },
    },
    projectRoot,
  );
  await running.until((out) => out.includes('\n'));
  const { url } = JSON.parse(running.stdout());
  const held = async (): Promise<number> => {
    process.kill(running.pid, 'SIGUSR2');
    const heap = await metricOf(url, 'nodejs_heap_size_used_bytes');
    return heap + (await metricOf(url, 'nodejs_external_memory_bytes'));
  };
  const check = async () => {
    const query = `{ creditCheck(uscc: "${sampleUscc(1)}") { outcome } }`;
    const { data } = await ask(url, query, { key: keys.PARTNER });
    expect(data).toEqual({ creditCheck: { outcome: 'UNKNOWN_ENTERPRISE' } });
  };
  const known = Array.from({ length: 8_000 }, (_, i) => sampleUscc(i + 1_000));
  await db.sql`insert into hub.enterprise (uscc, division_code, name, status, valid_from, provider_id, received_at, recorded_at, position)
    select u, '620621', repeat('长', 300), 'ACTIVE', '2012-01-01', (select id from hub.agency where kind = 'MARKET_REGULATION'), now(), now(), 1
    from unnest(${known}::text[]) u`;
  const create = 'mutation ($u: [String!]!) { createPortfolio(name: "all", usccs: $u) { portfolio { id } } }';
  const made = await ask(url, create, { key: keys.BANKING, variables: { u: known } });
  const list = made.data.createPortfolio.portfolio.id;
  await check();
  const start = await held();

  // Who sends and does not end.
  const many = <T>(count: number, begin: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, n) => begin(n)));
  const half = Buffer.alloc(200_000, 'x');
  const bodies = await many(SENDERS, (n) => rawClient(url, headOf(3_900_000, n % 2 ? keys.BANKING : keys.OPERATOR)));
  for (const body of bodies) body.send(half);
  const frames = await many(SENDERS, () => deafSocket(url, keys.BANKING));
  for (const frame of frames) frame.send(frameOf(half, { length: 3_900_000 }));
  // Who asks and does not read.
  const long = Array.from({ length: 50 }, (_, i) => `a${i}${'x'.repeat(3_600)}`);
  // A short document with a long answer: half a megabyte.
  const query = '{ enterprises(first: 500) { nodes { name } } }';
  // Of an agency that has no part in what is held of the others.
  const sockets = await many(READERS, () => deafSocket(url, keys.CREDIT_OFFICE));
  for (const socket of sockets)
    for (let i = 0; i < 32; i++)
      socket.send(frameOf(JSON.stringify({ id: String(i), type: 'subscribe', payload: { query } })));
  // A subscription's document is read on the serving thread, so it is light.
  const heard = `subscription { events { ${long
    .slice(0, 12)
    .map((name) => `${name}: position`)
    .join(' ')} } }`;
  const body = JSON.stringify({ query: heard });
  await many(READERS, async () => {
    const stream = await rawClient(url, `${headOf(body.length, keys.OPERATOR, '/graphql/stream')}${body}`);
    await seen(stream, 'event-stream');
    stream.socket.pause();
    return stream;
  });
  await many(3, async () => {
    const get = `GET /portfolios/${list}/screening HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${keys.BANKING}\r\n\r\n`;
    const screening = await rawClient(url, get);
    await seen(screening, '200 OK');
    screening.socket.pause();
    return screening;
  });
  const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
  const r = Array.from({ length: EVENTS }, (_, i) => ({ uscc: sampleUscc(i + 20_000), name: `企业${i}` }));
  const submitted = await ask(url, submit, { key: keys.MARKET_REGULATION, variables: { r } });
  expect(submitted.data).toEqual({ submitEnterprises: { inserted: EVENTS } });

  // Others are answered meanwhile. Nobody leaves by itself: the hub lets them go.
  expect(await metricOf(url, 'hub_body_bytes')).toBeLessThanOrEqual(32_000_000);
  await check();
  await until(async () => (await metricOf(url, 'hub_connections')) <= 4);
  for (const gauge of ['hub_body_bytes', 'hub_socket_operations', 'hub_websocket_connections', 'hub_event_streams'])
    await until(async () => (await metricOf(url, gauge)) === 0);
  for (const kind of ['socket', 'stream', 'screening'])
    expect([kind, (await metricOf(url, `hub_callers_cut_total{kind="${kind}"}`)) > 0]).toEqual([kind, true]);
  await until(async () => (await held()) - start < 40 * MB);
  await check();
  destroyRawClients();
  expect(await running.stop()).toBe(0);
});
