import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { authorise, authoriseProvider, type HubContext, type Provider } from '../../../access/index.js';
import { type FileImport, isOpen } from '../../../exchange/index.js';
import { HubError, notFound } from '../../../kernel/errors.js';
import { during } from '../../../kernel/patience.js';
import type { Importer } from '../../../register/core.js';
import type { Connections } from '../../http/connections.js';
import type { Imports } from '../../imports/imports.js';
import type { Settings } from '../../settings.js';
import { type AnsweringDeps, type Asked, answering } from '../answering.js';
import { Places, tooLarge, uploaded } from '../upload.js';
import { asked, contentHash, handingIn } from './handing-in.js';
import { importPath, viewOf } from './import.view.js';
import { tellProgress } from './progress.js';

export interface ImportDoorDeps extends AnsweringDeps {
  imports: Imports;
  importers: Readonly<Record<string, Pick<Importer, 'action'>>>;
  connections: Pick<Connections, 'become'>;
  settings: Pick<
    Settings,
    | 'HUB_UPLOADS_PER_AGENCY'
    | 'HUB_BODY_WITHIN_MS'
    | 'HUB_STREAM_WITHIN_MS'
    | 'HUB_IMPORT_LIMIT_BYTES'
    | 'HUB_IMPORT_KEEP_DAYS'
    | 'HUB_SOCKETS_PER_AGENCY'
  >;
}

