import { HubError } from '../../kernel/errors.js';
import { PlainError } from '../../kernel/plain-error.js';

/** What a command prints: with --json one object (or NDJSON) on stdout and nothing else there, else lines for people. */
export interface Output {
  json: boolean;
  /** The result of a command. */
  result(value: object, lines: string | string[]): void;
  /** A word on the way, for people only; it goes to stderr. */
  say(line: string): void;
}

/** Whether --json was given: it is taken before and after the command's name. */
export const asJson = process.argv.includes('--json');

/** Past what takes a serving process' output into its log (server/watch/log.ts). */
const toStdout = process.stdout.write.bind(process.stdout);
const toStderr = process.stderr.write.bind(process.stderr);

export function output(json: boolean): Output {
  return {
    json,
    result: (value, lines) => {
      const text = json ? JSON.stringify(value) : [lines].flat().join('\n');
      toStdout(`${text}\n`);
    },
    say: (line) => {
      if (!json) toStderr(`${line}\n`);
    },
  };
}

/** Failures that the user can mend are one line; the stack is for those that nobody foresaw. */
const PLAIN_CODES =
  /^(E(?!RR_)[A-Z_]+|ERR_INVALID_URL|3D000|28P01|28000|42501|CONNECT\w*|NO_PRIMARY|08\w{3}|25006|53\w{3}|57P0\d|58030)$/;

/** What to do about failures that Node and PostgreSQL name by a code. */
const MENDS: [codes: RegExp, mend: string][] = [
  [/^42501$/, 'grant it to the user of DATABASE_URL'],
  [/^(53100|ENOSPC|EDQUOT)$/, 'free some space on the disk that is full'],
  [/^53300$/, 'end connections of others, or raise max_connections of the database'],
  [/^25006$/, 'this database is read-only, as a standby is: take the one that it follows'],
  [/^NO_PRIMARY$/, 'promote one, or correct DATABASE_URL'],
  [/^(EMFILE|ENFILE)$/, 'raise the limit of open files (ulimit -n)'],
  [/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|CONNECT)/, 'check DATABASE_URL, and that the database runs'],
  [/^(28P01|28000)$/, 'check the user and the password in DATABASE_URL'],
  [/^3D000$/, 'create it, with encoding UTF8, or correct DATABASE_URL'],
  [/^ERR_INVALID_URL$/, 'DATABASE_URL reads postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
  [/^EADDRINUSE$/, 'stop what listens there, or set PORT'],
  [/^EADDRNOTAVAIL$/, 'set HOST to an address of this machine'],
];

const isPlain = (error: unknown): boolean => error instanceof PlainError || error instanceof HubError;

/** What the query builder wraps: the database's own refusal, without the statement. */
function rootOf(error: unknown): unknown {
  const { cause } = error as { cause?: { code?: unknown } };
  return !isPlain(error) && cause && PLAIN_CODES.test(String(cause.code)) ? cause : error;
}

/** Prints why a command could not run, in one line where the reason is known, and sets exit code 1. `more`: what --json says beside it. */
export function fail(error: unknown, json: boolean, more: object = {}): void {
  const root = rootOf(error);
  const { message, code, stack } = root as Error & { code?: string };
  const known = isPlain(root) || PLAIN_CODES.test(code ?? '');
  const mend = MENDS.find(([codes]) => codes.test(code ?? ''))?.[1];
  const plain = `${message || code || String(error)}${mend ? `; ${mend}` : ''}`;
  if (json) toStdout(`${JSON.stringify({ error: { message: plain, code, ...more } })}\n`);
  else toStderr(`hub: ${known || !stack ? plain : stack}\n`);
  process.exitCode = 1;
}
