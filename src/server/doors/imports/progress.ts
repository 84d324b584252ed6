import type { FastifyReply } from 'fastify';
import { type FileImport, isOpen } from '../../../exchange/index.js';
import { viewOf } from './import.view.js';

export interface ProgressOptions {
  id: string;
  /** The id of the last event that its reader has had. */
  lastEventId: string | undefined;
  find(): Promise<FileImport>;
  /** Resolves where there may be news, or after so many milliseconds. */
  news(withinMs: number): Promise<void>;
  /** Whether nobody is to be told any more. */
  over(): boolean;
}

/** Another hub of the database may run it: it is looked at so often. */
const LOOK_MS = 1_000;
/** A comment that often, so that nothing between takes the connection for a dead one. */
const PING_MS = 15_000;
const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
};

/** Tells how far an import has come, as Server-Sent Events: `progress` at every news, `done` at its end; then the stream ends. */
export async function tellProgress(reply: FastifyReply, options: ProgressOptions): Promise<void> {
  const { lastEventId, find, news, over } = options;
  let run = await find();
  const { raw } = reply;
  const headers = reply.getHeaders() as Record<string, string>;
  reply.hijack();
  raw.writeHead(200, { ...headers, ...HEAD });
  // A client that comes back has had the news up to its last event; the end is told again, or it would come back for ever.
  let told = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : -1;
  let heard = performance.now();
  raw.write(':\n\n');
  while (!raw.destroyed) {
    const open = isOpen(run);
    if (run.revision > told || !open) {
      raw.write(`id: ${run.revision}\nevent: ${open ? 'progress' : 'done'}\ndata: ${JSON.stringify(viewOf(run))}\n\n`);
      told = run.revision;
      heard = performance.now();
    } else if (performance.now() - heard > PING_MS) {
      raw.write(':\n\n');
      heard = performance.now();
    }
    if (!open || over()) break;
    await news(LOOK_MS);
    run = await find();
  }
  raw.end();
}
