import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import WebSocket from 'ws';
import { sleep } from './process.js';

/**
 * One agency at its worst: every door at once, each by as many as it may have, without a pause but for those that the hub asks for. Run as a
 * process of its own, so that what it costs to ask is not counted as waiting: `neighbours-load.js URL KEY CODES`; CODES is a file with a JSON list.
 */
const [url = '', key = '', list = '', portfolio = ''] = process.argv.slice(2);
const codes = JSON.parse(readFileSync(list, 'utf8')) as string[];
const graphql = `${url}/graphql`;
const counts: Record<string, Record<string, number>> = {};
let over = false;

function count(door: string, outcome: string): void {
  const own = counts[door] ?? {};
  counts[door] = own;
  own[outcome] = (own[outcome] ?? 0) + 1;
}

interface Answer {
  status: number;
  retryAfter: number;
}
function send(agent: Agent, method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((done) => {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const sending = request(`${url}${path}`, { method, agent, headers }, (response) => {
      response.resume();
      const retryAfter = Number(response.headers['retry-after'] ?? 0);
      response.once('close', () => done({ status: response.statusCode ?? 0, retryAfter }));
    });
    sending.once('error', () => done({ status: 0, retryAfter: 0 }));
    sending.end(body);
  });
}

/** Asks again and again, from so many connections; who is told to wait waits, as a permitted caller does. */
/** Doors to be stormed, for whoever looks for the one that matters; left out: all. */
const only = new RegExp(process.env.STORM ?? '');

function storm(door: string, connections: number, ask: (agent: Agent, n: number) => Promise<Answer>): void {
  if (!only.test(door)) return;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  for (let i = 0; i < connections; i++)
    void (async () => {
      for (let n = i; !over; n += connections) {
        const { status, retryAfter } = await ask(agent, n);
        count(door, String(status));
        if (retryAfter > 0) await sleep(retryAfter * 1_000);
        else if (status === 0) await sleep(100);
      }
      agent.destroy();
    })();
}

const post =
  (query: string, variables: (n: number) => object = () => ({})) =>
  (agent: Agent, n: number) =>
    send(agent, 'POST', '/graphql', JSON.stringify({ query, variables: variables(n) }));
const many = (n: number) => ({ c: codes.map((_, i) => codes[(i + n) % codes.length]) });

storm(
  '10,000 checks with receipts',
  8,
  post('query ($c: [USCC!]!) { creditChecks(usccs: $c, purpose: "load") { uscc outcome receipt } }', many),
);
const asOf = new Date(Date.now() - 60_000).toISOString();
storm(
  '10,000 checks as of a minute ago',
  8,
  post(
    `query ($c: [USCC!]!) { creditChecks(usccs: $c, purpose: "load", asOf: "${asOf}") { uscc outcome restrictions { domain } } }`,
    many,
  ),
);
storm(
  'single checks',
  32,
  post('query ($c: USCC!) { creditCheck(uscc: $c, purpose: "load") { outcome receipt } }', (n) => ({
    c: codes[n % codes.length],
  })),
);
storm(
  'long pages',
  8,
  post(
    '{ enterprises(first: 500) { nodes { uscc name division { name } grading { grade } rating { level } restrictions { domain } } } }',
  ),
);
storm('searches', 8, (agent, n) =>
  post(`{ enterprises(filter: { name: "${'煤矿化工电'[n % 5]}" }, first: 50) { nodes { uscc } } }`)(agent, n),
);
// Documents that nobody has seen before, as long as they may be.
storm('new documents', 4, (agent, n) =>
  post(
    `{ ${Array.from({ length: 90 }, (_, i) => `a${n}_${i}: enterprise(uscc: "${codes[i]}") { uscc name }`).join(' ')} }`,
  )(agent, n),
);
storm('streams begun', 8, (agent) =>
  send(agent, 'GET', `/graphql/stream?query=${encodeURIComponent('{ __typename }')}`),
);
if (portfolio) storm('screenings', 4, (agent) => send(agent, 'GET', `/portfolios/${portfolio}/screening?purpose=load`));

/** A socket on which so many operations are under way at any time. */
function socket(operations: number): void {
  const ws = new WebSocket(graphql.replace('http', 'ws'), 'graphql-transport-ws');
  let id = 0;
  const next = () => {
    const query = 'query ($c: USCC!) { creditCheck(uscc: $c, purpose: "load") { outcome } }';
    const payload = { query, variables: { c: codes[id % codes.length] } };
    if (!over && ws.readyState === ws.OPEN) ws.send(JSON.stringify({ id: String(++id), type: 'subscribe', payload }));
  };
  ws.on('open', () =>
    ws.send(JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } })),
  );
  ws.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'connection_ack') for (let i = 0; i < operations; i++) next();
    if (type === 'next') count('operations on sockets', payload.errors ? payload.errors[0].extensions.code : '200');
    if (type === 'error') count('operations on sockets', payload[0].extensions.code);
    if (type === 'complete') next();
    if (type === 'error') setTimeout(next, 1_000);
  });
  ws.on('error', () => {});
  ws.on('close', () => {
    if (!over) setTimeout(() => socket(operations), 200);
  });
}
if (only.test('operations on sockets')) for (let i = 0; i < 8; i++) socket(16);

process.on('SIGTERM', () => {
  over = true;
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  setTimeout(() => process.exit(0), 200);
});
process.stdout.write('begun\n');
