import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContextResponseForOperation,
  HeaderMap,
} from '@apollo/server';
import * as optional from '@apollo/server/plugin/disabled';
import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { HubContext } from '../../access/index.js';
import { HubError } from '../../kernel/errors.js';
import type { Reads } from '../database/reads.js';
import {
  type Documents,
  type Named,
  type Ready,
  shareOfViewer,
  type TrustedDocuments,
  textOf,
  withoutSuggestions,
} from '../documents/index.js';
import { presentError } from '../faults/errors.js';
import { causeOf } from '../faults/fault.cause.js';
import { type Limits, limiter } from '../operation/limits.js';
import type { Door, OperationRequest, Ran } from '../operation/operation.js';
import type { Gate } from '../work/gate.js';
import { type Execute, executor, type Operation } from './executor.js';

export interface GraphQLServer {
  schema: GraphQLSchema;
  execute: Execute;
  /**
   * Runs one operation: the only way to one, whichever door it came through, so that all doors give it the same answer.
   * Never rejects for what the operation or its caller did.
   */
  run(request: OperationRequest, context: HubContext, door?: Door): Promise<Ran>;
  stop(): Promise<void>;
}

/** What travels through Apollo Server beside the request. */
interface Asked {
  context: HubContext;
  door: Door;
  /** The document, parsed and validated, and what identifies it. */
  key: string;
  document: DocumentNode;
  /** The position of the log that the request brings: what it reads is not older. */
  least: number;
  /** It was read for the first time just now. */
  isNew: boolean;
  /** What became of it, once it was judged here: in an object of its own, because Apollo Server hands on a copy of this one. */
  outcome: { ran?: Ran };
}

/** A document that may be judged further, with what it was registered for; or why not. */
type Found =
  | { query: string; ready: Ready; isNew: boolean; purpose: string | null | undefined }
  | { errors: readonly GraphQLError[] }
  | { ran: Ran };
const withPurpose = (context: HubContext, purpose: string | null | undefined): HubContext =>
  purpose ? { ...context, purpose } : context;

const FREE = () => {};
/** Nothing of the HTTP answer is decided in a hook. */
const NO_HEAD = { headers: new HeaderMap() };
/** Apollo Server wants an answer; ours is in `Asked`. */
const ANSWERED = { http: NO_HEAD, body: { kind: 'single' as const, singleResult: {} } };

const ELSEWHERE =
  'a subscription is answered over a WebSocket at /graphql (subprotocol graphql-transport-ws) or as Server-Sent Events at /graphql/stream';
const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

/** What a request's `extensions.position` says, or its header (http/endpoint.ts); 0 where it says nothing. */
const positionOf = ({ extensions }: OperationRequest): number => {
  const position = extensions?.position;
  return typeof position === 'number' && Number.isSafeInteger(position) && position > 0 ? position : 0;
};

