import { join } from 'node:path';
import { z } from 'zod';
import { parseBlocks } from '../exchange/core.js';
import { PlainError } from '../kernel/plain-error.js';

const port = z.coerce.number().int().min(0).max(65_535);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const blocks = z.string().transform((text, context) => {
  const parsed = parseBlocks(text);
  if (!parsed) context.addIssue('is a list of CIDR blocks such as 10.0.0.0/8,fd00::/8');
  return parsed ?? [];
});
const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true');

/** Every setting of the hub: its name in the environment, its check, its default, and what it is for (README, "Settings"). */
export const SETTINGS = {
  PORT: { schema: port.default(4000), about: 'port of the HTTP server; 0 takes a free one' },
  HOST: { schema: z.string().min(1).default('127.0.0.1'), about: 'address that the HTTP server listens on' },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .optional(),
    about: 'a PostgreSQL of yours, version 15 or newer; unset: the embedded one',
  },
  HUB_DATA_DIR: {
    schema: z.string().min(1).default('.hub'),
    about: 'folder of the embedded PostgreSQL and of the signing keys',
  },
  HUB_RUNNING_DIR: {
    schema: z.string().min(1).optional(),
    about: 'folder where running hubs say on which database they run; unset: .hub-running in the checkout',
  },
  HUB_SIGNING_KEYS: {
    schema: z.string().min(1).optional(),
    about: 'file of the hub’s signing keys, the same for all processes; unset: signing-keys.json in HUB_DATA_DIR',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    about: 'least level that is logged; debug has a line for each request',
  },
  HUB_DB_CONNECTIONS: { schema: count(1, 500).default(6), about: 'connections for lists, and as many for searches' },
  HUB_STATEMENT_TIMEOUT_MS: {
    schema: count(100, 600_000).default(30_000),
    about: 'milliseconds after which a statement is given up',
  },
  HUB_DB_CHECK_CONNECTIONS: {
    schema: count(1, 100).default(2),
    about: 'connections for credit checks and keys, and as many that record the checks',
  },
  HUB_REQUEST_WITHIN_MS: {
    schema: count(100, 600_000).default(30_000),
    about: 'milliseconds within which a request is answered, or given up and its statements cancelled',
  },
  HUB_STREAM_WITHIN_MS: {
    schema: count(1_000, 86_400_000).default(600_000),
    about: 'the same for a portfolio’s upload or screening as a whole',
  },
  HUB_BODY_LIMIT_BYTES: { schema: count(1_000, 100_000_000).default(4_000_000), about: 'largest request body' },
  HUB_STOP_WITHIN_MS: {
    schema: count(0, 600_000).default(8_000),
    about: 'milliseconds that running requests get when the hub stops',
  },
  HUB_SOCKETS_PER_AGENCY: {
    schema: count(1, 100_000).default(10_000),
    about: 'sockets and streams of one agency, or of the public, at once',
  },
  HUB_SUBSCRIPTIONS_PER_SOCKET: {
    schema: count(1, 10_000).default(100),
    about: 'subscriptions of one socket at once',
  },
  HUB_SUBSCRIBER_BUFFER_BYTES: {
    schema: count(16_384, 100_000_000).default(262_144),
    about: 'bytes that may wait for a subscriber before it is closed as too slow',
  },
  HUB_LINKAGE: {
    schema: flag.default(true),
    about: 'decide restrictions from the log in this process (1 or 0); one process of a hub suffices, any number may',
  },
  HUB_CHECKPOINT_SECONDS: {
    schema: count(1, 86_400).default(10),
    about: 'seconds within which the hub signs what is new in the log',
  },
  HUB_WEBHOOK_ALLOW: {
    schema: blocks.optional(),
    about: 'CIDR blocks beside public addresses that webhooks may go to, also over http',
  },
  HUB_WEBHOOK_TIMEOUT_MS: {
    schema: count(100, 60_000).default(15_000),
    about: 'milliseconds that a webhook’s receiver has to answer',
  },
  HUB_MAX_DEPTH: { schema: count(1, 100).default(15), about: 'most levels of fields of an operation' },
  HUB_MAX_ROOT_FIELDS: { schema: count(1, 10_000).default(100), about: 'most fields of an operation itself, aliases' },
  HUB_MAX_COST: {
    schema: count(1_000, 1_000_000_000).default(500_000),
    about: 'largest estimated answer: an object counts one, a plain value a quarter',
  },
  HUB_SERVE_SUBGRAPHS: {
    schema: flag.default(false),
    about: 'serve every subgraph at /subgraphs/NAME for a router (1 or 0)',
  },
} as const;

export type Settings = { [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]['schema']> };

/** Where the hub's signing keys are. */
export const signingKeysOf = ({ HUB_SIGNING_KEYS, HUB_DATA_DIR }: Settings): string =>
  HUB_SIGNING_KEYS ?? join(HUB_DATA_DIR, 'signing-keys.json');

/** A setting that does not hold what it should: the message names all of them. */
export class SettingsError extends PlainError {}

/** Whether the environment has a value of its own for a setting. */
export const isGiven = (name: keyof typeof SETTINGS, environment: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(environment[name]);

/** The value at fault; an address may hold a password. */
const shown = (name: string, environment: NodeJS.ProcessEnv): string =>
  name.endsWith('_URL') ? '' : `=${environment[name]}`;

/** Reads the environment: the one place that does. An empty value counts as unset. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const faults: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries(SETTINGS)) {
    const result = schema.safeParse(environment[name] === '' ? undefined : environment[name]);
    if (result.success) settings[name] = result.data;
    else faults.push(`${name}${shown(name, environment)}: ${result.error.issues.map((i) => i.message).join(', ')}`);
  }
  if (faults.length > 0) throw new SettingsError(`wrong settings: ${faults.join('; ')}`);
  return settings as Settings;
}
