import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventSource } from 'eventsource';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { projectRoot } from '../../src/kernel/project.js';
import { afterFile } from '../kit/after-file.js';
import { BROWSER_FLAGS, browserPath } from '../kit/browser.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const EXAMPLES = join(projectRoot, 'scripts/examples');
const QUERY = 'subscription ($after: Cursor) { events(after: $after) { id cursor position } }';
const ALL = 500;

/** What a client was told: its cursor, and the positions of its events with every repetition. */
interface Told {
  name: string;
  cursor: string | null;
  positions: number[];
  /** What it sees of the log. */
  sees: 'all' | 'public';
}
type Example = (asked: object) => () => unknown;
const exampleOf = async (file: string): Promise<Record<string, Example>> =>
  import(pathToFileURL(join(EXAMPLES, file)).href);

/** Each recipe of PROTOCOL.md, as it stands in scripts/examples; what fails for good is thrown by `fault`. */
async function startAll(hub: string, key: string) {
  const told: Told[] = [];
  const faults: unknown[] = [];
  const begin = (name: string) => {
    const one: Told = { name, cursor: null, positions: [], sees: 'all' };
    told.push(one);
    const keep = (cursor: string, data: { events: { position: number } } | null) => {
      one.cursor = cursor;
      if (data) one.positions.push(data.events.position);
    };
    return {
      one,
      asked: { hub, key, query: QUERY, after: null, keep, failed: (error: unknown) => faults.push([name, error]) },
    };
  };
  for (const name of ['graphql-ws', 'apollo', 'urql', 'graphql-sse', 'eventsource']) {
    const { follow } = await exampleOf(`subscribe/${name}.mjs`);
    const { liveFetch } = (await import(pathToFileURL(join(EXAMPLES, 'subscribe/live-fetch.mjs')).href)) as {
      liveFetch: typeof fetch;
    };
    const withKey: typeof fetch = (url, init) =>
      liveFetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${key}` } });
    const own = name === 'eventsource' ? { EventSource, options: { fetch: withKey } } : { webSocketImpl: WebSocket };
    afterFile((follow as Example)({ ...begin(name).asked, ...own }));
  }
  const { follow } = (await exampleOf('follow.mjs')) as unknown as typeof import('../../scripts/examples/follow.mjs');
  const { one } = begin('fetch');
  const stop = new AbortController();
  const sink = {
    load: async () => one.cursor,
    save: async (events: Record<string, unknown>[], cursor: string) => {
      one.positions.push(...events.map((e) => e.position as number));
      one.cursor = cursor;
    },
  };
  const fetched = follow({ hub, key, from: 'now', sink, signal: stop.signal });
  fetched.catch((error) => faults.push(['fetch', error]));
  afterFile(async () => {
    stop.abort();
    await fetched;
  });
  return { told, faults };
}

/** A page of the hub's own in a browser: one EventSource as the recipe has it, and one that knows nothing of cursors. */
async function startBrowser(hub: string, told: Told[]): Promise<() => Promise<void>> {
  const executablePath = browserPath();
  if (!executablePath) return async () => {};
  const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  afterFile(() => browser.close());
  const page: Page = await browser.newPage();
  await page.goto(`${hub}/health/live`);
  const source = readFileSync(join(EXAMPLES, 'subscribe/eventsource.mjs'), 'utf8');
  await page.evaluate(`${source.replace('export function follow', 'globalThis.follow = function follow')}`);
  await page.evaluate(`{
    const query = ${JSON.stringify(QUERY)};
    globalThis.told = { recipe: { cursor: null, positions: [] }, bare: { cursor: '', positions: [] } };
    const { recipe, bare } = told;
    follow({ hub: location.origin, query, after: null, failed: (e) => { recipe.failed = e; }, keep: (cursor, data) => {
      recipe.cursor = cursor;
      if (data) recipe.positions.push(data.events.position);
    } });
    const plain = new EventSource('/graphql/stream?query=' + encodeURIComponent(query));
    plain.addEventListener('open', () => { bare.cursor = 'open'; });
    plain.addEventListener('next', ({ data }) => bare.positions.push(JSON.parse(data).data.events.position));
  }`);
  const mine = ['recipe', 'bare'].map(
    (way): Told => ({ name: `browser ${way}`, cursor: null, positions: [], sees: 'public' }),
  );
  told.push(...mine);
  return async () => {
    const heard = (await page.evaluate('told')) as Record<string, { cursor: string; positions: number[] }>;
    for (const [i, way] of ['recipe', 'bare'].entries()) Object.assign(mine[i] as Told, heard[way]);
  };
}

describe('clients whose hub is killed', () => {
  killLeftProcesses();

  it('lose none of 500 events: graphql-ws, Apollo Client, urql, graphql-sse, EventSource, fetch', {
    timeout: 240_000,
  }, async () => {
    // This one writes, and lives on.
    const writer: TestHub = await startTestHub();
    let serial = 1_000;
    const write = async (count: number): Promise<void> => {
      const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
      const r = Array.from({ length: count }, () => ({ uscc: sampleUscc(serial), name: `民勤县第${serial++}厂` }));
      await writer.dataOf(query, { key: writer.keys.MARKET_REGULATION, variables: { r } });
    };
    const positions = async (sees: Told['sees'] = 'all'): Promise<number[]> => {
      const { sql } = writer.db;
      const rows =
        await sql`select position::int p from hub.event where position > ${start} and (public or ${sees === 'all'}) order by 1`;
      return rows.map((row) => row.p);
    };
    const start = (await writer.dataOf('{ logHead { position } }')).logHead.position;
    const serve = (port: number) =>
      serveProcess(['serve'], { DATABASE_URL: writer.db.url, HUB_LINKAGE: '0', PORT: String(port) });
    let served = await serve(0);
    const port = Number(new URL(served.url).port);
    const { told, faults } = await startAll(served.url, writer.keys.OPERATOR);
    const look = await startBrowser(served.url, told);
    const everybody = async (is: (one: Told) => boolean): Promise<void> => {
      let late = told;
      const looked = async () => {
        if (faults.length > 0) throw new Error(String(faults));
        late = told.filter((one) => !is(one));
        // A browser is asked where nobody else is waited for.
        if (late.some((one) => one.sees === 'all')) return false;
        await look();
        late = told.filter((one) => !is(one));
        return late.length === 0;
      };
      await until(looked).catch((error) => {
        throw new Error(`${late.map((one) => `${one.name} has ${one.positions.length}`)}: ${error}`);
      });
    };
    const again = async () => {
      served = await serve(port);
    };

    // Killed before the first event of any.
    await everybody(({ cursor }) => cursor !== null && cursor !== '');
    await served.stop('SIGKILL');
    await write(100);
    await again();
    for (let n = 0; n < 6; n++) await write(25);
    await everybody((one) => one.positions.length >= 150);

    // Killed while it sends.
    const writing = (async () => {
      for (let n = 0; n < 30; n++) await write(5);
    })();
    await until(() => (told[0] as Told).positions.length >= 270);
    await served.stop('SIGKILL');
    await writing;
    await write(50);
    await again();
    for (let n = 0; n < 10; n++) await write(5);

    const written = await positions();
    expect(written).toHaveLength(ALL);
    const visible = await positions('public');
    expect(visible.length).toBeGreaterThan(ALL / 2);
    await everybody((one) => one.positions.includes((one.sees === 'all' ? written : visible).at(-1) as number));
    for (const one of told) {
      // Each at its first coming: in their order, and not one is missing.
      expect([...new Set(one.positions)], one.name).toEqual(one.sees === 'all' ? written : visible);
    }
  });
});
