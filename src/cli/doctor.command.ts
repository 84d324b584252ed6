import { createServer } from 'node:net';
import type { Sql } from 'postgres';
import { atHost, type Host, hostsOf, shownHost } from '../../db/address.js';
import { migrationState } from '../../db/migrate.js';
import { openPool } from '../../db/pool.js';
import { requireSessions } from '../../db/pooler.js';
import { KeyringError, openKeyring } from '../access/index.js';
import { clockStatus, strangeSigner } from '../exchange/core.js';
import { PlainError } from '../kernel/plain-error.js';
import { type AgencyKind, needsDivision } from '../kernel/vocabulary.js';
import {
  clockLimitsOf,
  describeDatabase,
  embeddedUrl,
  freeBytes,
  LEAST_FREE_BYTES,
  type OpenDatabase,
  openDatabase,
  type RunningMark,
  readSettings,
  requireDatabase,
  runningHubHere,
  type Settings,
  signingKeysOf,
} from '../server/core.js';
import type { Output } from './terminal/output.js';

interface Finding {
  check: string;
  ok: boolean;
  detail: string;
  mend?: string;
  /** It is well now, and will not be: to be mended in time, and no failure. */
  warn?: boolean;
}

/** A hub answers for its readiness in less, whatever its database does. */
const READY_WITHIN_MS = 5_000;
/** How far the database's clock may be from this machine's before it is said, in milliseconds: sooner than anything is refused. */
const CLOCK_DRIFT_MS = 2_000;
/** A standby that is well answers in less. */
const STANDBY_WITHIN_S = 3;
/** So many days before its end the holiday table is to be gone on with. */
const HOLIDAYS_LEFT = 120;

/** `hub doctor`: what is wrong with the set-up, and the mend; exit 1 where anything is. */
export async function doctor(out: Output): Promise<void> {
  const settings = readSettings();
  const here = runningHubHere(settings);
  const findings: Finding[] = [
    { check: 'settings', ok: true, detail: describeDatabase(settings) },
    await portFree(settings),
    ...(await diskFinding(settings)),
    ...(here ? [await hubFinding(here)] : []),
    ...(await (here && !settings.DATABASE_URL ? besideHub(settings, here) : alone(settings))),
  ];
  const mark = (f: Finding) => (!f.ok ? 'FAIL' : f.warn ? 'warn' : 'ok  ');
  const lines = findings.map((f) => `${mark(f)} ${f.check}: ${f.detail}${f.mend ? ` – ${f.mend}` : ''}`);
  out.result({ findings }, lines);
  if (findings.some((f) => !f.ok)) process.exitCode = 1;
}

/** Whether the embedded database has room to go on. */
async function diskFinding({ DATABASE_URL, HUB_DATA_DIR }: Settings): Promise<Finding[]> {
  if (DATABASE_URL) return [];
  // A folder that is not there is told with the database.
  const free = await freeBytes(HUB_DATA_DIR).catch(() => null);
  if (free === null) return [];
  const detail = `${Math.floor(free / 1_048_576)} MiB free where ${HUB_DATA_DIR} is`;
  if (free >= LEAST_FREE_BYTES) return [{ check: 'disk', ok: true, detail }];
  return [{ check: 'disk', ok: false, detail, mend: 'free some space there: PostgreSQL needs 16 MiB to go on' }];
}

/** What is wrong with the database; it is opened, and left as it was found. */
async function alone(settings: Settings): Promise<Finding[]> {
  const found: Finding[] = [];
  let database: OpenDatabase | undefined;
  try {
    requireDatabase(settings);
    database = await openDatabase(settings);
    found.push(...(await databaseFindings(database.url, settings)));
  } catch (error) {
    found.push(databaseFault(error, settings));
  }
  await database?.release().catch((error) => void found.push(databaseFault(error, settings)));
  return found;
}

/** The same beside a hub of this folder: its database is looked at where it runs. To start it is that hub's, and nobody else's. */
async function besideHub(settings: Settings, mark: RunningMark): Promise<Finding[]> {
  const url = embeddedUrl(settings);
  if (!url) {
    const detail = `${mark.database} is down, and a hub runs on it (process ${mark.pid})`;
    const mend = 'the hub starts it again by itself; why it does not yet: its log, and pg.log in the data folder';
    return [{ check: 'database', ok: false, detail, mend }];
  }
  try {
    return await databaseFindings(url, settings);
  } catch (error) {
    return [databaseFault(error, settings)];
  }
}

