import { parseArgs } from 'node:util';

export const PARTS = [
  'w1',
  'w2',
  'w3',
  'import',
  'xlsx',
  'federation',
  'fanout',
  'latency',
  'append',
  'waiting',
  'replay',
  'checks',
  'neighbours',
  'commands',
] as const;
export type Part = (typeof PARTS)[number];

const USAGE = `Usage: npm run bench -- [${PARTS.join('|')} …] [--quick]

  names    the parts to run; left out: all of them
  --quick  100,000 enterprises and one short round instead of 1,000,000 and several: checks the harness, measures little

Everything is kept in .bench/ and used again; delete the folder to begin anew. Results: stdout and .bench/results.json.`;

/** What to run, and how long. */
export interface Settings {
  parts: readonly Part[];
  /** Parts that were asked for by name: that one of them cannot run is a failure, not a remark. */
  named: readonly Part[];
  quick: boolean;
  /** Enterprises. */
  n: number;
  /** W1 to W3, per server and workload; seconds. */
  http: { connections: number; rounds: number; seconds: number; warm: number };
  importRounds: number;
  federation: { rounds: number; seconds: number; concurrency: number };
  /** Bursts of events, by the number of subscribers. */
  fanout: { rounds: number; bursts: { subscribers: number; events: number }[] };
  /** A steady rate of commits, events a second. */
  latency: { rounds: number; subscribers: number; rate: number; seconds: number };
  append: { rounds: number; seconds: number };
  /** Submissions beside a row that is held. */
  waiting: { rounds: number; seconds: number };
  replay: { rounds: number; events: number };
  /** Credit checks of thousands, single ones with receipts, a portfolio. */
  checks: { rounds: number; seconds: number };
  /** Single checks beside another agency's worst. */
  neighbours: { rounds: number; seconds: number };
  /** Starts of each command. */
  commands: { rounds: number };
}

/** Reads the command line; null where it only asked for help. Throws on what it does not know. */
export function readSettings(argv: string[]): Settings | null {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return null;
  }
  const wrong = positionals.filter((p) => !PARTS.includes(p as Part));
  if (wrong.length > 0) throw new Error(`no benchmark ${wrong.join(', ')}; there is ${PARTS.join(', ')}`);
  const named = PARTS.filter((p) => positionals.includes(p));
  const { quick } = values;
  return {
    parts: named.length > 0 ? named : PARTS,
    named,
    quick,
    n: quick ? 100_000 : 1_000_000,
    http: { connections: 32, rounds: quick ? 1 : 3, seconds: quick ? 3 : 8, warm: quick ? 2 : 3 },
    importRounds: quick ? 1 : 2,
    federation: { rounds: quick ? 16 : 60, seconds: quick ? 0.25 : 0.4, concurrency: 32 },
    // Fewer events for more subscribers: the slowest reference has some ten thousand deliveries a second.
    fanout: {
      rounds: quick ? 1 : 3,
      bursts: [
        { subscribers: 1_000, events: quick ? 100 : 200 },
        { subscribers: 5_000, events: quick ? 20 : 60 },
      ],
    },
    latency: { rounds: quick ? 1 : 3, subscribers: 1_000, rate: 200, seconds: quick ? 5 : 15 },
    append: { rounds: quick ? 2 : 5, seconds: quick ? 1 : 4 },
    waiting: { rounds: quick ? 1 : 4, seconds: quick ? 2 : 6 },
    replay: { rounds: quick ? 1 : 3, events: 100_000 },
    checks: { rounds: quick ? 1 : 3, seconds: quick ? 2 : 6 },
    neighbours: { rounds: quick ? 1 : 3, seconds: quick ? 5 : 15 },
    commands: { rounds: quick ? 3 : 9 },
  };
}
