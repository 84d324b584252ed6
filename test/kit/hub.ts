import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type RunningHub, readSettings, type Settings, startHub } from '../../src/server/index.js';
import { afterFile } from './after-file.js';
import { type Answer, type Asking, ask, dataOf } from './ask.js';
import { COUNTY_AGENCIES, type County, type Keys, seedCounty } from './county.js';
import { type TestDatabase, testDatabase } from './database.js';

/** A hub in this process over a database of its own, on a free port, with agencies and a small county. */
export interface TestHub extends RunningHub {
  db: TestDatabase;
  /** Every statement that the hub has sent. */
  sent: readonly string[];
  /** Those of them that were made on nobody's behalf. */
  nobodys: string[];
  keys: Keys;
  county: County;
  ask(query: string, asking?: Asking): Promise<Answer>;
  dataOf(query: string, asking?: Asking): Promise<Answer['data']>;
}

/** The settings of a test: no environment but what is given, a free port, no log lines; what a test reports restricts nobody unless it wants so.
 * The heavy thread runs what is built, so large operations are worked on here; it is tested with processes (test/server/heavy.int). */
export function testSettings(overrides: Partial<Settings> = {}): Settings {
  const quiet = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    HUB_LINKAGE: '0',
    HUB_HEAVY_THREAD: '0',
    HUB_SIGNING_KEYS: inject('signingKeys'),
    HUB_UPLOADS_DIR: join(dirname(inject('signingKeys')), `uploads-${randomBytes(6).toString('hex')}`),
  };
  return { ...readSettings(quiet), ...overrides };
}

/** Agencies of the kinds that a county needs, with their keys. */
export async function seedAgencies(db: TestDatabase): Promise<Keys> {
  const access = agencies(agencyStore(db));
  const keys: Partial<Keys> = {};
  for (const [kind, divisionCode] of COUNTY_AGENCIES) {
    keys[kind] = (await access.add({ name: `${kind} of the test`, kind, divisionCode })).key;
  }
  return keys as Keys;
}

/** Starts a hub that stops after the file's last test. `databaseUrl` leads to the same database another way. */
export async function startTestHub(
  overrides: Partial<Settings> = {},
  databaseUrl: (url: string) => string | Promise<string> = (url) => url,
): Promise<TestHub> {
  const db = await testDatabase();
  const keys = await seedAgencies(db);
  const sent: string[] = [];
  const nobodys: string[] = [];
  const hub = await startHub({
    settings: testSettings(overrides),
    databaseUrl: await databaseUrl(db.url),
    onStatement: (text) => sent.push(text),
    onNobodys: (text) => nobodys.push(text),
  });
  afterFile(() => hub.stop());
  const county = await seedCounty(hub.url, keys, db);
  return {
    ...hub,
    db,
    sent,
    nobodys,
    keys,
    county,
    ask: (query, asking) => ask(hub.url, query, asking),
    dataOf: (query, asking) => dataOf(hub.url, query, asking),
  };
}
