import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ERROR_CODES, HubError, type Problem } from '../../kernel/errors.js';
import { withoutPersonalData } from '../../kernel/personal-data.js';
import { causeOf } from './fault.cause.js';
import { faultsOf } from './faults.js';

/** Codes that Apollo Server gives to requests that never reach a resolver. */
export const REQUEST_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
];
const MEANT = new Set<unknown>([...ERROR_CODES, ...REQUEST_CODES].filter((c) => c !== 'INTERNAL_SERVER_ERROR'));

/** What executors say of an argument that only its variables make wrong, such as null where there is a default. */
const WRONG_ARGUMENT = /^Argument "(\w+)" (of |has invalid value)/;
const WRONG_VARIABLE = /^Variable "\$(\w+)" (?:got invalid value .* at "\w+((?:\.\w+|\[\d+\])+)"|)/s;

/** What an executor says of a variable or an argument, as a problem: where it says so, with the path into the value. */
function problemOf(message: string): Problem | null {
  const variable = WRONG_VARIABLE.exec(message);
  if (variable)
    return { path: `${variable[1]}${(variable[2] ?? '').replace(/\[(\d+)\]/g, '.$1')}`, code: 'VARIABLE', message };
  const argument = WRONG_ARGUMENT.exec(message);
  return argument ? { path: argument[1] as string, code: 'ARGUMENT', message } : null;
}

/** BAD_USER_INPUT names its problems, also where an executor and not the hub found it. */
function withProblems(extensions: Record<string, unknown>, message: string): Record<string, unknown> {
  if (extensions.code !== 'BAD_USER_INPUT' || extensions.problems) return extensions;
  const problem = problemOf(message);
  return problem ? { ...extensions, problems: [problem] } : extensions;
}

function rootCause(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < 5; depth++) {
    const inner = (cause as { originalError?: unknown }).originalError ?? (cause as { cause?: unknown }).cause;
    if (!inner) break;
    cause = inner;
  }
  return cause;
}

/** The code of a failure that means that the hub cannot answer now (`fault.cause.ts`); null for any other. */
export const awayCode = (error: unknown): string | null => causeOf(error)?.code ?? null;

/** What a caller is told where the hub cannot answer now; the cause is told once, in the log. */
export function unavailable(error: unknown, requestId: string, log: Logger): string | null {
  const cause = causeOf(error);
  if (!cause) return null;
  faultsOf(log).met(cause, { requestId });
  if (cause.kind === 'KEYS') return 'the hub cannot sign at the moment; try again shortly';
  if (cause.kind === 'DISK' || cause.kind === 'READ_ONLY' || cause.kind === 'NO_PRIMARY' || cause.kind === 'UNRECORDED')
    return 'the hub cannot write anything down at the moment; try again shortly';
  return 'the hub’s database does not answer in time; try again shortly';
}

/**
 * The error as the caller may read it. A refusal keeps its code; a database that is away is UNAVAILABLE; everything else is
 * logged with its cause and leaves as INTERNAL_SERVER_ERROR with the request's id and nothing else.
 */
export function presentError(error: GraphQLError, requestId: string, log: Logger): GraphQLFormattedError {
  const { locations, path } = error;
  // The query builder wraps what it meets, a refusal too: that nobody waits for the statement any more.
  const cause = rootCause(error);
  const told = cause instanceof HubError ? cause : error;
  // Executors quote what was sent.
  const message = withoutPersonalData(told.message);
  const where = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (MEANT.has(told.extensions?.code)) {
    const { http: _, stacktrace: __, ...extensions } = told.extensions;
    // Whoever asks why it was not answered has to name it.
    if (extensions.code === 'UNAVAILABLE') {
      extensions.requestId ??= requestId;
      // A clock that a write has met is told in the log, and by readiness, as every fault is.
      const met = causeOf(error);
      if (met?.kind === 'CLOCK') faultsOf(log).met(met, { requestId });
    }
    return { message, ...where, extensions: withProblems(extensions, message) };
  }
  if (WRONG_ARGUMENT.test(message))
    return { message, ...where, extensions: withProblems({ code: 'BAD_USER_INPUT' }, message) };
  const away = unavailable(error, requestId, log);
  if (away) return { message: away, ...where, extensions: { code: 'UNAVAILABLE', requestId } };
  log.error({ requestId, path, err: cause }, 'request failed');
  return {
    message: 'the hub failed to answer this',
    ...where,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  };
}

/** An error of GraphQL's own with a code, where it has none. */
export function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  const where = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...where, extensions: { code, ...error.extensions } });
}
