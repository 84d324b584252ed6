import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { PUBLIC } from '../../../access/index.js';
import { present } from '../../../kernel/clock.js';
import { dateOf } from '../../../kernel/date.js';
import type { DisclosurePage } from '../../../linkage/index.js';
import { addressOf } from '../../http/address.js';
import type { Deadlines } from '../../http/deadline.js';
import { refusalOf, requestIdOf } from '../../http/endpoint.js';
import { BadHttpRequest } from '../../http/graphql-http.js';
import type { Shares } from '../../work/shares.js';
import { ATOM_FILE, atomFeed } from './atom.js';
import type { FeedPage } from './feed.js';
import { JSON_FILE, jsonFeed } from './json.js';

export interface DisclosureDoorDeps {
  /** Reads what has been announced by a day. */
  disclosures(today: string, first: number, after: string | null): Promise<DisclosurePage>;
  logId(): Promise<string>;
  log: Logger;
  deadlines: Deadlines;
  /** How often each caller may ask. */
  shares: Pick<Shares, 'arrive' | 'callerOf'>;
}

interface Format {
  type: string;
  write(page: FeedPage): string;
}

const FORMATS: Record<string, Format> = {
  [ATOM_FILE]: { type: 'application/atom+xml; charset=utf-8', write: atomFeed },
  [JSON_FILE]: { type: 'application/feed+json; charset=utf-8', write: jsonFeed },
};
export const DISCLOSURE_PATHS = Object.keys(FORMATS).map((file) => `/disclosure/${file}`);

const DEFAULT_SIZE = 50;
/** A page stands so long: anybody may ask, and however many do, the database is asked once. */
const FRESH_MS = 1_000;
const MOST_KEPT = 200;

/** The public feed of restrictions, without a key: /disclosure/feed.atom and /disclosure/feed.json (schema/PROTOCOL.md). */
export const disclosureDoor = ({ disclosures, logId, log, deadlines, shares }: DisclosureDoorDeps) => {
  const kept = new Map<string, { page: Promise<FeedPage>; until: number }>();

  const read = async (size: number, after: string | null): Promise<FeedPage> => {
    const today = dateOf(present());
    const found = await disclosures(today, size, after);
    return { ...found, logId: await logId(), today, first: after === null, size };
  };
  const pageOf = (size: number, after: string | null): Promise<FeedPage> => {
    const name = JSON.stringify([size, after]);
    const now = performance.now();
    const known = kept.get(name);
    if (known && known.until > now) return known.page;
    if (kept.size >= MOST_KEPT) kept.clear();
    const page = read(size, after);
    kept.set(name, { page, until: now + FRESH_MS });
    page.catch(() => kept.delete(name));
    return page;
  };
  const answer = async ({ type, write }: Format, request: FastifyRequest, reply: FastifyReply) => {
    const { first = String(DEFAULT_SIZE), after = null } = request.query as Record<string, unknown>;
    if (typeof first !== 'string' || !/^[1-9]\d{0,5}$/.test(first))
      throw new BadHttpRequest(400, 'first is a number of entries');
    if (after !== null && typeof after !== 'string') throw new BadHttpRequest(400, 'after: give it once');
    const tooOften = shares.arrive(shares.callerOf(PUBLIC, addressOf(request.raw)));
    if (tooOften) throw tooOften;
    // The page is many readers', so who leaves gives nothing up; each waits no longer than its own time.
    const waiting = deadlines.of(request.headers, reply.raw);
    const body = write(await waiting.race(pageOf(Number(first), after)));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', etag).header('cache-control', 'public, max-age=60');
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type(type).send(body);
  };

  return async (app: FastifyInstance): Promise<void> => {
    for (const [file, format] of Object.entries(FORMATS)) {
      app.get(`/disclosure/${file}`, async (request, reply) => {
        const requestId = requestIdOf(request.headers);
        try {
          return await answer(format, request, reply);
        } catch (error) {
          const { status, headers, message, code, extensions } = refusalOf(error, requestId, log);
          const errors = [{ message, extensions: { code, ...extensions } }];
          return reply
            .code(status)
            .headers({ ...headers, 'x-request-id': requestId })
            .send({ errors });
        }
      });
    }
  };
};

/** RFC 9110, section 13.1.2: any of the tags, compared weakly. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));