export const HAND_IN_PATH = '/imports/:register';
export const IMPORT_PATHS = [HAND_IN_PATH, '/imports/ID', '/imports/ID/progress', '/imports/ID/rejected'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Longest that somebody waits for an import's end by `Prefer: wait`, in seconds. */
const MOST_WAIT = 60;

/** The door for files that agencies hand in (schema/PROTOCOL.md, "Files by HTTP"). */
export const importDoor =
  (deps: ImportDoorDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    const { imports, importers, settings, connections, agencies } = deps;
    const { HUB_BODY_WITHIN_MS: pause, HUB_IMPORT_LIMIT_BYTES: most, HUB_STREAM_WITHIN_MS: withinMs } = settings;
    const places = new Places(
      'HUB_UPLOADS_PER_AGENCY',
      settings.HUB_UPLOADS_PER_AGENCY,
      'files of this agency are uploaded',
    );
    const streams = new Places(
      'HUB_SOCKETS_PER_AGENCY',
      settings.HUB_SOCKETS_PER_AGENCY,
      'streams of this agency are open',
    );
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload));
    /** What is asked of the database is given up when its caller leaves. */
    const answered = (answer: (asked: Asked) => Promise<void>) =>
      answering(deps, { withinMs, cut: 'answer' }, (one) => during(one.waiting.patience, () => answer(one)));

    /** Who may hand in files for the register that the path names. */
    const provider = ({ viewer }: HubContext, register: string): Provider => {
      const importer = Object.hasOwn(importers, register) ? importers[register] : undefined;
      if (!importer)
        throw new HubError(
          'NOT_FOUND',
          `there is no register ${register.slice(0, 40)}; there are ${Object.keys(importers).join(', ')}`,
        );
      return authoriseProvider(viewer, importer.action);
    };
    /** An import that the caller may see: its own; an operator's: any. */
    const found = async ({ viewer }: HubContext, params: unknown): Promise<FileImport> => {
      const whose = authorise(viewer, 'import.read') === 'ALL' ? null : viewer.agencyId;
      const { id } = params as { id: string };
      const run = UUID.test(id) ? await imports.store.find(id, whose) : null;
      if (!run) throw notFound(`import ${id.slice(0, 40)}`);
      return run;
    };

    app.route({
      method: ['POST', 'PATCH'],
      url: HAND_IN_PATH,
      handler: answered(async ({ context, request, reply, waiting }) => {
        const { register } = request.params as { register: string };
        const { agencyId } = provider(context, register);
        const file = handingIn(register, agencyId, request.headers, request.query as Record<string, unknown>);
        const declared = Number(request.headers['content-length'] ?? 0);
        if (file.offset + declared > most) throw tooLarge('file', most);
        const leave = places.take(agencyId);
        const bytes = uploaded(request.raw, { pause, most, of: 'file' });
        const handed = await imports.handIn(file, bytes).finally(leave);
        if ('offset' in handed) {
          await reply
            .code(204)
            .headers({ 'upload-offset': String(handed.offset), 'upload-complete': '?0' })
            .send();
          return;
        }
        const run = await whenDone(handed.run, request.headers.prefer, reply, waiting.patience.signal);
        reply
          .code(isOpen(run) ? 202 : 200)
          .header('location', importPath(run.id))
          .header('upload-complete', '?1');
        await reply.send({ ...viewOf(run), repeated: handed.repeated });
      }),
    });

    app.head(
      HAND_IN_PATH,
      answered(async ({ context, request, reply }) => {
        const { register } = request.params as { register: string };
        const query = request.query as Record<string, unknown>;
        const { agencyId } = provider(context, register);
        const sha256 = contentHash(request.headers, query);
        const { options, again } = asked(query);
        if (sha256 !== null) {
          const earlier = again ? null : await imports.store.earlier({ agencyId, register, sha256, options });
          if (earlier) reply.header('location', importPath(earlier.id));
          reply.header('upload-offset', String(await imports.spool.offsetOf(agencyId, sha256)));
        }
        await reply
          .code(204)
          .headers({ 'upload-complete': '?0', 'upload-limit': `max-size=${most}` })
          .send();
      }),
    );

    app.get(
      '/imports/:id',
      { exposeHeadRoute: false },
      answered(async ({ context, request, reply, waiting }) => {
        const run = await found(context, request.params);
        await reply.send(viewOf(await whenDone(run, request.headers.prefer, reply, waiting.patience.signal)));
      }),
    );

    app.delete(
      '/imports/:id',
      answered(async ({ context, request, reply }) => {
        const run = await found(context, request.params);
        const now = isOpen(run) ? await imports.askStop(run.id) : run;
        await reply.code(isOpen(now) ? 202 : 200).send(viewOf(now));
      }),
    );

    app.get(
      '/imports/:id/progress',
      { exposeHeadRoute: false },
      answered(async ({ context, request, reply, waiting }) => {
        const { id } = await found(context, request.params);
        const leave = streams.take(context.viewer.agencyId ?? '');
        const { authorization, 'last-event-id': lastEventId } = request.headers;
        connections.become(request.raw.socket, 'stream');
        waiting.stay();
        await tellProgress(reply, {
          id,
          lastEventId: lastEventId === undefined ? undefined : String(lastEventId),
          // A key that is revoked meanwhile tells nothing more.
          find: async () => found({ ...context, viewer: await agencies.viewerOf(authorization) }, request.params),
          news: (ms) => imports.newsOf(id, ms, waiting.patience.signal),
          over: () => imports.stopping.aborted || waiting.patience.over !== null,
        }).finally(leave);
      }),
    );

    app.get(
      '/imports/:id/rejected',
      { exposeHeadRoute: false },
      answered(async ({ context, request, reply }) => {
        const { id, file, rejectedBytes } = await found(context, request.params);
        if (rejectedBytes === null) {
          const kept = `they are kept for ${settings.HUB_IMPORT_KEEP_DAYS} days`;
          throw new HubError(
            'NOT_FOUND',
            `no rejected rows of import ${id} are here: there were none, or it has not ended; ${kept}`,
          );
        }
        const name = encodeURIComponent(`${file}.rejected.csv`).replace(
          /['()*]/g,
          (c) => `%${c.charCodeAt(0).toString(16)}`,
        );
        reply
          .type('text/csv; charset=utf-8')
          .header('content-length', String(rejectedBytes))
          .header('content-disposition', `attachment; filename="rejected.csv"; filename*=UTF-8''${name}`);
        await reply.send(Readable.from(imports.store.rejected(id), { objectMode: false }));
      }),
    );

    /** The import when it has ended, where its caller would rather wait for that (RFC 7240), or as it is when their time is over. */
    async function whenDone(
      run: FileImport,
      prefer: string | string[] | undefined,
      reply: FastifyReply,
      signal: AbortSignal,
    ) {
      const wait = Math.min(Number(/(?:^|[,;\s])wait=(\d{1,6})/.exec(String(prefer ?? ''))?.[1] ?? 0), MOST_WAIT);
      if (wait === 0) return run;
      reply.header('preference-applied', `wait=${wait}`);
      const until = performance.now() + wait * 1_000;
      let now = run;
      while (isOpen(now) && performance.now() < until && !signal.aborted && !imports.stopping.aborted) {
        await imports.newsOf(run.id, Math.min(500, Math.max(1, until - performance.now())), signal);
        now = (await imports.store.find(run.id, null)) ?? now;
      }
      return now;
    }
  };
