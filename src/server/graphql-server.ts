import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContextResponseForOperation,
  HeaderMap,
} from '@apollo/server';
import * as optional from '@apollo/server/plugin/disabled';
import { type DocumentNode, type FormattedExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { HubContext } from '../access/index.js';
import {
  type Documents,
  type Named,
  type Ready,
  shareOfViewer,
  type TrustedDocuments,
  textOf,
  withoutSuggestions,
} from './documents/index.js';
import { presentError } from './errors.js';
import { type Execute, executor } from './executor.js';
import { type Limits, limiter } from './limits.js';
import type { Door, OperationRequest, Ran } from './operation.js';

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
  /** What became of it, once it was judged here: in an object of its own, because Apollo Server hands on a copy of this one. */
  outcome: { ran?: Ran };
}

/** A document that may be judged further, with what it was registered for; or why not. */
type Found = { query: string; ready: Ready; purpose?: string | null } | { errors: readonly GraphQLError[] };

/** Nothing of the HTTP answer is decided in a hook. */
const NO_HEAD = { headers: new HeaderMap() };
/** Apollo Server wants an answer; ours is in `Asked`. */
const ANSWERED = { http: NO_HEAD, body: { kind: 'single' as const, singleResult: {} } };

const ELSEWHERE =
  'a subscription is answered over a WebSocket at /graphql (subprotocol graphql-transport-ws) or as Server-Sent Events at /graphql/stream';
const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

/** Apollo Server over a schema, executing through the compiling executor. */
export async function graphqlServer(
  schema: GraphQLSchema,
  log: Logger,
  limits: Limits,
  documents: Documents,
  /** Left out where no operations are registered for the schema: a subgraph's. */
  trusted?: TrustedDocuments,
): Promise<GraphQLServer> {
  const overLimit = limiter(schema, limits);
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

  const judge = async (
    { operation, request }: GraphQLRequestContextResponseForOperation<Asked>,
    { context, door, key, document }: Asked,
  ): Promise<Ran> => {
    const { operationName, variables = {} } = request;
    const tooMuch = overLimit(document, operationName, variables);
    if (tooMuch) return refuse([tooMuch], context);
    if (operation.operation === 'mutation' && door.readOnly)
      return refuse([badRequest('a mutation is sent by POST; GET is for queries')], context, 405);
    if (operation.operation === 'subscription') {
      if (!door.subscribe) return refuse([badRequest(ELSEWHERE)], context);
      try {
        const found = await door.subscribe({ key, document, operationName, variables, context });
        return 'operation' in found ? { begun: found } : refuse(found, context);
      } catch (error) {
        const known = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
        return refuse([known], context);
      }
    }
    const result = await execute({ key, document, operationName, variables, context });
    const shown = result.errors ? { ...result, errors: present(result.errors, context) } : result;
    return { result: shown as FormattedExecutionResult, refused: false };
  };
  /** The document of a request, prepared, or why it may not run. */
  const documentOf = async (asking: OperationRequest, { viewer }: HubContext): Promise<Found> => {
    let named: Named = 'as sent';
    try {
      if (trusted) named = await trusted.find(asking, viewer);
    } catch (error) {
      return { errors: [new GraphQLError('', { originalError: error as Error })] };
    }
    if (named !== 'as sent') {
      if ('refusal' in named) return { errors: [named.refusal] };
      const { document: query, purpose } = named.trusted;
      named.trusted.ready ??= documents.prepareRegistered(query);
      return { query, ready: named.trusted.ready, purpose };
    }
    const query = textOf(asking);
    if (typeof query !== 'string') return { errors: [query] };
    const share = shareOfViewer(viewer);
    const admitted = documents.admit(query, share);
    if ('refusal' in admitted) return { errors: [admitted.refusal] };
    return { query, ready: admitted.ready ?? documents.prepare(query, share) };
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
      const found = await documentOf(asking, context);
      if ('errors' in found) return refuse(found.errors, context);
      const { query, ready, purpose } = found;
      if ('errors' in ready) return refuse(ready.errors, context);
      const { operationName, variables } = asking;
      const asked: Asked = {
        context: purpose ? { ...context, purpose } : context,
        door,
        key: ready.key,
        document: ready.document,
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
