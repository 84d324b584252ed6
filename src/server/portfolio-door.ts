import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Agencies, HubContext } from '../access/index.js';
import { CHANGE_MODES, type ChangeMode, type PortfolioDoor } from '../credit/index.js';
import { during } from '../kernel/patience.js';
import { codeLines } from './code-lines.js';
import type { Deadlines } from './deadline.js';
import { contextOf, refusalOf, requestIdOf } from './endpoint.js';
import { BadHttpRequest } from './graphql-http.js';

export interface PortfolioDoorDeps {
  agencies: Pick<Agencies, 'viewerOf'>;
  portfolios: PortfolioDoor;
  log: Logger;
  deadlines: Deadlines;
  /** Milliseconds that a whole stream may take. */
  withinMs: number;
}

/** A reader of a screening that takes nothing for so long is cut off: it holds a state of the database. */
const STALL_MS = 30_000;
const STATUS: Record<string, number> = { NOT_FOUND: 404, LIMIT_EXCEEDED: 413, RATE_LIMITED: 429 };

export const MEMBERS_PATH = '/portfolios/:id/members';
export const SCREENING_PATH = '/portfolios/:id/screening';

/** The door for lists that are too long for GraphQL: uploaded and screened as streams (schema/PROTOCOL.md, "Portfolios"). */
export const portfolioDoor =
  ({ agencies, portfolios, log, deadlines, withinMs }: PortfolioDoorDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    // The body is read by whoever wants it, as it comes.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload));

    const answering =
      (answer: (context: HubContext, request: FastifyRequest, reply: FastifyReply) => Promise<void>) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        const requestId = requestIdOf(request.headers);
        reply.header('x-request-id', requestId).header('cache-control', 'no-store');
        try {
          const waiting = deadlines.of(request.headers, reply.raw, withinMs);
          const { patience } = waiting;
          const { authorization } = request.headers;
          const viewer = await waiting.race(during(patience, async () => agencies.viewerOf(authorization)));
          await waiting.race(answer(contextOf(viewer, requestId, patience), request, reply));
        } catch (error) {
          if (reply.raw.headersSent) reply.raw.destroy();
          else refuse(request, reply, refusalOf(error, requestId, log));
        }
      };

    app.put(
      MEMBERS_PATH,
      answering(async (context, request, reply) => {
        const { mode, dryRun } = changeOf(request.query as Record<string, unknown>);
        const lines = codeLines(request.raw);
        const receipt = await portfolios.change(context, idOf(request), mode, lines, dryRun);
        const { portfolio, ...done } = receipt;
        await reply.send({ id: portfolio.id, name: portfolio.name, size: portfolio.size, mode, ...done });
      }),
    );

    app.get(
      SCREENING_PATH,
      answering(async (context, request, reply) => {
        const { purpose = null } = request.query as { purpose?: string };
        if (purpose !== null && typeof purpose !== 'string') throw new BadHttpRequest(400, 'purpose: give it once');
        const write = await portfolios.screening(context, idOf(request), purpose);
        const { raw } = reply;
        await write(async (text) => {
          if (!raw.headersSent) begin(reply);
          await written(raw, text);
        });
        raw.end();
      }),
    );
  };

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

function changeOf({ mode = 'replace', dryRun = '0' }: Record<string, unknown>): { mode: ChangeMode; dryRun: boolean } {
  if (!CHANGE_MODES.includes(mode as ChangeMode)) throw new BadHttpRequest(400, `mode is ${CHANGE_MODES.join(', ')}`);
  if (dryRun !== '0' && dryRun !== '1') throw new BadHttpRequest(400, 'dryRun is 0 or 1');
  return { mode: mode as ChangeMode, dryRun: dryRun === '1' };
}

function begin(reply: FastifyReply): void {
  const headers = reply.getHeaders() as Record<string, string>;
  reply.hijack();
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': 'application/x-ndjson; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
}

/** Writes, and waits until the network has taken most of it. */
function written(raw: ServerResponse, text: string): Promise<void> {
  return new Promise((done, fail) => {
    const lost = () => finish(new Error('the reader is gone'));
    const finish = (error?: Error) => {
      clearTimeout(stalled);
      raw.off('drain', drained).off('close', lost);
      if (error) fail(error);
      else done();
    };
    const drained = () => finish();
    const stalled = setTimeout(lost, STALL_MS);
    if (raw.destroyed) return lost();
    raw.once('drain', drained).once('close', lost);
    if (raw.write(text)) finish();
  });
}

/** In the form of every refusal of the hub. What of the body was not read is let go by. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: BadHttpRequest): void {
  const { code, message, extensions, headers } = refusal;
  const retry = typeof extensions.retryAfter === 'number' ? { 'retry-after': String(extensions.retryAfter) } : {};
  const unread = request.raw.readableEnded ? {} : { connection: 'close' };
  request.raw.resume();
  void reply
    .code(STATUS[code] ?? refusal.status)
    .headers({ ...headers, ...retry, ...unread })
    .send({ errors: [{ message, extensions: { code, ...extensions } }] });
}
