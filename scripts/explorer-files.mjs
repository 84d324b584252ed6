// A worker of the hub (src/server/doors/explorer.files.ts): the explorer's files, packed. Nine million characters are loaded, packed and
// let go of here, beside the thread that serves. It tells [name, { br, gzip }][].
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
// The package's parts, which its own page has in itself.
const parts = require(join(dirname(require.resolve('@graphql-yoga/render-graphiql')), 'graphiql.js'));
const files = {
  'graphiql.js': parts.js,
  'graphiql.css': parts.css,
  'editor.worker.js': parts.editorWorkerService,
  'json.worker.js': parts.jsonWorker,
  'graphql.worker.js': parts.graphqlWorker,
  'icon.ico': Buffer.from(parts.favicon.replace(/^data:[^,]*,/, ''), 'base64'),
};
// Beyond 9, brotli takes eight times as long for a tenth.
const br = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
const packed = Object.entries(files).map(([name, text]) => [
  name,
  { br: br(text), gzip: gzipSync(text, { level: 9 }) },
]);
parentPort.postMessage(packed);
