import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Provider } from '../../src/access/index.js';
import type { ImportOptions, ImportProgress, ImportReport, ImportSummary } from '../../src/intake/core.js';
import { importFile } from '../../src/intake/core.js';
import { projectRoot } from '../../src/kernel/project.js';
import type { RegisterName } from '../../src/server/registers.js';
import { wireRegisters } from '../../src/server/registers.js';
import { afterFile } from '../kit/after-file.js';
import type { TestDatabase } from '../kit/database.js';
import { TABLES } from '../kit/samples.js';
import { testWorld } from '../kit/world.js';

/** A real export, where the checkout has it beside itself; tests that want it do without elsewhere. */
export const REAL_FILE = resolve(projectRoot, '../shared/data/gansu-enterprises.csv.gz');

/** A folder of the test file's own, gone after its last test. */
export function temporary(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-import-'));
  afterFile(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}

export interface Heard extends ImportReport {
  states: ImportProgress[];
  warnings: string[];
  ended: number;
}

export function listener(): Heard {
  const heard: Heard = {
    states: [],
    warnings: [],
    ended: 0,
    progress: (state) => heard.states.push(state),
    warn: (message) => heard.warnings.push(message),
    end: () => {
      heard.ended++;
    },
  };
  return heard;
}

/** What of a database an import could change: every table of versions, the receipts, and where the log stands. */
export async function standOf({ sql }: TestDatabase): Promise<Record<string, number>> {
  const tables = ['submission', 'event', ...TABLES.flatMap((table) => [table, `${table}_history`])];
  const counts = tables.map(async (table) => {
    const [row] = await sql`select count(*)::int n from ${sql(`hub.${table}`)}`;
    return [table, row?.n as number] as const;
  });
  const [head] = await sql`select position::int from hub.head`;
  return { ...Object.fromEntries(await Promise.all(counts)), head: head?.position as number };
}

/** A database with its rooms' importers, and agencies that may use them. */
export async function importWorld() {
  const world = await testWorld();
  const { db, catalogue } = world;
  const { importers } = wireRegisters(db, catalogue);
  const market: Provider = await world.agency('MARKET_REGULATION');
  const safety: Provider = await world.agency('SAFETY_REGULATOR');
  const run = (
    file: string,
    more: { register?: RegisterName; provider?: Provider | null } & Partial<Omit<ImportOptions, 'file' | 'db'>> = {},
  ) => {
    const { register = 'enterprises', report = listener(), ...options } = more;
    const provider = register === 'enterprises' ? market : safety;
    return importFile({ file, importer: importers[register], db, provider, report, ...options });
  };
  return { ...world, importers, market, safety, run };
}

/** The register as it stands, without the instants of recording. */
export const everything = async (db: TestDatabase) =>
  db.sql`select uscc, name, status, entity_type, registered_on, registered_capital, currency, address, business_scope,
    division_code, industry_code, valid_from, document_number from hub.enterprise order by uscc`;

export interface ChildResult extends ImportSummary {
  maxRssMb: number;
}

/** The same import in a process of its own, from the built files. */
export function importInChild(
  url: string,
  agency: string,
  file: string,
  flags: string[] = [],
  options: '--atomic'[] = [],
): { child: ChildProcess; done: Promise<ChildResult> } {
  const script = join(projectRoot, 'test/intake/child.mjs');
  const child = spawn(process.execPath, [...flags, script, url, agency, file, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    error += chunk;
  });
  const done = new Promise<ChildResult>((fulfil, fail) => {
    child.once('close', (code) =>
      code === 0 ? fulfil(JSON.parse(out)) : fail(new Error(`child ended with ${code}: ${error}`)),
    );
  });
  // A test that kills the child does not wait for its result.
  done.catch(() => {});
  return { child, done };
}
