import { get } from 'node:http';
import postgres from 'postgres';
import { dateOf } from '../../src/kernel/date.js';
import { agentOf, load, post, type Slice } from './check-load.js';
import { BANK, hub } from './hub-data.js';
import { type HubServer, serve } from './hub-server.js';
import { say } from './process.js';
import { figure, median, type PartResult, ratioLine } from './report.js';
import type { Settings } from './settings.js';

const STANDING = 'grading { grade score validUntil } rating { level } restrictions { domain effectiveUntil cause }';
const checks = (more: string) =>
  `query Checks($usccs: [USCC!]!) { creditChecks(usccs: $usccs, purpose: "bench") { uscc outcome ${more} enterprise { name } ${STANDING} } }`;
const check = (more: string) =>
  `query Check($uscc: USCC!) { creditCheck(uscc: $uscc, purpose: "bench") { uscc outcome ${more} enterprise { name } ${STANDING} } }`;

/** The same answers by one statement of a programmer who has the tables and nothing else: no key, no record, no signature. */
const BY_HAND = `
  select a.uscc, e.name, g.grade, g.score, g.valid_until, r.level, x.restrictions
  from unnest($1::text[]) with ordinality a(uscc, n)
  left join hub.enterprise e on e.uscc = a.uscc
  left join lateral (select g.grade, g.score, g.valid_until from hub.grading g
    where g.uscc = a.uscc and g.issued_on <= $2 and g.valid_until >= $2 and g.published_on <= $2
      and (g.revoked_on is null or g.revoked_on > $2) order by g.issued_on desc, g.id desc limit 1) g on true
  left join lateral (select r.level from hub.rating r
    where r.uscc = a.uscc and r.rated_on <= $2 and (r.valid_until is null or r.valid_until >= $2)
    order by r.rated_on desc, r.id desc limit 1) r on true
  left join lateral (select json_agg(json_build_object('domain', x.domain, 'effectiveUntil', x.effective_until, 'cause', x.cause)) restrictions
    from hub.restriction x where x.uscc = a.uscc and x.effective_from <= $2 and x.effective_until >= $2 and x.decided_on <= $2
      and (x.lifted_on is null or x.lifted_on > $2) and (x.withdrawn_on is null or x.withdrawn_on > $2)) x on true
  order by a.n`;

const SIZES = [1_000, 10_000];
const MEMBERS = 100_000;
const AT_ONCE = 2;
const SINGLES_AT_ONCE = 32;

type Ways = Record<string, (n: number) => Promise<unknown>>;

/** Credit checks of thousands beside one statement by hand, with receipts; single checks with and without; a portfolio. */
export async function runChecks(databaseUrl: string, settings: Settings['checks']): Promise<PartResult> {
  const { key } = await hub<{ key: string }>(databaseUrl, ['agency', 'rotate-key', BANK]);
  const sql = postgres(databaseUrl, { max: AT_ONCE, onnotice() {} });
  const server = await serve(databaseUrl);
  const result: PartResult & { details: string[][] } = { lines: [], details: [HEAD], samples: [] };
  try {
    const rows = await sql<{ uscc: string }[]>`select uscc from hub.enterprise order by md5(uscc) limit ${MEMBERS}`;
    const codes = rows.map((r) => r.uscc);
    await many(server, key, sql, codes, settings, result);
    await single(server, key, codes, settings, result);
    await screening(server, key, codes, settings, result);
  } finally {
    await server.stop();
    await sql.end({ timeout: 5 });
  }
  return result;
}
const HEAD = ['credit checks', 'requests/s', 'codes/s', 'hub CPU, ms a request', 'max/min'];

async function many(
  server: HubServer,
  key: string,
  sql: postgres.Sql,
  codes: readonly string[],
  { rounds, seconds }: Settings['checks'],
  result: PartResult & { details: string[][] },
): Promise<void> {
  const agent = agentOf(AT_ONCE);
  const today = dateOf(new Date());
  for (const size of SIZES) {
    const part = (n: number) => {
      const from = (n * size) % (codes.length - size + 1);
      return codes.slice(from, from + size);
    };
    const ask = (query: string) => (n: number) =>
      post(agent, server.url, key, JSON.stringify({ query, variables: { usccs: part(n) } }));
    const ways: Ways = {
      'with receipts': ask(checks('receipt')),
      'without receipts': ask(checks('')),
      'one statement by hand': async (n) =>
        JSON.stringify(await sql.unsafe(BY_HAND, [part(n), today], { prepare: true })),
    };
    const slices = await inTurns(ways, { atOnce: AT_ONCE, seconds, pid: server.pid }, rounds, `${size} checks`);
    const of = (way: string) => median((slices[way] as Slice[]).map((s) => s.rate)) * size;
    const what = `creditChecks of ${size.toLocaleString('en')}, signed and recorded ÷ one statement by hand`;
    result.lines.push(ratioLine(what, of('with receipts'), of('one statement by hand'), ' codes/s', 0.5));
    note(result, `${size.toLocaleString('en')} at once`, slices, size);
  }
  agent.destroy();
}