/** Apollo Server over a schema, executing through the compiling executor. */
export async function graphqlServer(
  schema: GraphQLSchema,
  log: Logger,
  limits: Limits,
  documents: Documents,
  /** Left out: whoever comes has been let in already. */
  gate?: Gate,
  /** Left out where no operations are registered for the schema: a subgraph's. */
  trusted?: TrustedDocuments,
  /** Left out: everything is read where it is written. */
  reads?: Reads,
): Promise<GraphQLServer> {
  const weigh = limiter(schema, limits);
  const execute = executor(schema);
  const present = (errors: readonly GraphQLError[], { requestId, viewer }: HubContext) => {
    const told = documents.isTold(shareOfViewer(viewer));
    return errors.map((e) => presentError(told ? e : withoutSuggestions(e), requestId, log));
  };
  const refuse = (errors: readonly GraphQLError[], context: HubContext, status?: 405): Ran => ({
    result: { errors: present(errors, context) },
    refused: true,
    status,
  });
  const turnedAway = (error: unknown, context: HubContext): Ran => {
    const known = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
    const code = known.extensions.code;
    const status = code === 'RATE_LIMITED' ? 429 : code === 'UNAVAILABLE' ? 503 : undefined;
    return { result: { errors: present([known], context) }, refused: true, status };
  };

  const judge = async (
    { operation, request }: GraphQLRequestContextResponseForOperation<Asked>,
    { context, door, key, document, isNew, least }: Asked,
  ): Promise<Ran> => {
    const { operationName, variables = {} } = request;
    const weighed = weigh(document, operationName, variables);
    if (weighed instanceof HubError) return refuse([weighed], context);
    if (operation.operation === 'mutation' && door.readOnly)
      return refuse([badRequest('a mutation is sent by POST; GET is for queries')], context, 405);
    if (operation.operation === 'subscription' && !door.subscribe) return refuse([badRequest(ELSEWHERE)], context);
    let turn: (() => void) | Ran;
    try {
      const asked = { query: request.query ?? '', operationName, variables };
      const own = gate ? gate.turn({ request: asked, document, operation, ...weighed, isNew, context, door }) : FREE;
      // Whoever need not wait does not: most operations, of which each turn of a promise costs as much as this all.
      turn = typeof own === 'function' ? own : await own;
    } catch (error) {
      return turnedAway(error, context);
    }
    if (typeof turn !== 'function') return turn;
    try {
      return await work({ key, document, operationName, variables, context }, operation.operation, door, least);
    } finally {
      turn();
    }
  };
  const work = async (asked: Operation, kind: OperationTypeNode, door: Door, least: number): Promise<Ran> => {
    const { context } = asked;
    if (kind === 'subscription') {
      try {
        const found = await (door.subscribe as NonNullable<Door['subscribe']>)(asked);
        return 'operation' in found ? { begun: found } : refuse(found, context);
      } catch (error) {
        return turnedAway(error, context);
      }
    }
    const result = reads && kind === 'query' ? await read(reads, asked, least) : await execute(asked);
    const shown = result.errors ? { ...result, errors: present(result.errors, context) } : result;
    return { result: shown as FormattedExecutionResult, refused: false };
  };
  /** A query, read from a standby where one is as new as it has to be; what fails there for its sake is read again where it is written. */
  const read = async (reads: Reads, asked: Operation, least: number): Promise<ExecutionResult> => {
    const { document, context } = asked;
    const { patience } = context;
    if (!patience) return execute(asked);
    try {
      if (!(await reads.begin(document, patience, least))) return await execute(asked);
    } catch (error) {
      if (error instanceof HubError) return { errors: [error] };
      throw error;
    }
    const result = await execute(asked);
    if (patience.over || !result.errors?.some((e) => causeOf(e) || e.extensions.code === 'UNAVAILABLE')) return result;
    reads.end(patience);
    return execute({ ...asked, context: { ...context, loaders: new Map() } });
  };
  /** The document of a request, prepared, or why it may not run; or it is too long to be read here, and ran elsewhere. */
  const documentOf = async (asking: OperationRequest, context: HubContext, door: Door): Promise<Found> => {
    const { viewer } = context;
    let named: Named = 'as sent';
    try {
      if (trusted) named = await trusted.find(asking, viewer);
    } catch (error) {
      return { ran: turnedAway(error, context) };
    }
    if (named !== 'as sent' && 'refusal' in named) return { errors: [named.refusal] };
    const registered = named === 'as sent' ? undefined : named.trusted;
    const query = registered?.document ?? textOf(asking);
    if (typeof query !== 'string') return { errors: [query] };
    const purpose = registered?.purpose;
    if (registered?.ready) return { query, ready: registered.ready, isNew: false, purpose };
    const share = shareOfViewer(viewer);
    const admitted = documents.admit(query, share);
    // What was registered was let in then.
    if ('refusal' in admitted && !registered) return { errors: [admitted.refusal] };
    if (!('refusal' in admitted) && admitted.ready) return { query, ready: admitted.ready, isNew: false, purpose };
    const prepare = (): Ready => {
      if (!registered) return documents.prepare(query, share);
      registered.ready = documents.prepareRegistered(query);
      return registered.ready;
    };
    if (!gate) return { query, ready: prepare(), isNew: !registered, purpose };
    try {
      const isLong = 'refusal' in admitted || admitted.verdict === 'heavy' || admitted.later;
      if (isLong && gate.elsewhere)
        return { ran: await gate.elsewhere({ ...asking, query }, withPurpose(context, purpose), door) };
      const read = await gate.reading(context, door);
      try {
        return { query, ready: prepare(), isNew: !registered, purpose };
      } finally {
        read();
      }
    } catch (error) {
      return { ran: turnedAway(error, context) };
    }
  };
  // Answering in this hook skips Apollo's own execution step and what it prepares for one: 15 % of a small request.
  const execution: ApolloServerPlugin<Asked> = {
    requestDidStart: async () => ({
      // A request that has its document already is neither parsed nor validated by Apollo Server.
      didResolveSource: async (request) => {
        (request as { document?: DocumentNode }).document = request.contextValue.document;
      },
      responseForOperation: async (request) => {
        const { operation, contextValue: asked } = request;
        if (!operation) return null; // Apollo says which operation is missing
        asked.outcome.ran = await judge(request, asked);
        return ANSWERED;
      },
    }),
  };
  const apollo = new ApolloServer<Asked>({
    schema,
    plugins: [...Object.values(optional).map((plugin) => plugin()), execution],
    persistedQueries: false,
    introspection: true, // who may is decided where documents are let in
    documentStore: null,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
  });
  await apollo.start();
  return {
    schema,
    execute,
    run: async (asking, context, door = {}) => {
      const early = gate?.arrive(context, door);
      if (early) return turnedAway(early, context);
      const found = await documentOf(asking, context, door);
      if ('errors' in found) return refuse(found.errors, context);
      if ('ran' in found) return found.ran;
      const { query, ready, isNew, purpose } = found;
      if ('errors' in ready) return refuse(ready.errors, context);
      const { operationName, variables } = asking;
      const asked: Asked = {
        context: withPurpose(context, purpose),
        door,
        key: ready.key,
        document: ready.document,
        isNew,
        least: positionOf(asking),
        outcome: {},
      };
      const request = { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) };
      const { body } = await apollo.executeOperation(request, { contextValue: asked });
      if (asked.outcome.ran) return asked.outcome.ran;
      if (body.kind !== 'single') throw new Error('incremental delivery is not served');
      // Nothing was judged: the document has no such operation. What Apollo Server says of it did not pass the hook above.
      const errors = (body.singleResult.errors ?? []).map(({ message, locations, path, extensions = {} }) => ({
        ...presentError(new GraphQLError(message, { extensions }), context.requestId, log),
        ...(locations ? { locations } : {}),
        ...(path ? { path } : {}),
      }));
      return { result: { errors }, refused: true };
    },
    stop: () => apollo.stop(),
  };
}
