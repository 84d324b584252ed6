#!/usr/bin/env node
// Hands a file in for a register, goes on where a broken connection left it, and says what became of it (schema/PROTOCOL.md, "Files by HTTP").
// Needs Node.js 20 and nothing else: HUB_URL=http://127.0.0.1:4000 HUB_KEY=hub_… node hand-in.mjs enterprises export.csv
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** What the hub refuses for good; anything else is tried again. */
export class Refused extends Error {}

async function refusalOf(response) {
  const text = await response.text();
  const { errors: [{ message } = {}] = [] } = text.startsWith('{') ? JSON.parse(text) : {};
  return new Refused(`${response.status}: ${message ?? text.slice(0, 200)}`);
}
const isPassing = ({ status }) => status === 408 || status === 409 || status === 429 || status >= 500;

/**
 * Hands the file in and waits for the end of its import. `options`: those of the query, such as { dryRun: '1' }. `told` hears of
 * each piece of news; `tries`: how often in a row nothing may get through.
 */
export async function handIn({ url, key, register, path, options = {}, told = () => {}, tries = 20, pauseMs = 2_000 }) {
  const hash = await sha256(path);
  const { size } = await stat(path);
  const query = new URLSearchParams({ file: basename(path), sha256: hash, ...options });
  const at = `${url}/imports/${register}?${query}`;
  const headers = { authorization: `Bearer ${key}` };

  /** One try: the import's id, or null where it has to be tried again. */
  const attempt = async () => {
    const head = await fetch(at, { method: 'HEAD', headers });
    if (!head.ok) {
      if (isPassing(head)) return null;
      // A HEAD has no body to say why: an empty POST is refused with the reason.
      throw await refusalOf(await fetch(at, { method: 'POST', headers }));
    }
    const earlier = head.headers.get('location');
    if (earlier) return earlier.replace('/imports/', '');
    const [, most] = /max-size=(\d+)/.exec(head.headers.get('upload-limit') ?? '') ?? [];
    if (size > Number(most)) throw new Refused(`the file has ${size} bytes, and the hub takes ${most}`);
    const offset = Number(head.headers.get('upload-offset'));
    told({ offset, size });
    const body = size > offset ? createReadStream(path, { start: offset }) : '';
    const sent = { ...headers, 'upload-offset': String(offset) };
    const response = await fetch(at, { method: 'PATCH', headers: sent, body, duplex: 'half' });
    if (response.ok) return (await response.json()).id;
    if (!isPassing(response)) throw await refusalOf(response);
    return null;
  };

  const patiently = async (work) => {
    for (let left = tries; ; left--) {
      try {
        const done = await work();
        if (done !== null) return done;
      } catch (error) {
        if (error instanceof Refused || left <= 1) throw error;
      }
      if (left <= 1) throw new Error('the hub does not take it; try again later');
      await pause(pauseMs);
    }
  };

  const id = await patiently(attempt);
  return patiently(async () => {
    const response = await fetch(`${url}/imports/${id}/progress`, { headers });
    if (!response.ok) throw await refusalOf(response);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (!data) continue;
        const news = JSON.parse(data);
        told(news);
        if (/^event: done$/m.test(block)) return news;
      }
    }
    return null;
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [register, path, ...more] = process.argv.slice(2);
  const { HUB_URL: url = 'http://127.0.0.1:4000', HUB_KEY: key } = process.env;
  if (!register || !path || !key) {
    console.error('HUB_KEY=… node hand-in.mjs REGISTER FILE [dryRun=1 …]');
    process.exit(1);
  }
  const options = Object.fromEntries(more.map((one) => one.split('=', 2)));
  const told = ({ offset, size, status, counts }) =>
    console.error(status ? `${status} ${JSON.stringify(counts)}` : `from byte ${offset} of ${size}`);
  handIn({ url, key, register, path, options, told }).then(
    (done) => {
      console.log(JSON.stringify(done, null, 2));
      if (done.rejectedUrl) console.error(`rejected rows, with line and reason: ${url}${done.rejectedUrl}`);
      process.exitCode = done.status !== 'DONE' ? 1 : done.counts.rejected > 0 ? 3 : 0;
    },
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