function databaseFault(error: unknown, { DATABASE_URL }: Settings): Finding {
  const mend = DATABASE_URL ? 'check DATABASE_URL and that the server runs' : 'read pg.log in the data folder';
  // Where there is none, or its folder cannot be used, the message says what to do.
  const known = error instanceof PlainError ? {} : { mend };
  const { message, code } = error as Error & { code?: string };
  return {
    check: 'database',
    ok: false,
    detail: (message || code || String(error)).replace(/\s*\n\s*/g, ' '),
    ...known,
  };
}

/** What the hub that runs says of itself. */
async function hubFinding({ url, pid }: RunningMark): Promise<Finding> {
  const check = 'hub';
  if (!url) return { check, ok: true, detail: `starts (process ${pid})` };
  const mend = 'read the hub’s log';
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    if (response.ok) return { check, ok: true, detail: `${url} is ready` };
    const { reason } = (await response.json()) as { reason?: string };
    return { check, ok: false, detail: `${url} is not ready: ${reason ?? response.status}`, mend };
  } catch (error) {
    const { name, cause, message } = error as Error & { cause?: { code?: string } };
    const why = name === 'TimeoutError' ? `no answer within ${READY_WITHIN_MS / 1_000} s` : (cause?.code ?? message);
    return { check, ok: false, detail: `${url} (process ${pid}) does not answer: ${why}`, mend };
  }
}

function portFree({ PORT, HOST }: Settings): Promise<Finding> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', async ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE' && (await hubAnswers(`http://${HOST}:${PORT}`)))
        return done({ check: 'port', ok: true, detail: `${HOST}:${PORT} is a hub’s that runs` });
      const mend =
        code === 'EADDRNOTAVAIL' ? 'set HOST to an address of this machine' : 'stop what listens there, or set PORT';
      return done({ check: 'port', ok: false, detail: `${HOST}:${PORT} ${code}`, mend });
    });
    server.listen(PORT, HOST, () =>
      server.close(() => done({ check: 'port', ok: true, detail: `${HOST}:${PORT} is free` })),
    );
  });
}

async function hubAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()) === '{"status":"ok"}';
  } catch {
    return false;
  }
}

/** Whether any agency can prove who it is: without, the hub answers the public alone. */
async function keyFinding(sql: Sql): Promise<Finding> {
  const [row] = await sql`select count(distinct a.id)::int n from hub.agency a
    join hub.agency_key k on k.agency_id = a.id and k.revoked_at is null where a.disabled_at is null`;
  if (row?.n > 0) return { check: 'keys', ok: true, detail: `${row?.n} agencies have a key` };
  return { check: 'keys', ok: false, detail: 'no agency has a key', mend: 'npx hub agency add --help' };
}

/** Agencies from before the hub asked for a division, of kinds that need one: they may do nothing of a division until they have it. */
async function divisionFinding(sql: Sql): Promise<Finding[]> {
  const rows = await sql<{ id: string; name: string; kind: AgencyKind }[]>`
    select id, name, kind from hub.agency where division_code is null and disabled_at is null order by created_at`;
  return rows
    .filter(({ kind }) => needsDivision(kind))
    .map(({ id, name, kind }) => ({
      check: 'division',
      ok: false,
      detail: `${name} (${kind}) has no division, and so no permission that is of one`,
      mend: `npx hub agency assign ${id} --division CODE`,
    }));
}

/** How long the holiday table lasts yet: the State Council announces a year in autumn, and behind the last one no working day is known. */
async function holidayFinding(sql: Sql): Promise<Finding> {
  const [row] = await sql<{ year: number; left: number }[]>`
    select max(extract(year from day))::int as year, make_date(max(extract(year from day))::int, 12, 31)
      - (clock_timestamp() at time zone 'Asia/Shanghai')::date as left from hub.holiday`;
  const { year, left } = row as { year: number; left: number };
  const detail = `the table covers ${year} and before: ${left} days more`;
  if (left > HOLIDAYS_LEFT) return { check: 'holidays', ok: true, detail };
  const mend = `import the State Council’s notice for ${year + 1}: npx hub holidays import FILE --dry-run`;
  return { check: 'holidays', ok: left >= 0, detail, mend, warn: true };
}

