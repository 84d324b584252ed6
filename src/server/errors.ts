import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ERROR_CODES, type Problem } from '../kernel/errors.js';
import { withoutPersonalData } from '../kernel/personal-data.js';

/** Codes that Apollo Server gives to requests that never reach a resolver. */
export const REQUEST_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
];
const MEANT = new Set<unknown>([...ERROR_CODES, ...REQUEST_CODES].filter((c) => c !== 'INTERNAL_SERVER_ERROR'));

/**
 * What the driver and PostgreSQL say when the database is away, stopping, took too long (57014), was not told to go on (25P03)
 * or is held by someone else (55P03).
 */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH|CONNECTION_\w+|CONNECT_TIMEOUT|08\w{3}|57P0\d|57014|53300|25P03|55P03)$/;

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

/** The code of a failure that means that the database is away or too slow; null for any other. The query builder wraps it. */
export function awayCode(error: unknown): string | null {
  const { code } = rootCause(error) as { code?: unknown };
  return typeof code === 'string' && AWAY.test(code) ? code : null;
}

/**
 * The error as the caller may read it. A refusal keeps its code; a database that is away is UNAVAILABLE; everything else is
 * logged with its cause and leaves as INTERNAL_SERVER_ERROR with the request's id and nothing else.
 */
export function presentError(error: GraphQLError, requestId: string, log: Logger): GraphQLFormattedError {
  const { locations, path } = error;
  // Executors quote what was sent.
  const message = withoutPersonalData(error.message);
  const where = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (MEANT.has(error.extensions?.code)) {
    const { http: _, stacktrace: __, ...extensions } = error.extensions;
    if (extensions.code === 'UNAVAILABLE') extensions.requestId ??= requestId;
    return { message, ...where, extensions: withProblems(extensions, message) };
  }
  if (WRONG_ARGUMENT.test(message))
    return { message, ...where, extensions: withProblems({ code: 'BAD_USER_INPUT' }, message) };
  const code = awayCode(error);
  if (code) {
    log.warn({ requestId, code }, 'database unavailable');
    const extensions = { code: 'UNAVAILABLE', requestId };
    return { message: 'the hub’s database does not answer in time; try again shortly', ...where, extensions };
  }
  log.error({ requestId, path, err: rootCause(error) }, 'request failed');
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
