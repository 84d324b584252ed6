import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../../src/federation/index.js';
import { describeRooms } from '../../src/server/index.js';
import { afterFile } from '../kit/after-file.js';
import { type Answer, codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, type Running, serveProcess } from '../kit/process.js';
import { type Question, questions } from './questions.js';

interface Outcome {
  data: unknown;
  codes: string[];
}
type Ask = (question: Question) => Promise<Outcome>;
const keyOf = (hub: TestHub, { as, key }: Question) => key ?? (as ? hub.keys[as] : undefined);

/** Through Apollo's gateway, with the caller's key passed on. */
async function apollo(hub: TestHub, supergraphSdl: string): Promise<Ask> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource({
        url: url as string,
        willSendRequest: ({ request, context }) => {
          const { authorization } = context as { authorization?: string };
          if (authorization) request.http?.headers.set('authorization', authorization);
        },
      }),
  });
  const server = new ApolloServer({ gateway, logger: silent });
  await server.start();
  afterFile(() => server.stop());
  return async (question) => {
    const key = keyOf(hub, question);
    const contextValue = key ? { authorization: `Bearer ${key}` } : {};
    const { body } = await server.executeOperation(question, { contextValue });
    if (body.kind !== 'single') throw new Error('incremental');
    const { data = null, errors = [] } = body.singleResult;
    return { data, codes: codesOf({ errors } as Answer) };
  };
}

/** Through Hive's gateway, as its users run it: a fetch handler. */
async function hive(hub: TestHub, supergraph: string): Promise<Ask> {
  const runtime = createGatewayRuntime({
    supergraph: () => supergraph,
    logging: false,
    maskedErrors: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => {
        const authorization = request.headers.get('authorization');
        return authorization ? { authorization } : {};
      },
    },
  });
  afterFile(() => runtime[Symbol.asyncDispose]());
  return async (question) => {
    const { query, variables, operationName } = question;
    const key = keyOf(hub, question);
    const response = await runtime.fetch('http://router/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ query, variables, operationName }),
    });
    const { data = null, errors = [] } = (await response.json()) as Answer;
    return { data, codes: codesOf({ errors }) };
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** One process a subgraph, all on the hub's database, and two standard routers over them. */
describe('the subgraphs behind standard routers', () => {
  killLeftProcesses();
  let hub: TestHub;
  let list: Question[] = [];
  const asks: Partial<Record<'apollo' | 'hive', Ask>> = {};
  const processes = new Map<string, Running & { url: string }>();

  beforeAll(async () => {
    hub = await startTestHub();
    const rooms = describeRooms();
    await Promise.all(
      rooms.map(async ({ name }) => {
        const settings = { DATABASE_URL: hub.db.url, HUB_DB_CONNECTIONS: '2' };
        processes.set(name, await serveProcess(['serve', '--subgraph', name], settings));
      }),
    );
    const { supergraphSdl } = compose(rooms, (name) => `${processes.get(name)?.url}/graphql`);
    asks.apollo = await apollo(hub, supergraphSdl);
    asks.hive = await hive(hub, supergraphSdl);
    list = questions(hub.county, new Date().toISOString());
  });

  const viaHub: Ask = async (question) => {
    const { query, variables = {}, operationName } = question;
    const named = operationName ? { operationName } : {};
    const answer = await hub.ask(query, { variables, key: keyOf(hub, question), ...named });
    return { data: answer.data, codes: codesOf(answer) };
  };

  // The list needs the county, which is there only when the tests run: its names are known beforehand.
  const blank = new Proxy({}, { get: () => '' });
  for (const [index, { name }] of questions(blank as never, '').entries()) {
    it(`answer like the hub: ${name}`, async () => {
      const question = list[index] as Question;
      const own = await viaHub(question);
      expect(own.codes).toEqual(question.codes ?? []);
      if (!question.codes) expect(own.data).not.toBeNull();
      expect(await viaHub(question)).toEqual(own); // compiled by now
      expect(await asks.apollo?.(question)).toEqual(own);
      expect(await asks.hive?.(question)).toEqual(own);
    });
  }

  it('were all asked by both', async () => {
    for (const { url } of processes.values()) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const answered = /^hub_graphql_request_duration_seconds_count\{outcome="ok"\} (\d+)$/m.exec(metrics)?.[1];
      expect(Number(answered)).toBeGreaterThan(1);
    }
  });

  it('stop by SIGTERM with exit code 0', async () => {
    const codes = await Promise.all([...processes.values()].map((p) => p.stop('SIGTERM')));
    expect(codes).toEqual(codes.map(() => 0));
    for (const p of processes.values()) expect(p.stderr()).toBe('');
  });
});