/** Whether the hub can sign here what it has signed before. */
async function signingFinding(sql: Sql, path: string): Promise<Finding> {
  const check = 'signing';
  try {
    const keyring = openKeyring(path, { create: false });
    if (!keyring) {
      const signed = (await sql`select 1 from hub.checkpoint limit 1`).length > 0;
      if (!signed) return { check, ok: true, detail: `${path} is made when the hub first starts` };
      const mend = 'put the file of the hub that signed the log there, or set HUB_SIGNING_KEYS to it';
      return { check, ok: false, detail: `${path} is not there, and the log has been signed`, mend };
    }
    const [detail, mend] = (await strangeSigner({ sql }, keyring))?.split(': ') ?? [];
    if (detail) return { check, ok: false, detail, ...(mend ? { mend } : {}) };
    return { check, ok: true, detail: `${keyring.publicKeys().length} key(s) in ${path}` };
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    return { check, ok: false, detail: error.message };
  }
}

/** The clocks, as who writes goes by them. */
async function clockFinding(sql: Sql, settings: Settings): Promise<Finding> {
  const check = 'clock';
  const { wrong, offsetMs, recordedAt, database, hubs } = await clockStatus({ sql }, clockLimitsOf(settings));
  const ahead = recordedAt.getTime() - database.getTime();
  const others = hubs.map((h) => `; hub on ${h.host} ${-h.offsetMs} ms${h.wrong ? ` (${h.wrong})` : ''}`).join('');
  const detail = `${-offsetMs} ms from the database’s, the log’s last time ${ahead} ms${others}`;
  if (wrong) {
    const [what, ...mend] = wrong.line.split('; ');
    return { check, ok: false, detail: `${what} (${detail})`, mend: `${mend.join('; ')}; see: npx hub clock status` };
  }
  const strange = hubs.find((hub) => hub.wrong !== null);
  if (strange) {
    const mend = 'set that machine’s clock right; see: npx hub clock status';
    return { check, ok: false, detail: `the hub on ${strange.host} writes nothing: ${detail}`, mend };
  }
  if (Math.abs(offsetMs) <= CLOCK_DRIFT_MS) return { check, ok: true, detail };
  return { check, ok: false, detail, mend: 'synchronise the clocks (NTP)' };
}

/** Whether the servers that queries may be read from answer: where one does not, the primary is read, and nobody notices. */
function standbyFindings({ HUB_READ_DATABASE_URL: url }: Settings): Promise<Finding[]> {
  const look = async (host: Host): Promise<Finding> => {
    const sql = openPool(atHost(url as string, host), { max: 1, connect_timeout: STANDBY_WITHIN_S });
    const check = 'standby';
    try {
      const [row] = await sql`select position::float8 "position" from hub.head`;
      return { check, ok: true, detail: `${shownHost(host)} has the log up to position ${row?.position}` };
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      const mend = 'the primary is read in its place; check HUB_READ_DATABASE_URL, and that the server runs';
      return { check, ok: false, detail: `${shownHost(host)}: ${message || code}`, mend };
    } finally {
      await sql.end({ timeout: 0 });
    }
  };
  return Promise.all(url ? hostsOf(url).map(look) : []);
}

async function databaseFindings(url: string, settings: Settings): Promise<Finding[]> {
  const sql = openPool(url, { max: 1, connect_timeout: 5 });
  try {
    await requireSessions(url);
    const { pending, referenceCurrent, unfit } = await migrationState(url);
    const [row] =
      await sql`select current_setting('server_version') version, current_setting('server_version_num')::int num,
      current_setting('server_encoding') encoding`;
    const current = pending.length === 0 && referenceCurrent;
    return [
      {
        check: 'database',
        ok: row?.num >= 150_000,
        detail: `PostgreSQL ${row?.version}`,
        ...(row?.num >= 150_000 ? {} : { mend: 'use version 15 or newer' }),
      },
      {
        check: 'encoding',
        ok: row?.encoding === 'UTF8',
        detail: String(row?.encoding),
        ...(row?.encoding === 'UTF8' ? {} : { mend: 'create the database with encoding UTF8' }),
      },
      {
        check: 'migrations',
        ok: current,
        detail: current ? 'current' : `pending: ${pending.join(', ') || 'reference tables'}`,
        ...(current ? {} : { mend: unfit ?? 'npx hub migrate' }),
      },
      ...(current
        ? [
            await clockFinding(sql, settings),
            await keyFinding(sql),
            ...(await divisionFinding(sql)),
            await signingFinding(sql, signingKeysOf(settings)),
            await holidayFinding(sql),
          ]
        : []),
      ...(await standbyFindings(settings)),
    ];
  } finally {
    await sql.end();
  }
}
