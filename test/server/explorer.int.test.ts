import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** As the bytes come: `fetch` unpacks them. */
const get = (url: string, coding?: string): Promise<Got> =>
  new Promise((done, fail) => {
    const sent = request(url, { headers: coding === undefined ? {} : { 'accept-encoding': coding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.once('error', fail).end();
  });

/** The page was nine megabytes, sent whole and unpacked each time that it was opened. */
describe('the explorer’s page and files', () => {
  let hub: TestHub;
  let page: Got;
  let files: string[];
  beforeAll(async () => {
    hub = await startTestHub();
    page = await get(`${hub.url}/graphiql`);
    files = [...page.body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1] as string);
    const start = await get(hub.url + (files.find((f) => f.endsWith('start.js')) as string));
    files.push(...[...start.body.toString().matchAll(/'(\/[^']+worker\.js)'/g)].map((m) => m[1] as string));
  });

  it('are a small page that is not kept, runs nothing written into it, and names the hub’s files alone', () => {
    expect(page.status).toBe(200);
    expect(page.body.length).toBeLessThan(2_000);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body.toString()).not.toMatch(/<script>|<style>|https?:/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("worker-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|blob:|\*/);
    expect(files).toHaveLength(7);
    for (const file of files) expect(file).toMatch(/^\/graphiql\/[\w-]{12}\/[\w.]+$/);
  });

  it('are kept for ever, come packed to who takes that, and are the same bytes in every coding', async () => {
    for (const file of files) {
      const plain = await get(hub.url + file);
      expect(plain.status, file).toBe(200);
      expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(plain.headers['x-content-type-options']).toBe('nosniff');
      expect(plain.headers['content-encoding']).toBeUndefined();
      if (file.endsWith('start.js')) continue; // too short to be packed
      const [br, gzip, both] = await Promise.all(
        ['br', 'gzip', 'gzip, deflate, br'].map((c) => get(hub.url + file, c)),
      );
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(br?.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
      expect(both?.headers['content-encoding']).toBe('br');
      expect(gzip?.headers['content-encoding']).toBe('gzip');
      expect(digest(brotliDecompressSync(br?.body ?? ''))).toBe(digest(plain.body));
      expect(digest(gunzipSync(gzip?.body ?? ''))).toBe(digest(plain.body));
      expect(br?.body.length).toBeLessThan(plain.body.length / 2);
    }
  });

  it('of another name or version are not there, and that is not kept', async () => {
    const [, version] = /^\/graphiql\/([\w-]+)\//.exec(files.find((f) => f.endsWith('graphiql.js')) ?? '') ?? [];
    for (const path of [`${version}/nothing.js`, 'AAAAAAAAAAAA/graphiql.js', `${version}/..%2f..%2fpackage.json`]) {
      const { status, headers } = await get(`${hub.url}/graphiql/${path}`);
      expect(status, path).toBe(404);
      expect(headers['cache-control'], path).toBe('no-store');
    }
  });
});
