import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../../kernel/project.js';

/** A file as it goes out: to who takes neither, it is unpacked again. */
export interface Packed {
  br: Buffer;
  gzip: Buffer;
}

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ico: 'image/x-icon',
};
export const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? '';

const PACKER = join(projectRoot, 'scripts/explorer-files.mjs');

/**
 * What the files' addresses begin with: it changes with the package, and with how they are made of it, so that a browser may keep
 * them for ever. The files themselves are not looked at: a hub whose explorer nobody opens never loads them.
 */
export function filesVersion(): string {
  const package_ = join(
    dirname(createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql')),
    '../package.json',
  );
  const hash = createHash('sha256').update(readFileSync(package_)).update(readFileSync(PACKER));
  return hash.digest('base64url').slice(0, 12);
}

/** The explorer's files, packed when first asked for, by a thread of their own, and kept packed. */
export function explorerFiles(): (name: string) => Promise<Packed | undefined> {
  let packing: Promise<Map<string, Packed>> | undefined;
  return async (name) => {
    packing ??= pack().catch((error) => {
      packing = undefined;
      throw error;
    });
    return (await packing).get(name);
  };
}

function pack(): Promise<Map<string, Packed>> {
  return new Promise((done, fail) => {
    const worker = new Worker(PACKER);
    worker.once('message', (files: [string, { br: Uint8Array; gzip: Uint8Array }][]) =>
      done(new Map(files.map(([name, { br, gzip }]) => [name, { br: Buffer.from(br), gzip: Buffer.from(gzip) }]))),
    );
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the explorer's files were not packed (exit ${code})`)));
    worker.unref();
  });
}
