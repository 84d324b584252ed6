import { type GraphQLSchema, parse, validate } from 'graphql';
import { connect, type Db } from '../../db/client.js';
import type { HubContext } from '../../src/access/index.js';
import { type Execute, executor, type Operation } from '../../src/server/graphql/executor.js';
import { contextOf } from '../../src/server/http/endpoint.js';
import { connected } from './database.js';
import { BANK } from './hub-data.js';
import { bothSchemas } from './monolith.js';
import { say } from './process.js';
import { CHECK, LIST } from './queries.js';
import { type Line, median, type PartResult, ratioLine } from './report.js';
import type { Settings } from './settings.js';

const GOAL = 0.95;
const COMPARED = 200;
const WARM_ROUNDS = 4;

/** Goes through more seams than W1: a division's name, and the enterprise of a grading and of a rating. */
const SEAMS = `query Seams($uscc: USCC!) { enterprise(uscc: $uscc) { uscc name division { code name }
  grading { grade status enterprise { name } } rating { level enterprise { name division { name } } } restrictions { domain } } }`;

interface Query {
  name: string;
  text: string;
  variables: Record<string, unknown>[];
}
type Ask = (variables: Record<string, unknown>) => Promise<unknown>;

/** The composed schema against a monolithic one with the same resolvers, in this process, in turns. */
export async function runFederation(url: string, settings: Settings['federation']): Promise<PartResult> {
  const { usccs, divisions } = await inputs(url);
  const queries: Query[] = [
    { name: 'one check (W1)', text: CHECK, variables: usccs.map((uscc) => ({ uscc })) },
    { name: 'one check through more seams', text: SEAMS, variables: usccs.map((uscc) => ({ uscc })) },
    {
      name: '50 gradings with their enterprises (W3)',
      text: LIST,
      variables: divisions.map((division) => ({ division })),
    },
  ];
  const db = connect({ url, max: 8, application: 'hub bench' });
  try {
    const { rooms, composed, monolith } = await bothSchemas(db);
    const viewer = await rooms.agencies.viewerNamed(BANK);
    const newContext = () => contextOf(viewer, 'bench');
    const result: PartResult = { lines: [], samples: [] };
    for (const query of queries) {
      const asks = { composed: asker(composed, query, newContext), monolith: asker(monolith, query, newContext) };
      await compare(query, asks);
      const samples = await measure(query, asks, settings);
      (result.samples as unknown[]).push({ query: query.name, ...samples });
      result.lines.push(...linesOf(query.name, samples));
    }
    return result;
  } finally {
    await closeQuietly(db);
  }
}

function linesOf(name: string, { composed, monolith }: Record<keyof Both, Slice[]>): Line[] {
  const [rate, other] = [composed, monolith].map((slices) => median(slices.map((s) => s.rate))) as [number, number];
  const [cpu, otherCpu] = [composed, monolith].map((slices) => median(slices.map((s) => s.cpu))) as [number, number];
  say(
    `${name}: composed ${rate.toFixed(0)}/s ${cpu.toFixed(3)} ms, monolith ${other.toFixed(0)}/s ${otherCpu.toFixed(3)} ms`,
  );
  // As a ratio of work done by CPU second, so that more is better here as everywhere.
  const byCpu = ratioLine(`… by CPU time of the process`, 1000 / cpu, 1000 / otherCpu, ' /CPU s');
  return [ratioLine(`federation, ${name}: composed ÷ monolith`, rate, other, ' /s', GOAL), byCpu];
}

const closeQuietly = (db: Db): Promise<void> => db.close().catch(() => {});

const inputs = (url: string) =>
  connected(url, async (sql) => {
    const enterprises = await sql`
      select uscc from hub.enterprise tablesample bernoulli (12) repeatable (1) order by md5(uscc) limit 20000`;
    const divisions = await sql`
      select division_code as code from hub.grading group by 1 having count(*) > 100 order by md5(division_code)`;
    return { usccs: enterprises.map((r) => String(r.uscc)), divisions: divisions.map((r) => String(r.code)) };
  });

/** Runs a query as the server does, from its executor on: the document is parsed once, and compiled when it repeats. */
function asker(schema: GraphQLSchema, { name, text }: Query, newContext: () => HubContext): Ask {
  const document = parse(text);
  const [fault] = validate(schema, document);
  if (fault) throw new Error(`${name}: ${fault.message}`);
  const execute: Execute = executor(schema);
  const fixed: Pick<Operation, 'key' | 'document' | 'operationName'> = {
    key: name,
    document,
    operationName: undefined,
  };
  return async (variables) => {
    const { data, errors } = await execute({ ...fixed, variables, context: newContext() });
    if (errors?.[0]) throw new Error(`${name}: ${errors[0].message}`);
    return data;
  };
}

type Both = Record<'composed' | 'monolith', Ask>;

async function compare({ name, variables }: Query, { composed, monolith }: Both): Promise<void> {
  for (const v of variables.slice(0, COMPARED)) {
    const [a, b] = [JSON.stringify(await composed(v)), JSON.stringify(await monolith(v))];
    if (a !== b) throw new Error(`federation, ${name}: the answers differ for ${JSON.stringify(v)}:\n${a}\n${b}`);
  }
}

/** One slice of time with one of the schemas. */
interface Slice {
  /** Requests a second. */
  rate: number;
  /** Milliseconds of this process' CPU for a request: what other processes do hardly moves it. */
  cpu: number;
}

/** Both in many short turns; who goes first alternates. So whatever else the machine does hits both alike. */
async function measure(query: Query, asks: Both, { rounds, seconds, concurrency }: Settings['federation']) {
  const slices = { composed: [] as Slice[], monolith: [] as Slice[] };
  for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
    const order = round % 2 === 0 ? (['composed', 'monolith'] as const) : (['monolith', 'composed'] as const);
    for (const which of order) {
      const one = await slice(asks[which], query.variables, seconds, concurrency);
      if (round >= WARM_ROUNDS) slices[which].push(one);
    }
  }
  return slices;
}

async function slice(ask: Ask, variables: Query['variables'], seconds: number, concurrency: number): Promise<Slice> {
  const started = performance.now();
  const before = process.cpuUsage();
  const until = started + seconds * 1000;
  let next = Math.floor(Math.random() * variables.length);
  let answered = 0;
  const worker = async () => {
    while (performance.now() < until) {
      next = (next + 1) % variables.length;
      await ask(variables[next] as Record<string, unknown>);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(before);
  return { rate: (answered * 1000) / (performance.now() - started), cpu: (user + system) / 1000 / answered };
}
