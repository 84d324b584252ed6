import { existsSync } from 'node:fs';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { startEmbedded } from '../../db/embedded.js';
import { BENCH } from './places.js';
import { atEnd, say, sleep } from './process.js';

export interface Cluster {
  admin: Sql;
  /** Of the server. */
  version: string;
  urlOf(database: string): string;
}

const FOLDER = join(BENCH, 'db');
/**
 * As the references' own db.mjs sets its server up. The time zone is the hub's: `current_date` of the references and the hub's
 * "today" are one day, or their answers would differ for eight hours of each.
 */
const FLAGS = { shared_buffers: '2GB', max_wal_size: '8GB', max_connections: '200', timezone: 'Asia/Shanghai' };
/** The references' databases are made as their initdb makes them; the hub's as `npm start` does. */
export const PLAIN_C = "locale_provider libc locale 'C'";

/**
 * One PostgreSQL for the references and the hub, each in a database of its own. It is the project's embedded one, the
 * same binaries as the references', because that runs as root too, takes a free port and is there without the references.
 */
export async function openCluster(): Promise<Cluster> {
  const starting = startEmbedded(FOLDER, FLAGS);
  atEnd(async () => {
    const { release } = await starting;
    // It stops when nobody is connected; connections of what was just stopped may linger for a moment.
    for (let attempt = 0; attempt < 20; attempt++) {
      await release();
      if (!existsSync(join(FOLDER, 'pg/postmaster.pid'))) return;
      await sleep(250);
    }
    say(`its PostgreSQL still runs: others are connected to it (${FOLDER})`);
  });
  const { url } = await starting;
  const admin = postgres(url, { max: 2, onnotice() {} });
  atEnd(() => admin.end({ timeout: 2 }));
  const [row] = await admin`show server_version`;
  return {
    admin,
    version: row?.server_version,
    urlOf: (database) => url.replace(/[^/]+$/, database),
  };
}

export const drop = async ({ admin }: Cluster, name: string): Promise<void> =>
  void (await admin.unsafe(`drop database if exists ${name} with (force)`));

/** A fresh database: empty, or the copy of another one. */
export async function create(
  { admin }: Cluster,
  name: string,
  how: { template?: string; locale?: string },
): Promise<void> {
  const template = how.template ?? 'template0';
  const encoding = how.template ? '' : `encoding 'UTF8' ${how.locale ?? ''}`;
  await admin.unsafe(`create database ${name} template ${template} ${encoding}`);
}

export interface Wanted {
  name: string;
  /** What it is made of: another mark on the database, and it is made anew. */
  mark: string;
  locale?: string;
  fill(url: string): Promise<void>;
}

/** The database as it was made by an earlier run, or made now. The mark is set last: a half-filled one is never used. */
export async function keep(cluster: Cluster, { name, mark, locale, fill }: Wanted): Promise<string> {
  const { admin } = cluster;
  const [found] =
    await admin`select shobj_description(oid, 'pg_database') as mark from pg_database where datname = ${name}`;
  const url = cluster.urlOf(name);
  if (found?.mark === mark) return url;
  await drop(cluster, name);
  await create(cluster, name, locale ? { locale } : {});
  await fill(url);
  await admin.unsafe(`comment on database ${name} is '${mark}'`);
  return url;
}

/** Work over a connection of its own to a database. */
export async function connected<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice() {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
