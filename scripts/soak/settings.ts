import { parseArgs } from 'node:util';

/** What a soak does, and what bounds it. */
export interface SoakSettings {
  /** Events that the log has at least when the writers stop. */
  events: number;
  /** Hub processes killed with SIGKILL, spread over the events. */
  kills: number;
  /** The whole run ends, as a failure, after this many minutes. */
  minutes: number;
  /** A hub is killed within so many milliseconds of its serving. */
  killWithinMs: number;
  hubs: number;
  /** Writers in processes of their own that hold transactions on the database; and processes that they are spread over. */
  writers: number;
  processes: number;
  /** Milliseconds that a writer's transaction is open before it writes, at most. */
  holdMs: number;
  /** Events of one such transaction, at most. */
  batch: number;
  /** Writers that send mutations to the hubs. */
  reporters: number;
  /** Writers that submit batches of enterprises as an import does. */
  importers: number;
  importBatch: number;
  /** What the webhook asks for; null: everything, one at a time, which takes its time. */
  webhookTypes: string[] | null;
}

export const FULL: SoakSettings = {
  events: 1_000_000,
  kills: 100,
  minutes: 90,
  killWithinMs: 4_000,
  hubs: 2,
  writers: 64,
  processes: 2,
  holdMs: 5_000,
  batch: 40,
  reporters: 12,
  importers: 2,
  importBatch: 500,
  webhookTypes: null,
};

/** What fits into `npm test`. */
export const SMALL: SoakSettings = {
  ...FULL,
  events: 8_000,
  kills: 6,
  minutes: 20,
  killWithinMs: 500,
  holdMs: 1_000,
  webhookTypes: null,
};

const USAGE = `Usage: npm run soak -- [--events N] [--kills N] [--minutes N] [--small]

  --events   events to write (${FULL.events.toLocaleString('en')})
  --kills    hub processes to kill with SIGKILL meanwhile (${FULL.kills})
  --minutes  most minutes that it may take (${FULL.minutes})
  --small    the size of npm test, where the others are left out

'npm run soak -- hostile' is the adversary, 'npm run soak -- failover' a database that changes places: see their --help.

It runs on a PostgreSQL of its own in .soak/, on loopback addresses, and stops what it started.`;

/** Reads the command line; null where it only asked for help. */
export function readSettings(argv: string[]): SoakSettings | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string' },
      kills: { type: 'string' },
      minutes: { type: 'string' },
      small: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return null;
  }
  const base = values.small ? SMALL : FULL;
  const count = (name: 'events' | 'kills' | 'minutes', least: number): number => {
    const text = values[name];
    if (text === undefined) return base[name];
    const value = Number(text.replace(/[,_]/g, ''));
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} is a whole number from ${least}`);
    return value;
  };
  return { ...base, events: count('events', 1), kills: count('kills', 0), minutes: count('minutes', 1) };
}
