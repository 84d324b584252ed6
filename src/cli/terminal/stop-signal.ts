import { PlainError } from '../../kernel/plain-error.js';

/** The command was told to stop (Ctrl-C, a closed terminal). */
export class Stopped extends PlainError {}

/** Aborted by the first Ctrl-C, with a reason that says what is left; a later one ends the process as usual. */
export function stopSignal(left: string): AbortSignal {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Stopped(`stopped: ${left}`));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  return stop.signal;
}
