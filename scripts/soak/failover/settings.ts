import { parseArgs } from 'node:util';

/** What a soak of failovers does, and what bounds it. */
export interface FailoverSettings {
  /** Times that the primary is killed and its standby promoted. */
  promotions: number;
  /** Whether every standby confirms each commit; else every other promotion loses what its standby had not got. */
  synchronous: boolean;
  hubs: number;
  /** Clients that send one mutation after another. */
  writers: number;
  /** Writes that are answered between two promotions, at least; and those that each loss takes. */
  between: number;
  lost: number;
  /** The whole run ends, as a failure, after this many minutes. */
  minutes: number;
}

export const FULL: FailoverSettings = {
  promotions: 20,
  synchronous: false,
  hubs: 3,
  writers: 64,
  between: 300,
  lost: 50,
  minutes: 60,
};
export const SMALL: FailoverSettings = { ...FULL, promotions: 2, hubs: 2, writers: 16, between: 60, lost: 20 };

const USAGE = `Usage: npm run soak -- failover [--promotions N] [--synchronous] [--minutes N] [--small]

  --promotions   times that the primary is killed and its standby promoted (${FULL.promotions})
  --synchronous  the standby always confirms each commit, so nothing is ever lost; left out: every other promotion loses
                 what the standby had not got
  --minutes      most minutes that it may take (${FULL.minutes})
  --small        ${SMALL.promotions} promotions, ${SMALL.writers} writers, where the others are left out

It runs on Debian's PostgreSQL (apt-get install postgresql), on loopback addresses, and stops what it started.`;

/** Reads the command line; null where it only asked for help. */
export function readFailoverSettings(argv: string[]): FailoverSettings | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      promotions: { type: 'string' },
      synchronous: { type: 'boolean', default: false },
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
  const count = (name: 'promotions' | 'minutes'): number => {
    const value = Number(values[name] ?? base[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1`);
    return value;
  };
  return { ...base, promotions: count('promotions'), minutes: count('minutes'), synchronous: values.synchronous };
}
