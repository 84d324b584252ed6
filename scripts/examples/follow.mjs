// Follows the events of a hub and keeps each of them exactly once, whoever is killed when. Plain fetch, no packages:
//   HUB_FOLLOW_KEY=… node follow.mjs http://127.0.0.1:4000 events.ndjson
//   HUB_FOLLOW_KEY=… node follow.mjs http://127.0.0.1:4000 postgres://127.0.0.1/mine    (npm install postgres)
// The cursor is kept with what was done with the events, at once or not at all: in the same transaction of a database, or beside
// the number of bytes of the file that count. What it stands on: schema/PROTOCOL.md, "Clients that lose nothing".
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** It cannot go on, and trying again does not help. */
export class Refused extends Error {}
/** It may be tried again, after so many milliseconds at least. */
class Cut extends Error {
  after = 0;
}

const EVENTS = `subscription ($after: Cursor, $types: [String!], $divisions: [DivisionCode!]) {
  events(after: $after, types: $types, divisions: $divisions) {
    id type cursor position recordedAt subject division { code } public recipient data } }`;
/** The hub says something every 12 s at least. */
const QUIET_MS = 40_000;
const LONGEST_PAUSE_MS = 30_000;
/** What no patience mends, of the sink's file or its database, and what does. */
const HOPELESS = {
  ENOENT: 'make the folder, or take another path',
  ENOTDIR: 'take another path',
  EISDIR: 'take the path of a file',
  EACCES: 'take a path that this user may write to',
  EPERM: 'take a path that this user may write to',
  EROFS: 'take a path on a disk that can be written to',
  '28P01': 'correct the user or the password in the database’s address',
  28000: 'correct the user or the password in the database’s address',
  '3D000': 'create it, or correct the database’s address',
  42501: 'grant it to the user of the database’s address',
};
const PASSING = ['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'];

/** The message of a sink's failure that ends the follower; null where it may be tried again, as a socket's file that is not there. */
function hopeless({ code, syscall, message }) {
  const mend = syscall === 'connect' ? undefined : HOPELESS[code];
  return mend ? `${message}; ${mend}` : null;
}

/**
 * Follows a subscription until `signal`. An address of the hub that ends in /graphql is taken without it. `sink.load` answers the cursor that was kept last, `sink.save(events, cursor)` keeps both.
 * `from`: a cursor, `oldest` or `now`, where none was kept yet. Answers how many events were saved; throws Refused.
 */
export async function follow({
  hub: address,
  key,
  query = EVENTS,
  variables = {},
  from = 'oldest',
  sink,
  signal,
  say = () => {},
}) {
  const hub = address.replace(/(\/graphql(\/stream)?)?\/*$/, '');
  let saved = 0;
  let failures = 0;
  while (!signal?.aborted) {
    try {
      // Anew each time: a save that failed may have been done.
      let after = await sink.load();
      if (after === null) {
        after = await beginning(hub, key, from, signal);
        // From here on no cut loses anything, not even before the first event.
        await sink.save([], after);
      }
      say(`following ${hub} behind ${after}`);
      for await (const { events, cursor } of batches({ hub, key, query, variables: { ...variables, after }, signal })) {
        failures = 0;
        if (events.length === 0 && cursor === after) continue;
        await sink.save(events, cursor);
        after = cursor;
        saved += events.length;
      }
      throw new Cut('the stream ended');
    } catch (error) {
      if (signal?.aborted) break;
      const { common } = error;
      if (common) {
        // The log goes on from an earlier point: the event log.restored, which comes next, says what is no more.
        say(`the hub’s log was restored: going on behind its last common position, ${common}`);
        await sink.save([], common);
        continue;
      }
      if (error instanceof Refused) throw error;
      const end = hopeless(error);
      if (end) throw new Refused(end);
      const wait = Math.max(
        error.after ?? 0,
        Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures++) * (0.5 + Math.random() / 2),
      );
      // What fetch says has its reason inside, and not always whom it asked.
      say(
        `${error.cause ? `${hub}: ${error.cause.code ?? error.cause.message}` : error.message}; again in ${Math.round(wait)} ms`,
      );
      await pause(wait, undefined, { signal }).catch(() => {});
    }
  }
  return saved;
}

/** One stream, as batches: what of it came at once. The cursor of each stands behind everything before it, and also moves alone. */
async function* batches({ hub, key, query, variables, signal }) {
  const dead = new AbortController();
  let quiet;
  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => dead.abort(new Cut('the stream has gone silent')), QUIET_MS);
  };
  try {
    heard();
    const both = AbortSignal.any([dead.signal, ...(signal ? [signal] : [])]);
    const response = await ask(`${hub}/graphql/stream`, key, { query, variables }, both, 'text/event-stream');
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      heard();
      const blocks = `${text}${chunk}`.split('\n\n');
      text = blocks.pop();
      let cursor = null;
      const events = [];
      for (const block of blocks) {
        const lines = block.split('\n');
        const line = (name) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
        const result = line('event') === 'next' ? JSON.parse(line('data')) : {};
        if (result.errors) throw refusalOf(result.errors);
        if (result.data) events.push(Object.values(result.data)[0]);
        cursor = line('id') ?? cursor;
      }
      if (cursor !== null) yield { events, cursor };
    }
  } finally {
    clearTimeout(quiet);
    dead.abort(); // whoever leaves early ends the stream
  }
}

