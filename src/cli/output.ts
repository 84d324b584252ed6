import { HubError } from '../kernel/errors.js';
import { NotMigrated, SettingsError } from '../server/index.js';

/** What a command prints: with --json one object (or NDJSON) on stdout and nothing else there, else lines for people. */
export interface Output {
  json: boolean;
  /** The result of a command. */
  result(value: object, lines: string | string[]): void;
  /** A word on the way, for people only; it goes to stderr. */
  say(line: string): void;
}

export function output(json: boolean): Output {
  return {
    json,
    result: (value, lines) => {
      const text = json ? JSON.stringify(value) : [lines].flat().join('\n');
      process.stdout.write(`${text}\n`);
    },
    say: (line) => {
      if (!json) process.stderr.write(`${line}\n`);
    },
  };
}

/** Failures that the user can mend are one line; the stack is for those that nobody foresaw. */
const PLAIN = [HubError, NotMigrated, SettingsError];
const PLAIN_CODES = /^(E[A-Z]+|3D000|28P01|28000|CONNECT\w*|57P0\d)$/;

/** Prints why a command could not run, in one line where the reason is known, and sets exit code 1. */
export function fail(error: unknown, json: boolean): void {
  const { message, code, stack, name } = error as Error & { code?: string };
  const known = PLAIN.some((kind) => error instanceof kind) || PLAIN_CODES.test(code ?? '') || name === 'ImportError';
  const text = known || !stack ? message || code || String(error) : stack;
  if (json) process.stdout.write(`${JSON.stringify({ error: { message: message || code, code } })}\n`);
  else process.stderr.write(`hub: ${text}\n`);
  process.exitCode = 1;
}
