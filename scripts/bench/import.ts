import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImportSummary } from '../../src/intake/core.js';
import { type Cluster, connected, create, drop } from './database.js';
import type { Dataset } from './dataset.js';
import { EMPTY, emptyDatabase, hub, importFileOf, REGISTRY } from './hub-data.js';
import { say } from './process.js';
import { figure, type Line, median, type PartResult, ratioLine } from './report.js';

export const DATABASE = 'bench_import';
const GOAL = 1 / 3;
const RSS_GOAL_MB = 300;
const SAMPLE_MS = 25;

interface Round {
  rows: number;
  seconds: number;
}
export interface ImportRound extends Round {
  /** From the start of the process to its end. */
  wallSeconds: number;
  peakRssMb: number | null;
}

/**
 * The hub's import of the enterprises, with all its checks, against a bare COPY of the very records that it wrote into the
 * same table with its indexes, checks and foreign keys; in turns, each on a fresh copy of the same empty, migrated database.
 * Both are timed from the first byte of the file to the last commit.
 */
export async function runImport(cluster: Cluster, data: Dataset, rounds: number): Promise<PartResult> {
  await emptyDatabase(cluster);
  const file = await importFileOf(data, 'enterprises');
  const copyFile = join(data.folder, 'copy-enterprises.csv');
  const imports: ImportRound[] = [];
  const copies: Round[] = [];
  let columns = '';
  for (let round = 1; round <= rounds; round++) {
    const url = await fresh(cluster);
    imports.push(await importOnce(url, file, data.n));
    if (round === 1) columns = await exportRecords(url, copyFile);
    copies.push(await copyOnce(await fresh(cluster), copyFile, columns, data.n));
  }
  await drop(cluster, DATABASE);

  const rate = ({ rows, seconds }: Round) => rows / seconds;
  const copied = median(copies.map(rate));
  const lines: Line[] = [
    ratioLine(
      'import of enterprises ÷ bare COPY of the same records',
      median(imports.map(rate)),
      copied,
      ' rows/s',
      GOAL,
    ),
  ];
  const peaks = imports.flatMap((i) => i.peakRssMb ?? []);
  const peak = peaks.length > 0 ? Math.max(...peaks) : null;
  lines.push({
    what: 'import, peak memory of its process (RSS)',
    ratio: null,
    goal: `≤ ${RSS_GOAL_MB} MB`,
    met: peak === null ? null : peak <= RSS_GOAL_MB,
    hub: peak === null ? 'not measured: no /proc here' : figure(peak, ' MB'),
    reference: '',
  });
  return { lines, samples: { imports, copies } };
}

/** An empty, migrated database; its address. */
export async function fresh(cluster: Cluster): Promise<string> {
  await drop(cluster, DATABASE);
  await create(cluster, DATABASE, { template: EMPTY });
  await cluster.admin.unsafe('checkpoint'); // nothing of the round before is written during this one
  return cluster.urlOf(DATABASE);
}

/** The import of a file of enterprises in a process of its own, and what it took. */
export async function importOnce(url: string, file: string, n: number): Promise<ImportRound> {
  let peakKb = 0;
  let timer: NodeJS.Timeout | undefined;
  const started = performance.now();
  const onStart = (pid: number) => {
    timer = setInterval(() => {
      peakKb = Math.max(peakKb, highWater(pid));
    }, SAMPLE_MS);
  };
  try {
    const summary = await hub<ImportSummary>(url, ['import', 'enterprises', file, '--provider', REGISTRY], { onStart });
    const { inserted, seconds } = summary;
    if (inserted !== n) throw new Error(`the import inserted ${inserted} of ${n} enterprises of ${file}`);
    const wallSeconds = (performance.now() - started) / 1000;
    const peakRssMb = peakKb > 0 ? peakKb / 1024 : null;
    say(
      `import: ${n} rows in ${seconds.toFixed(1)} s (${wallSeconds.toFixed(1)} s with its start), peak ${peakRssMb?.toFixed(0)} MB`,
    );
    return { rows: n, seconds, wallSeconds, peakRssMb };
  } finally {
    clearInterval(timer);
  }
}

/** The kernel's own mark of the most memory that the process ever held, in KB; 0 where there is none to read. */
function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Writes what the import recorded as CSV, in its order, provenance included; answers the columns. */
const exportRecords = (url: string, file: string): Promise<string> =>
  connected(url, async (sql) => {
    const rows = await sql`select attname from pg_attribute where attrelid = 'hub.enterprise'::regclass and attnum > 0
      and not attisdropped and attgenerated = '' order by attnum`;
    const columns = rows.map((r) => String(r.attname)).join(', ');
    const all = sql.unsafe(`copy (select ${columns} from hub.enterprise order by position) to stdout (format csv)`);
    await pipeline(await all.readable(), createWriteStream(file));
    return columns;
  });

const copyOnce = (url: string, file: string, columns: string, n: number): Promise<Round> =>
  connected(url, async (sql) => {
    await sql`select 1`; // connected before the time starts
    const started = performance.now();
    const target = await sql.unsafe(`copy hub.enterprise (${columns}) from stdin (format csv)`).writable();
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), target);
    const seconds = (performance.now() - started) / 1000;
    const [row] = await sql`select count(*)::int as n from hub.enterprise`;
    if (row?.n !== n) throw new Error(`COPY wrote ${row?.n} of ${n} enterprises`);
    say(`copy: ${n} rows in ${seconds.toFixed(1)} s`);
    return { rows: n, seconds };
  });
