import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';
import { explorerFiles, filesVersion, typeOf } from './explorer.files.js';

const EXAMPLE = `# Ctrl-Enter runs the query. Put an agency's key below, under Headers:
# { "Authorization": "Bearer KEY" }
query Enterprises {
  enterprises(filter: { name: "煤业" }, first: 5) {
    nodes {
      uscc
      name
      division { code name }
      grading { grade validUntil status }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;
const OPTIONS = {
  endpoint: '/graphql',
  title: 'Work-safety credit hub',
  defaultQuery: EXAMPLE,
  subscriptionsProtocol: 'WS',
};

/**
 * The page runs the hub's own files and speaks with the hub alone: whatever a library tries, nothing leaves, and nothing that is
 * written into the page runs. Its editor writes styles of its own.
 */
export const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where a browser has the editor's workers from, and what it begins with once the page's scripts are there. */
const startScript = (at: (name: string) => string): string => `const workers = {
  editorWorkerService: '${at('editor.worker.js')}',
  json: '${at('json.worker.js')}',
  graphql: '${at('graphql.worker.js')}',
};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => workers[label] };
addEventListener('DOMContentLoaded', () =>
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify(OPTIONS)}),
);
`;

const pageOf = (at: (name: string) => string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${OPTIONS.title}</title>
    <link rel="icon" href="${at('icon.ico')}" />
    <link rel="stylesheet" href="${at('graphiql.css')}" />
    <script src="${at('start.js')}"></script>
    <script src="${at('graphiql.js')}" defer></script>
  </head>
  <body id="body" class="no-focus-outline">
    <noscript>You need to enable JavaScript to run this app.</noscript>
    <div id="root"></div>
  </body>
</html>
`;

const unpacked = promisify(gunzip);
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The explorer: GraphiQL with everything that it needs, for networks without internet; a small page, and files that a browser keeps. */
export function explorer(app: FastifyInstance): void {
  const files = explorerFiles();
  const version = filesVersion();
  const own = (script: string) => createHash('sha256').update(script).digest('base64url').slice(0, 12);
  const at = (name: string) => `/graphiql/${version}/${name}`;
  const start = startScript(at);
  const startAt = `/graphiql/${own(start)}/start.js`;
  const page = pageOf((name) => (name === 'start.js' ? startAt : at(name)));

  app.get('/graphiql', (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('x-frame-options', 'DENY')
      .header('content-security-policy', EXPLORER_POLICY)
      .send(page),
  );
  app.get(startAt, (_, reply) => reply.type(typeOf('start.js')).header('cache-control', FOR_EVER).send(start));
  app.get(`/graphiql/${version}/:name`, async (request, reply) => {
    const { name } = request.params as { name: string };
    const packed = await files(name);
    if (!packed) return reply.callNotFound();
    const accept = request.headers['accept-encoding'];
    const taken = new Negotiator({ headers: { 'accept-encoding': accept } }).encodings(['br', 'gzip', 'identity']);
    const coding = (['br', 'gzip'] as const).find((c) => taken.includes(c));
    reply.type(typeOf(name)).header('cache-control', FOR_EVER).header('vary', 'accept-encoding');
    // A worker has the policy of its own file.
    reply.header('content-security-policy', EXPLORER_POLICY);
    if (coding) return reply.header('content-encoding', coding).send(packed[coding]);
    return reply.send(await unpacked(packed.gzip));
  });
}
