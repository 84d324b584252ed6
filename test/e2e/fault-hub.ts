import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connect } from '../../db/client.js';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { type Answer, ask, dataOf } from '../kit/ask.js';
import { type Running, serveProcess } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

/** Lines of a hub's log on stderr. */
export interface Line {
  level: number;
  msg: string;
  fault?: string;
  code?: string;
  cause?: string;
}

/** A hub in a process over an embedded database, as it is asked in every state. */
export interface FaultHub extends Running {
  url: string;
  lines(): Line[];
  /** The lines that say that a fault of a kind began. */
  told(fault: string): Line[];
  ready(): Promise<{ status: number; reason?: string }>;
  untilReady(): Promise<void>;
  check(): Promise<Answer>;
}

/** A data folder with a migrated database, two agencies and a company. */
export async function faultFolder(folder: string, more: Record<string, string> = {}) {
  const environment = { HUB_DATA_DIR: folder, LOG_LEVEL: 'info', ...more };
  const database = await startEmbedded(folder, { fsync: 'off' });
  await migrateDatabase(database.url);
  const db = connect({ url: database.url, application: 'hub test' });
  const access = agencies(agencyStore(db));
  const add = async (kind: AgencyKind) =>
    (await access.add({ name: `${kind} of the test`, kind, divisionCode: null })).key;
  const [bank, market] = [await add('BANKING'), await add('MARKET_REGULATION')];
  await db.close();
  await database.release();
  let serial = 0;
  const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted position } }';

  const serve = async (own: Record<string, string> = {}): Promise<FaultHub> => {
    const running = await serveProcess(['serve'], { ...environment, ...own });
    const lines = () =>
      running
        .stderr()
        .split('\n')
        .flatMap((text): Line[] => (text.startsWith('{') ? [JSON.parse(text)] : []));
    const ready = async () => {
      const response = await fetch(`${running.url}/health/ready`);
      return { status: response.status, reason: ((await response.json()) as { reason?: string }).reason };
    };
    return {
      ...running,
      lines,
      told: (fault) => lines().filter((l) => l.fault === fault && l.level >= 40),
      ready: ready as FaultHub['ready'],
      untilReady: () => until(async () => (await ready()).status === 200),
      check: () => ask(running.url, `{ creditCheck(uscc: "${sampleUscc(0)}") { outcome } }`, { key: bank }),
    };
  };
  /** Submits so many companies, each in a transaction of its own; answers their positions. */
  const write = async (url: string, count: number): Promise<number[]> => {
    const positions: number[] = [];
    for (let i = 0; i < count; i++) {
      const r = [{ uscc: sampleUscc(serial), name: `民勤县第${serial++}厂` }];
      positions.push((await dataOf(url, submit, { key: market, variables: { r } })).submitEnterprises.position);
    }
    return positions;
  };
  return { folder, environment, bank, market, serve, write };
}

/** The process of a data folder's PostgreSQL, as its own file says. */
export const postmasterOf = (folder: string): number =>
  Number(readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);

/** Asserts that an answer is UNAVAILABLE, with the request's id and without a word of the database's own. */
export function expectUnavailable({ data, errors }: Answer): void {
  expect(data?.creditCheck ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE', requestId: expect.stringMatching(/.+/) });
  expect(errors[0]?.message).not.toMatch(/ECONN|127\.0\.0\.1|postgres|pg_|space/i);
}

/** Ctrl-C; the process ends by itself, and so well within what a supervisor would wait. Answers milliseconds. */
export async function stopped(running: Pick<FaultHub, 'stop' | 'child'>): Promise<number> {
  const began = performance.now();
  const late = setTimeout(() => running.child.kill('SIGKILL'), LATE_MS);
  expect(await running.stop('SIGINT')).toBe(0);
  clearTimeout(late);
  return performance.now() - began;
}
/** What Ctrl-C may take is 10 s; that a busy machine is slow is no fault of the hub's. */
const LATE_MS = 30_000;

/** Ends what is left of a folder's PostgreSQL. */
export function endDatabase(folder: string): void {
  for (const pid of databaseOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}
