import { format } from 'node:util';
import { destination, type Logger, pino } from 'pino';
import type { Settings } from '../settings.js';

/** The hub's log: one JSON object a line on stderr. What a command prints on stdout is its result alone. */
export const openLog = ({ LOG_LEVEL: level }: Pick<Settings, 'LOG_LEVEL'>): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));

type Write = typeof process.stdout.write;
/** A text that does not end is told after so many characters all the same. */
const LONGEST_PIECE = 65_536;

/**
 * Has everything that this process prints go through its log: what libraries write to the console or to stderr, warnings of Node.js,
 * promises whose rejection nobody waited for, and the exception that ends it. Called once, by what serves; the hub's own
 * words for people go past it (cli/terminal/output.ts).
 */
export function takeOutput(log: Logger): void {
  divert(process.stdout, (text) => log.info({ from: 'stdout' }, text));
  divert(process.stderr, (text) => log.warn({ from: 'stderr' }, text));
  // Node's own listener prints; where there is none, it was told to be silent (--no-warnings).
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning');
    process.on('warning', (err) => log.warn({ err }, 'a warning of Node.js or a library'));
  }
  // One request's is no reason to end everybody's. Whatever it was, its request was answered or has its own time limit.
  process.on('unhandledRejection', (reason) => {
    const err = reason instanceof Error ? reason : new Error(format(reason));
    log.error({ err }, 'a promise was rejected, and nobody waited for it');
  });
  process.on('uncaughtException', (err) => {
    // Nobody knows what it left half done: whoever keeps the process alive starts another one.
    try {
      log.fatal({ err }, 'an exception that nobody caught ends the process');
    } finally {
      process.exit(1);
    }
  });
}

/** One log line for each write that ends a line: a stack is many lines of one message. */
function divert(stream: NodeJS.WriteStream, tell: (text: string) => void): void {
  let begun = '';
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    begun += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (begun.endsWith('\n') || begun.length > LONGEST_PIECE) {
      const text = begun.trimEnd();
      begun = '';
      if (text !== '') tell(text);
    }
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = write as Write;
}
