// This one file of the package, not all of it: a command that refuses its own use loads no GraphQL.
import { GraphQLError } from 'graphql/error/GraphQLError.js';
import { withoutPersonalData } from './personal-data.js';

/** The stable codes of `extensions.code`; `schema/ERRORS.md` says of each what it means and how it is mended. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'INVALID_USCC',
  'NOT_FOUND',
  'CONFLICT',
  'ILLEGAL_TRANSITION',
  'IDEMPOTENCY_MISMATCH',
  'CURSOR_INVALID',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing wrong with an input: where (`records.3.uscc`), a stable code, and a sentence that names the mend. */
export interface Problem {
  path: string;
  code: string;
  message: string;
}

/** A refusal that the caller may read. Anything else that is thrown leaves as INTERNAL_SERVER_ERROR with a request id. */
export class HubError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, more: Record<string, unknown> = {}) {
    super(message, { extensions: { code, ...more } });
    this.code = code;
  }
}

/**
 * Problems that one error names each with its sentence: a list of a million wrong texts must not be answered with a million sentences. The
 * others, up to MOST_NAMED, are named with their place and their code, and refer to the first of their code.
 */
export const MOST_PROBLEMS = 200;
/** Problems that one error names at all: as many as the longest list of codes that the API takes (10,000 are 0.9 MB). */
export const MOST_NAMED = 10_000;

/** Gathers the problems of one error, however many there are. */
export class Problems {
  readonly named: Problem[] = [];
  count = 0;
  private readonly first = new Map<string, string>();

  add(problem: Problem): void {
    const { path, code } = problem;
    this.count++;
    const like = this.first.get(code);
    if (like === undefined) this.first.set(code, path);
    if (this.named.length >= MOST_NAMED) return;
    // One of a new code has its sentence wherever it stands.
    const told = this.count <= MOST_PROBLEMS || like === undefined;
    this.named.push(told ? problem : { path, code, message: `as ${like}` });
  }
}

/** BAD_USER_INPUT with every problem found, not only the first; of very many all are named, and the first are told. */
export function badInput(found: readonly Problem[], count = found.length): HubError {
  const said = found.slice(0, MOST_PROBLEMS).map((p) => `${p.path}: ${p.message}`);
  if (count > said.length) said.push(`and ${count - said.length} more`);
  return new HubError('BAD_USER_INPUT', said.join('; '), { problems: found.slice(0, MOST_NAMED) });
}

/** `path`: the argument that names it, where the caller submits something. */
export function notFound(what: string, path?: string): HubError {
  const message = `${withoutPersonalData(what)} is not in the hub`;
  return new HubError('NOT_FOUND', message, path ? { problems: [{ path, code: 'NOT_FOUND', message }] } : {});
}

export const limitExceeded = (limit: string, max: number, got: number): HubError =>
  new HubError('LIMIT_EXCEEDED', `${limit}: at most ${max}, got ${got}`, { limit, max });
