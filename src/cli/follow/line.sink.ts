import { existsSync, readFileSync } from 'node:fs';
import type { Refused, Sink } from '../../../scripts/examples/follow.mjs';

/**
 * Lines on stdout, and the cursor in a file, if one is given. What reads the pipe may be gone before it has taken a line, so a
 * line that was written and whose cursor was not kept comes again: at least once.
 */
export function lineSink(
  { replace, Refused: Final }: { replace(file: string, text: string): Promise<void>; Refused: typeof Refused },
  state: string | undefined,
  stdout: NodeJS.WritableStream = process.stdout,
): Sink {
  // Told by the write's own callback.
  stdout.on('error', () => {});
  let cursor = state !== undefined && existsSync(state) ? readCursor(state, Final) : null;
  return {
    load: async () => cursor,
    save: async (events, next) => {
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      await new Promise<void>((done, fail) => {
        stdout.write(text, (error) => (error ? fail(new Final(`stdout: ${error.message}`)) : done()));
      });
      if (state !== undefined) await replace(state, `${JSON.stringify({ cursor: next })}\n`);
      cursor = next;
    },
    close: async () => {},
  };
}

function readCursor(file: string, Final: typeof Refused): string | null {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text).cursor;
  } catch {
    throw new Final(`${file} is not a follower’s state, or is damaged: take another file`);
  }
}
