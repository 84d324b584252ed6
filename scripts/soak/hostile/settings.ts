import { parseArgs } from 'node:util';

/** What an adversary's visit does, and what bounds it. */
export interface HostileSettings {
  /** Requests of the attackers, over every door. */
  requests: number;
  /** Processes of attackers, requests that each has under way, and connections that each leaves open. */
  processes: number;
  atOnce: number;
  held: number;
  /** Checks of the bank before the attack, and of each measure of what the hub can do. */
  idleChecks: number;
  throughputChecks: number;
  /** Bytes that the hub may have in memory at any moment, above what it has at rest. */
  memory: number;
  /** The whole visit ends, as a failure, after this many minutes. */
  minutes: number;
}

const MB = 1_000_000;
export const FULL: HostileSettings = {
  requests: 1_000_000,
  processes: 2,
  atOnce: 48,
  held: 300,
  idleChecks: 4_000,
  throughputChecks: 20_000,
  memory: 700 * MB,
  minutes: 120,
};
/** What fits into `npm test`. */
export const SMALL: HostileSettings = {
  ...FULL,
  requests: 10_000,
  processes: 1,
  idleChecks: 300,
  throughputChecks: 600,
  minutes: 20,
};

const USAGE = `Usage: npm run soak -- hostile [--requests N] [--from N] [--minutes N] [--small]

  --requests hostile requests, over every door (${FULL.requests.toLocaleString('en')})
  --from     number of the first: one that a failure names is made again with --from N --requests 1
  --minutes  most minutes that it may take (${FULL.minutes})
  --small    the size of npm test, where the others are left out

SEED=NUMBER draws others, SEED=random explores. It runs on a PostgreSQL of its own in .soak/, on loopback addresses, and stops what
it started.`;

/** Reads the command line behind \`hostile\`; null where it only asked for help. */
export function readHostileSettings(argv: string[]): (HostileSettings & { from: number }) | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      ...{ requests: text, from: text, minutes: text },
      small: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return null;
  }
  const base = values.small ? SMALL : FULL;
  const number = (name: 'requests' | 'from' | 'minutes', otherwise: number): number => {
    const value = values[name] === undefined ? otherwise : Number(values[name]?.replace(/[,_]/g, ''));
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is a whole number`);
    return value;
  };
  return {
    ...base,
    requests: number('requests', base.requests),
    minutes: number('minutes', base.minutes),
    from: number('from', 0),
  };
}
