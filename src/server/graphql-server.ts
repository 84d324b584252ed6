import { ApolloServer, type ApolloServerPlugin, type GraphQLRequest, HeaderMap } from '@apollo/server';
import * as optional from '@apollo/server/plugin/disabled';
import { type FormattedExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { HubContext } from '../access/index.js';
import { presentError } from './errors.js';
import { executor } from './executor.js';
import { type Limits, limiter } from './limits.js';

/** Tokens of a document: far above what the contract's operations need, far below what would hurt. */
export const MAX_TOKENS = 20_000;

export interface GraphQLAnswer {
  result: FormattedExecutionResult;
  /** What Apollo Server would answer over HTTP, where it decided one (405 for a mutation by GET). */
  status: number | undefined;
}

/** Nothing of the HTTP answer is decided in a hook. */
const NO_HEAD = { headers: new HeaderMap() };

export interface GraphQLServer {
  /** Runs one request; the answer's errors are presentable. */
  run(request: GraphQLRequest, context: HubContext): Promise<GraphQLAnswer>;
  stop(): Promise<void>;
}

/** Apollo Server over a schema, executing through the compiling executor. */
export async function graphqlServer(schema: GraphQLSchema, log: Logger, limits: Limits): Promise<GraphQLServer> {
  const overLimit = limiter(schema, limits);
  const execute = executor(schema);
  // Answering in this hook skips Apollo's own execution step and what it prepares for one: 15 % of a small request.
  const execution: ApolloServerPlugin<HubContext> = {
    requestDidStart: async () => ({
      responseForOperation: async ({ queryHash, document, operation, request, contextValue }) => {
        if (!operation) return null; // Apollo says which operation is missing
        const refusal = overLimit(document, request.operationName, request.variables ?? {});
        const result = refusal
          ? { errors: [refusal] }
          : await execute({
              key: queryHash ?? '',
              document,
              operationName: request.operationName ?? undefined,
              variables: request.variables ?? {},
              context: contextValue,
            });
        return { http: NO_HEAD, body: { kind: 'single', singleResult: present(result, contextValue) } };
      },
    }),
  };
  const present = (result: { data?: unknown; errors?: readonly GraphQLError[] }, context: HubContext) =>
    (result.errors
      ? { ...result, errors: result.errors.map((e) => presentError(e, context.requestId, log)) }
      : result) as FormattedExecutionResult;
  const apollo = new ApolloServer<HubContext>({
    schema,
    plugins: [...Object.values(optional).map((plugin) => plugin()), execution],
    persistedQueries: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    logger: log,
  });
  await apollo.start();
  return {
    run: async (request, context) => {
      const { body, http } = await apollo.executeOperation(request, { contextValue: context });
      if (body.kind !== 'single') throw new Error('incremental delivery is not served');
      const { singleResult } = body;
      const { status } = http;
      if (singleResult.data !== undefined || !singleResult.errors) return { result: singleResult, status };
      // Nothing ran. Parsing, validation and variables: their errors did not pass the hook above.
      const errors = singleResult.errors.map(({ message, locations, path, extensions = {} }) => ({
        ...presentError(new GraphQLError(message, { extensions }), context.requestId, log),
        ...(locations ? { locations } : {}),
        ...(path ? { path } : {}),
      }));
      return { result: { errors }, status };
    },
    stop: () => apollo.stop(),
  };
}