async function beginning(hub, key, from, signal) {
  if (from !== 'oldest' && from !== 'now') return from;
  const response = await ask(`${hub}/graphql`, key, { query: '{ logHead { cursor oldest } }' }, signal);
  const { data, errors } = await response.json();
  if (errors) throw refusalOf(errors);
  return from === 'now' ? data.logHead.cursor : data.logHead.oldest;
}

async function ask(url, key, body, signal, accept = 'application/json') {
  const headers = { 'content-type': 'application/json', accept, ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (response.ok) return response;
  const { errors } = await response.json().catch(() => ({}));
  const passing = response.status >= 500 || response.status === 429;
  const why = `${url}: ${response.status} ${errors?.[0]?.message ?? response.statusText}`;
  if (!passing) throw Object.assign(new Refused(why), { code: errors?.[0]?.extensions?.code });
  throw Object.assign(new Cut(why), { after: 1_000 * Number(response.headers.get('retry-after') ?? 0) });
}

function refusalOf([{ message, extensions: { code, common, oldest } = {} }]) {
  if (PASSING.includes(code)) return new Cut(message);
  const mend = oldest ? `. What lies between is lost to this follower: begin anew elsewhere, behind ${oldest}` : '';
  return Object.assign(new Refused(`${code}: ${message}${mend}`), { code, common });
}

/** Lines of a file. What counts of it, and the cursor behind that, is in `state`, which is always whole: it is written beside, then renamed. */
export function fileSink(file, state = `${file}.state`) {
  let handle = null;
  let bytes = 0;
  return {
    async load() {
      const text = await readFile(state, 'utf8').catch((error) => {
        if (error.code !== 'ENOENT') throw error;
        return '{ "cursor": null, "bytes": 0 }';
      });
      const kept = stateOf(text, state);
      handle ??= await open(file, 'a+');
      const { size } = await handle.stat();
      if (size < kept.bytes) throw new Refused(`${file} has ${size} bytes, and ${state} speaks of ${kept.bytes}`);
      if (kept.cursor === null && size > 0)
        throw new Refused(`${file} is there and ${state} is not: take another file`);
      // Lines whose cursor was not kept will come again.
      await handle.truncate(kept.bytes);
      bytes = kept.bytes;
      return kept.cursor;
    },
    async save(events, cursor) {
      const lines = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      if ((await handle.stat()).size !== bytes) throw new Refused(`${file}: somebody else writes into it`);
      if (lines.length > 0) {
        await handle.appendFile(lines);
        await handle.datasync();
      }
      await replace(state, `${JSON.stringify({ cursor, bytes: bytes + lines.length })}\n`);
      bytes += lines.length;
    },
    close: async () => void (await handle?.close()),
  };
}

function stateOf(text, file) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(`${file} is not a follower’s state, or is damaged: take another file`);
  }
}

/** Replaces a file whole, on the disk too. */
export async function replace(file, text) {
  const beside = await open(`${file}.new`, 'w');
  await beside.writeFile(text);
  await beside.sync();
  await beside.close();
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

const TABLES = `
  create table if not exists hub_event (seq bigint generated always as identity primary key, id text not null, type text not null,
    cursor text not null, position bigint not null, recorded_at timestamptz not null, subject text, division text, data jsonb not null);
  create table if not exists hub_follow (name text primary key, cursor text, moved_at timestamptz);
  insert into hub_follow (name) values ('events') on conflict do nothing`;

/** Rows of a table of yours, in the transaction that moves the cursor: add what you do with an event there. */
export async function tableSink(url) {
  const { default: postgres } = await import('postgres');
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  let kept = null;
  return {
    async load() {
      const there =
        await sql`select to_regclass('hub_event') is not null and to_regclass('hub_follow') is not null "there"`;
      if (!there[0].there) await sql.unsafe(TABLES);
      const [row] = await sql`select cursor from hub_follow where name = 'events'`;
      kept = row?.cursor ?? null;
      return kept;
    },
    async save(events, cursor) {
      await sql.begin(async (tx) => {
        const moved = await tx`update hub_follow set cursor = ${cursor}, moved_at = now()
          where name = 'events' and cursor is not distinct from ${kept}`;
        if (moved.count !== 1) throw new Refused('hub_follow: somebody else moves this cursor');
        await tx`insert into hub_event (id, type, cursor, position, recorded_at, subject, division, data)
          select id, type, cursor, position, "recordedAt", subject, division ->> 'code', data
          from jsonb_to_recordset(${tx.json(events)}) as e (id text, type text, cursor text, position bigint,
            "recordedAt" timestamptz, subject text, division jsonb, data jsonb) order by position`;
      });
      kept = cursor;
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

async function main([hub, to, ...more]) {
  if (!/^https?:\/\//.test(hub) || !to || more.length > 0)
    throw new Refused('usage: HUB_FOLLOW_KEY=KEY node follow.mjs http://HUB FILE|postgres://HOST/DATABASE');
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort());
  const sink = /^postgres(ql)?:/.test(to) ? await tableSink(to) : fileSink(to);
  const asked = { hub, key: process.env.HUB_FOLLOW_KEY, sink, signal: stop.signal, say: console.error };
  await follow(asked).finally(() => sink.close());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
