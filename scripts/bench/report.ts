import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { BENCH } from './places.js';
import type { Part } from './settings.js';

/** One figure beside its reference. */
export interface Line {
  what: string;
  /** Hub by reference; null where the figure stands alone. */
  ratio: number | null;
  /** What is asked for, as text; null: for information. */
  goal: string | null;
  met: boolean | null;
  hub: string;
  reference: string;
}

export interface PartResult {
  lines: Line[];
  /** A further table, for whoever asks where the figures come from. */
  details?: string[][];
  /** What was measured, as it was. */
  samples: unknown;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
};

export const figure = (value: number, unit: string): string => `${Math.round(value).toLocaleString('en')}${unit}`;

/** A ratio with its goal, a least one; without a goal it is for information. */
export function ratioLine(
  what: string,
  hub: number,
  reference: number,
  unit: string,
  goal: number | null = null,
): Line {
  const ratio = hub / reference;
  return {
    what,
    ratio,
    goal: goal === null ? null : `≥ ${goal.toFixed(2)}`,
    met: goal === null ? null : ratio >= goal,
    hub: figure(hub, unit),
    reference: figure(reference, unit),
  };
}

export interface Run {
  date: string;
  n: number;
  quick: boolean;
  machine: string;
  postgres: string;
  /** Processes that wanted a core when it began, over a minute: what others did. */
  load: number;
}

export function describeMachine(): string {
  const [cpu] = os.cpus();
  const gib = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} cores (${cpu?.model.trim() ?? os.arch()}), ${gib} GiB, ${os.platform()} ${os.release()}, Node.js ${process.version}`;
}

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = ([head = [], ...body]: string[][]): string =>
  [row(head), row(head.map(() => '---')), ...body.map(row)].join('\n');

const VERDICT = new Map([
  [true, 'met'],
  [false, '**missed**'],
]);

export function markdown(run: Run, parts: ReadonlyMap<Part, PartResult>, remarks: readonly string[]): string {
  const lines = [...parts.values()].flatMap((p) => p.lines);
  const summary = lines.map((l) => [
    l.ratio === null ? '' : `**${l.ratio.toFixed(2)}**`,
    l.what,
    l.goal ?? '',
    l.met === null ? '' : (VERDICT.get(l.met) ?? ''),
    l.hub,
    l.reference,
  ]);
  const title = run.quick ? 'Benchmarks (--quick: the harness at work, no measurement)' : 'Benchmarks';
  const texts = [
    `# ${title}`,
    `${run.date} · ${run.n.toLocaleString('en')} enterprises · ${run.machine} · PostgreSQL ${run.postgres} on the same machine · load ${run.load.toFixed(1)} before it began`,
  ];
  if (remarks.length > 0) texts.push(remarks.map((r) => `- ${r}`).join('\n'));
  if (summary.length > 0)
    texts.push(table([['hub ÷ reference', 'what ÷ what', 'goal', '', 'hub', 'reference'], ...summary]));
  for (const { details } of parts.values()) if (details) texts.push(table(details));
  return `${texts.join('\n\n')}\n`;
}

const FILE = join(BENCH, 'results.json');

/** Writes .bench/results.json. Parts that did not run now stay from an earlier run of the same size on the same machine. */
export function store(run: Run, parts: ReadonlyMap<Part, PartResult>, failures: readonly string[]): void {
  mkdirSync(BENCH, { recursive: true });
  const earlier = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : null;
  const same = earlier?.run?.n === run.n && earlier?.run?.machine === run.machine;
  const now = Object.fromEntries([...parts].map(([name, result]) => [name, { date: run.date, ...result }]));
  const all = { run, failures, parts: { ...(same ? earlier.parts : {}), ...now } };
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}
