import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Followed, fileSink, follow, Refused } from '../../scripts/examples/follow.mjs';
import { afterFile } from '../kit/after-file.js';
import { temporaryFolder } from '../kit/folder.js';

type Reply = (response: ServerResponse) => void;
const next = (result: object, id = ''): string =>
  `event: next\ndata: ${JSON.stringify(result)}\n${id && `id: ${id}\n`}\n`;
const stream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });

/** What a hub cannot be brought to say at will: answers in turn, and what was asked for each. */
async function answering(replies: Reply[]) {
  const afters: (string | null)[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    afters.push(JSON.parse(body).variables.after);
    (replies[afters.length - 1] as Reply)(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return { hub: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, afters };
}

/** A sink in memory, that stops its follower when it has so many events. */
function memory(count: number, cursor: string | null) {
  const stop = new AbortController();
  const events: Followed[] = [];
  const sink = {
    load: async () => cursor,
    save: async (more: Followed[], now: string) => {
      events.push(...more);
      cursor = now;
      if (events.length >= count) stop.abort();
    },
  };
  return { events, sink, signal: stop.signal, cursor: () => cursor };
}

describe('a follower', () => {
  it('goes on behind the last common position where the log that it followed was restored', async () => {
    const extensions = { code: 'CURSOR_INVALID', common: 'C-7', oldest: 'C-0' };
    const lost: Reply = (response) =>
      stream(response).end(`${next({ errors: [{ message: 'lost', extensions }] })}event: complete\ndata:\n\n`);
    const restored: Reply = (response) =>
      void stream(response).write(next({ data: { events: { type: 'log.restored' } } }, 'D-8'));
    const { hub, afters } = await answering([lost, restored]);
    const kept = memory(1, 'C-9');
    expect(await follow({ hub, ...kept })).toBe(1);
    expect([afters, kept.events, kept.cursor()]).toEqual([['C-9', 'C-7'], [{ type: 'log.restored' }], 'D-8']);
  });

  it('comes back to one that turns it away, fails or is cut, from where it was, and reads what is cut anywhere', async () => {
    const busy: Reply = (response) => response.writeHead(503, { 'retry-after': '0' }).end('{}');
    const failing: Reply = (response) =>
      stream(response).end(next({ data: null, errors: [{ message: 'away', extensions: { code: 'UNAVAILABLE' } }] }));
    const whole = `:\nid: C-2\n\n${next({ data: { events: { name: '民勤\u2028县' } } }, 'C-3')}`;
    // Byte by byte: inside of characters, lines and messages.
    const slow: Reply = (response) => {
      stream(response);
      for (const byte of Buffer.from(`${whole}event: next\ndata: {"da`)) response.write(Buffer.of(byte));
      response.end();
    };
    const last: Reply = (response) => void stream(response).write(next({ data: { events: { name: 'last' } } }, 'C-4'));
    const { hub, afters } = await answering([busy, failing, slow, last]);
    const kept = memory(2, 'C-1');
    const said: string[] = [];
    await follow({ hub, ...kept, say: (line) => void said.push(line) });
    expect(afters).toEqual(['C-1', 'C-1', 'C-1', 'C-3']);
    expect([kept.events, kept.cursor()]).toEqual([[{ name: '民勤\u2028县' }, { name: 'last' }], 'C-4']);
    expect(said.filter((line) => !line.startsWith('following'))).toEqual([
      expect.stringMatching(/503 .*; again in \d+ ms$/),
      expect.stringMatching(/^away; again in/),
      expect.stringMatching(/^the stream ended; again in/),
    ]);
  });

  it('takes an address with /graphql without it, and says whom it asked for nothing', async () => {
    const last: Reply = (response) => void stream(response).write(next({ data: { events: { name: 'last' } } }, 'C-2'));
    const { hub } = await answering([last]);
    const kept = memory(1, 'C-1');
    expect(await follow({ hub: `${hub}/graphql/`, ...kept })).toBe(1);
    const stop = new AbortController();
    const said: string[] = [];
    const say = (line: string) => {
      if (said.push(line) === 2) stop.abort();
    };
    await follow({ hub: 'http://127.0.0.1:1', ...kept, signal: stop.signal, say });
    expect(said[1]).toMatch(/^http:\/\/127\.0\.0\.1:1: .+; again in/);
  });

  it('ends at once where the file or the database of its sink will never do; it tried for ever', async () => {
    const at = temporaryFolder();
    const { hub } = await answering([]);
    const following = (sink: Parameters<typeof follow>[0]['sink']) => follow({ hub, sink });
    const failing = (code: string, more: object = {}) => ({
      load: () => Promise.reject(Object.assign(new Error(`it says ${code}`), { code, ...more })),
      save: async () => {},
    });
    await expect(following(fileSink(join(at('none'), 'x.ndjson')))).rejects.toThrow(
      /^ENOENT.*x\.ndjson.*; make the folder/,
    );
    await expect(following(fileSink(at('.')))).rejects.toThrow(/^E.*; take/);
    for (const code of ['EACCES', 'ENOTDIR', 'EROFS', '28P01', '28000', '3D000', '42501']) {
      const ended = following(failing(code));
      await expect(ended, code).rejects.toBeInstanceOf(Refused);
      await expect(ended, code).rejects.toThrow(new RegExp(`^it says ${code}; .`));
    }
    // A database's socket that is not there comes again with its server.
    const stop = new AbortController();
    const sink = failing('ENOENT', { syscall: 'connect' });
    await follow({ hub, sink, signal: stop.signal, say: () => stop.abort() });
  });
});