async function single(
  server: HubServer,
  key: string,
  codes: readonly string[],
  { rounds, seconds }: Settings['checks'],
  result: PartResult & { details: string[][] },
): Promise<void> {
  const agent = agentOf(SINGLES_AT_ONCE);
  const ask = (query: string) => (n: number) =>
    post(agent, server.url, key, JSON.stringify({ query, variables: { uscc: codes[n % codes.length] } }));
  const ways: Ways = { 'with receipts': ask(check('receipt')), 'without receipts': ask(check('')) };
  const conditions = { atOnce: SINGLES_AT_ONCE, seconds, pid: server.pid };
  const slices = await inTurns(ways, conditions, rounds, 'single checks');
  // The load generator shares the machine: the hub's own CPU for a request says what it could answer.
  const cost = (way: string) => 1_000 / median((slices[way] as Slice[]).map((s) => s.cpu));
  const rate = (way: string) => median((slices[way] as Slice[]).map((s) => s.rate));
  const what = `single checks, ${SINGLES_AT_ONCE} connections: with a receipt ÷ without`;
  result.lines.push(ratioLine(what, rate('with receipts'), rate('without receipts'), ' req/s', 0.8));
  result.lines.push(
    ratioLine(`${what}, by a second of the hub's CPU`, cost('with receipts'), cost('without receipts'), ' req', 0.8),
  );
  note(result, 'one', slices, 1);
  agent.destroy();
}

async function screening(
  server: HubServer,
  key: string,
  codes: readonly string[],
  { rounds }: Settings['checks'],
  result: PartResult & { details: string[][] },
): Promise<void> {
  const base = server.url.replace(/\/graphql$/, '');
  const headers = { authorization: `Bearer ${key}` };
  const query = `mutation { createPortfolio(name: "bench ${Date.now()}") { portfolio { id } } }`;
  const body = JSON.stringify({ query });
  const asked = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
  const made = (await (await fetch(server.url, asked)).json()) as {
    data: { createPortfolio: { portfolio: { id: string } } };
  };
  const { id } = made.data.createPortfolio.portfolio;
  const list = { method: 'PUT', headers: { ...headers, 'content-type': 'text/plain' }, body: codes.join('\n') };
  const uploading = performance.now();
  const { added } = (await (await fetch(`${base}/portfolios/${id}/members`, list)).json()) as { added: number };
  if (added !== codes.length) throw new Error(`the portfolio took ${added} of ${codes.length} codes`);
  const upload = (performance.now() - uploading) / 1_000;
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const last = await lastLine(`${base}/portfolios/${id}/screening`, headers);
    if ((JSON.parse(last) as { count: number }).count !== codes.length)
      throw new Error(`a screening ended with ${last}`);
    if (round > 0) times.push((performance.now() - started) / 1_000); // the first warms up
  }
  const seconds = median(times);
  say(`screening ${codes.length}: ${seconds.toFixed(2)} s`);
  const what = `a portfolio of ${codes.length.toLocaleString('en')} screened (uploaded in ${upload.toFixed(1)} s)`;
  const hubFigure = `${seconds.toFixed(2)} s`;
  result.lines.push({ what, ratio: null, goal: '≤ 5 s', met: seconds <= 5, hub: hubFigure, reference: '' });
  (result.samples as unknown[]).push({ screening: times, upload });
}

function lastLine(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((done, fail) => {
    get(url, { headers }, (response) => {
      let end = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        end = (end + text).slice(-2_000);
      });
      response.once('end', () => done(end.trim().split('\n').at(-1) ?? ''));
      response.once('error', fail);
    }).once('error', fail);
  });
}

async function inTurns(
  ways: Ways,
  conditions: { atOnce: number; seconds: number; pid: number },
  rounds: number,
  what: string,
): Promise<Record<string, Slice[]>> {
  const slices: Record<string, Slice[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round <= rounds; round++) {
    const order = Object.entries(ways);
    for (const [way, work] of round % 2 === 0 ? order : order.reverse()) {
      const slice = await load(work, conditions);
      if (round === 0) continue; // the first warms up
      slices[way]?.push(slice);
      say(`${what}, ${way}: ${figure(slice.rate, '/s')}`);
    }
  }
  return slices;
}

function note(
  { details, samples }: PartResult & { details: string[][] },
  what: string,
  slices: Record<string, Slice[]>,
  size: number,
): void {
  (samples as unknown[]).push({ what, ...slices });
  for (const [way, all] of Object.entries(slices)) {
    const rates = all.map((s) => s.rate);
    const rate = median(rates);
    const cpu = way.includes('receipts') ? median(all.map((s) => s.cpu)).toFixed(3) : '';
    const spread = (Math.max(...rates) / Math.min(...rates)).toFixed(2);
    details.push([`${what}, ${way}`, rate.toFixed(1), figure(rate * size, ''), cpu, spread]);
  }
}
