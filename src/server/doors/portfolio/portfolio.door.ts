import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CHANGE_MODES, type ChangeMode, type PortfolioDoor, type StreamedChange } from '../../../credit/index.js';
import type { Connections } from '../../http/connections.js';
import { BadHttpRequest } from '../../http/graphql-http.js';
import type { Settings } from '../../settings.js';
import { type AnsweringDeps, type Asked, answering } from '../answering.js';
import { Places } from '../upload.js';
import { codeLines } from './code-lines.js';

export interface PortfolioDoorDeps extends AnsweringDeps {
  portfolios: PortfolioDoor;
  /** Looks whether who is screened to reads (http/connections.ts). */
  connections: Pick<Connections, 'become'>;
  settings: Pick<Settings, 'HUB_UPLOADS_PER_AGENCY' | 'HUB_BODY_WITHIN_MS' | 'HUB_STREAM_WITHIN_MS'>;
}

export const MEMBERS_PATH = '/portfolios/:id/members';
export const SCREENING_PATH = '/portfolios/:id/screening';

/** The door for lists that are too long for GraphQL: uploaded and screened as streams (schema/PROTOCOL.md, "Portfolios"). */
export const portfolioDoor =
  (deps: PortfolioDoorDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    const { portfolios, connections, settings } = deps;
    const { HUB_UPLOADS_PER_AGENCY: uploads, HUB_BODY_WITHIN_MS: pause, HUB_STREAM_WITHIN_MS: withinMs } = settings;
    const places = new Places('HUB_UPLOADS_PER_AGENCY', uploads, 'lists of this agency are uploaded');
    // The body is read by whoever wants it, as it comes.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload));

    const answered = (answer: (asked: Asked) => Promise<void>) =>
      answering(deps, { withinMs, cut: 'screening' }, answer);

    app.put(
      MEMBERS_PATH,
      answered(async ({ context, request, reply }) => {
        const how = changeOf(request.query as Record<string, unknown>);
        const { mode } = how;
        const leave = places.take(context.viewer.agencyId ?? 'public');
        const receipt = await portfolios
          .change(context, idOf(request), how, codeLines(request.raw, pause))
          .finally(leave);
        const { portfolio, ...done } = receipt;
        await reply.send({ id: portfolio.id, name: portfolio.name, size: portfolio.size, mode, ...done });
      }),
    );

    app.get(
      SCREENING_PATH,
      answered(async ({ context, request, reply }) => {
        const { purpose = null } = request.query as { purpose?: string };
        if (purpose !== null && typeof purpose !== 'string') throw new BadHttpRequest(400, 'purpose: give it once');
        const { raw } = reply;
        const gone = new AbortController();
        raw.once('close', () => gone.abort());
        const write = await portfolios.screening(context, idOf(request), purpose);
        connections.become(request.raw.socket, 'screening');
        await write(async (text) => {
          if (!raw.headersSent) begin(reply);
          await written(raw, text);
        }, gone.signal);
        raw.end();
      }),
    );
  };

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

function changeOf(query: Record<string, unknown>): StreamedChange {
  const { mode = 'replace' } = query;
  if (!CHANGE_MODES.includes(mode as ChangeMode)) throw new BadHttpRequest(400, `mode is ${CHANGE_MODES.join(', ')}`);
  const flag = (name: 'dryRun' | 'allowEmpty'): boolean => {
    const value = query[name] ?? '0';
    if (value !== '0' && value !== '1') throw new BadHttpRequest(400, `${name} is 0 or 1`);
    return value === '1';
  };
  return { mode: mode as ChangeMode, dryRun: flag('dryRun'), allowEmpty: flag('allowEmpty') };
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

/** Writes, and waits until the network has taken it. One who does not read is cut where its connection is watched. */
function written(raw: ServerResponse, text: string): Promise<void> {
  return new Promise((done, fail) => {
    const finish = (error?: Error) => {
      raw.off('drain', finish).off('close', lost);
      if (error) fail(error);
      else done();
    };
    const lost = () => finish(new BadHttpRequest(400, 'the reader is gone'));
    if (raw.destroyed) return lost();
    raw.once('drain', finish).once('close', lost);
    if (raw.write(text)) finish();
  });
}
