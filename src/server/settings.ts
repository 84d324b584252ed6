import { dirname, join } from 'node:path';
import { z } from 'zod';
import { addressFault, hostsOf } from '../../db/address.js';
import { type ClockLimits, parseBlocks } from '../exchange/core.js';
import { PlainError } from '../kernel/plain-error.js';
import { DISCLOSURES, TRUSTS } from './settings.words.js';

const port = z.coerce.number().int().min(0).max(65_535);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const blocks = z.string().transform((text, context) => {
  const parsed = parseBlocks(text);
  if (!parsed) context.addIssue('is a list of CIDR blocks such as 10.0.0.0/8,fd00::/8');
  return parsed ?? [];
});
const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true');

/**
 * Every setting of the hub: its name in the environment, its check, its default, and what it is for, in the order in which `npm run pages`
 * prints them into the README of this room. Links are written as from the top of the repository.
 */
export const SETTINGS = {
  PORT: { schema: port.default(4000), about: 'port of the HTTP server; 0 takes a free one' },
  HOST: { schema: z.string().min(1).default('127.0.0.1'), about: 'address that the HTTP server listens on' },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .superRefine((url, context) => {
        const fault = addressFault(url);
        if (fault) context.addIssue(fault);
      })
      .optional(),
    about:
      'a PostgreSQL of yours, version 15 or newer, encoding UTF8; nothing is seeded there, and the hub refuses to start on unapplied migrations. With several hosts, in any order, the one that can write: `postgres://USER:PASSWORD@H1:5432,H2:5432/DB` ([failover](db/FAILOVER.md)). Unset: the embedded one',
  },
  HUB_READ_DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .refine((url) => hostsOf(url).length > 0, 'reads postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE')
      .optional(),
    about:
      'standbys of it, in the same form, that lists, searches, look-ups and the feed are read from where they are as new as the caller may expect ([how](db/FAILOVER.md#reads-from-standbys)). Unset: none',
  },
  HUB_DATA_DIR: {
    schema: z.string().min(1).default('.hub'),
    about: 'folder of the embedded PostgreSQL and of the signing keys',
  },
  HUB_RUNNING_DIR: {
    schema: z.string().min(1).optional(),
    about:
      'folder where running hubs say on which database they run, so that a command in another terminal finds it. Unset: `.hub-running` in the checkout',
  },
  HUB_SIGNING_KEYS: {
    schema: z.string().min(1).optional(),
    about:
      'file of the hub’s signing keys, made at the first start with mode 0600; all processes of one database share it, also on several machines. Unset: `signing-keys.json` in `HUB_DATA_DIR`',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    about:
      'fatal, error, warn, info, debug (a line for each request; at info for those of a second and longer), trace or silent; JSON lines on stderr, also of what libraries print. That `hub serve` cannot start is one plain line',
  },
  HUB_DB_CONNECTIONS: {
    schema: count(1, 500).default(6),
    about:
      'connections for lists, and a third as many for searches; few are best. All lanes and their sum: [db](db/README.md#lanes)',
  },
  HUB_DB_CHECK_CONNECTIONS: {
    schema: count(1, 100).default(2),
    about: 'connections for credit checks and keys, and as many that record the checks: nothing else takes them',
  },
  HUB_STATEMENT_TIMEOUT_MS: {
    schema: count(100, 600_000).default(30_000),
    about: 'milliseconds after which a statement is given up; of a request never later than its own time',
  },
  HUB_REQUEST_WITHIN_MS: {
    schema: count(100, 600_000).default(30_000),
    about:
      'milliseconds within which a request is answered; then it is `UNAVAILABLE`, and its statements are cancelled. A caller asks for less by `X-Request-Timeout-Ms` ([PROTOCOL](schema/PROTOCOL.md#time))',
  },
  HUB_STREAM_WITHIN_MS: {
    schema: count(1_000, 86_400_000).default(600_000),
    about: 'the same for a portfolio’s upload or screening as a whole',
  },
  HUB_BODY_LIMIT_BYTES: {
    schema: count(1_000, 100_000_000).default(4_000_000),
    about: 'largest request body, and message of a socket',
  },
  HUB_PUBLIC_BODY_LIMIT_BYTES: {
    schema: count(1_000, 100_000_000).default(100_000),
    about: 'largest request body, and message of a socket, of a caller without a key',
  },
  HUB_BODIES_LIMIT_BYTES: {
    schema: count(1_000_000, 10_000_000_000).default(128_000_000),
    about:
      'bytes of bodies and messages that all callers together may have begun and not ended; an agency, and the public, a quarter of it',
  },
  HUB_HEAD_WITHIN_MS: {
    schema: count(100, 600_000).default(10_000),
    about: 'milliseconds that the head of a request may take',
  },
  HUB_BODY_WITHIN_MS: {
    schema: count(100, 600_000).default(10_000),
    about: 'milliseconds that a body, or a message of a socket, may take; also the longest pause of an upload',
  },
  HUB_UPLOAD_WITHIN_MS: {
    schema: count(1_000, 3_600_000).default(300_000),
    about: 'milliseconds that the upload of a list may take, and any request as a whole',
  },
  HUB_UPLOADS_PER_AGENCY: { schema: count(1, 1_000).default(4), about: 'uploads of lists of one agency at once' },
  HUB_UPLOADS_DIR: {
    schema: z.string().min(1).optional(),
    about:
      'folder of files that agencies hand in over HTTP, until they are imported; the hubs of one machine may share it. Unset: `uploads` in `HUB_DATA_DIR`',
  },
  HUB_IMPORT_LIMIT_BYTES: {
    schema: count(1_000, 2_000_000_000).default(500_000_000),
    about: 'largest file that is handed in over HTTP, as it comes; its rejected rows may take as much',
  },
  HUB_IMPORTS_LIMIT_BYTES: {
    schema: count(1_000, 1_000_000_000_000).default(5_000_000_000),
    about: 'bytes of all files that are here and not imported yet; an agency a quarter of it',
  },
  HUB_IMPORTS_PER_AGENCY: {
    schema: count(1, 1_000).default(20),
    about: 'files of one agency that wait to be imported, and as many that have not arrived whole',
  },
  HUB_IMPORTS_AT_ONCE: {
    schema: count(1, 20).default(2),
    about: 'files that this process imports at once, of one agency one',
  },
  HUB_IMPORT_KEEP_DAYS: {
    schema: count(1, 3_650).default(90),
    about: 'days that the rejected rows of a file are kept; its receipt stays',
  },
  HUB_SCREENINGS: {
    schema: count(2, 1_000).default(8),
    about: 'screenings and digests of portfolios at once; each has a database connection of its own',
  },
  HUB_SCREENINGS_PER_AGENCY: {
    schema: count(1, 1_000).default(4),
    about: 'screenings and digests of one agency at once, and always fewer than all',
  },
  HUB_CONNECTIONS: {
    schema: count(10, 1_000_000).default(15_000),
    about: 'connections of all callers at once; the process needs about as many file descriptors',
  },
  HUB_CONNECTIONS_PER_ADDRESS: {
    schema: count(1, 1_000_000).default(12_000),
    about: 'connections of one address at once; a proxy or router is one address',
  },
  HUB_READER_STALL_MS: {
    schema: count(100, 600_000).default(30_000),
    about: 'milliseconds within which a reader takes 32 KiB of what waits for it, or all of it, before it is cut off',
  },
  HUB_WAITING_LIMIT_BYTES: {
    schema: count(1_000_000, 10_000_000_000).default(256_000_000),
    about: 'bytes that may wait for all readers together before those with the most are cut off',
  },
  HUB_STOP_WITHIN_MS: {
    schema: count(0, 600_000).default(8_000),
    about: 'milliseconds that running requests get when the hub stops',
  },
  HUB_SOCKETS_PER_AGENCY: {
    schema: count(1, 100_000).default(10_000),
    about: 'sockets and streams of one agency, or of the public, at once',
  },
  HUB_OPERATIONS_PER_SOCKET: {
    schema: count(1, 10_000).default(200),
    about: 'operations of one socket being worked on at once: queries, mutations, beginnings of subscriptions',
  },
  HUB_SUBSCRIPTIONS_PER_SOCKET: {
    schema: count(1, 10_000).default(100),
    about: 'subscriptions of one socket at once',
  },
  HUB_SUBSCRIBER_BUFFER_BYTES: {
    schema: count(16_384, 100_000_000).default(262_144),
    about:
      'bytes that may wait for a socket or stream: a subscriber with more is closed as too slow, a socket is not read on meanwhile, and closed at 64 times as many',
  },
  HUB_METRICS_KEY: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{16,200}$/, 'is 16 to 200 characters of ASCII, none of them blank')
      .optional(),
    about:
      'key that `/metrics` tells names of agencies, webhooks and consumers for (`Authorization: Bearer KEY`), 16 characters at least. Unset: to nobody on `PORT`',
  },
  HUB_METRICS_PORT: {
    schema: port.optional(),
    about:
      'a port of its own for `/metrics` with these names; where `HUB_METRICS_KEY` is set too, it takes the key. 0 takes a free one',
  },
  HUB_METRICS_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    about: 'address that this port listens on',
  },
  HUB_LINKAGE: {
    schema: flag.default(true),
    about: 'decide restrictions from the log in this process (1 or 0); one process of a hub suffices, any number may',
  },
  HUB_CHECKPOINT_SECONDS: {
    schema: count(1, 86_400).default(10),
    about: 'seconds within which the hub signs what is new in the log',
  },
  HUB_CLOCK_TOLERANCE_SECONDS: {
    schema: count(1, 3_600).default(5),
    about:
      'seconds that the machine’s and the database’s clock may be apart, or from where they should be; beyond, nothing is written ([time](src/exchange/README.md#time))',
  },
  HUB_CLOCK_GAP_HOURS: {
    schema: count(1, 87_600).default(72),
    about:
      'hours without a hub, over a restart of the machine, after which an operator says that the clock is right: `npx hub clock confirm`',
  },
  HUB_CLOCK_SETTLE_SECONDS: {
    schema: count(0, 86_400).default(300),
    about: 'seconds that the machine must have run before its clock is believed, after more than an hour without a hub',
  },
  HUB_WEBHOOK_ALLOW: {
    schema: blocks.optional(),
    about:
      'CIDR blocks, such as `10.0.0.0/8,fd00::/8`, that webhooks may go to beside public addresses, also over http. A receiver’s own certificate authority: `NODE_EXTRA_CA_CERTS`',
  },
  HUB_WEBHOOK_TIMEOUT_MS: {
    schema: count(100, 60_000).default(15_000),
    about: 'milliseconds that a webhook’s receiver has to answer',
  },
  HUB_MAX_DEPTH: {
    schema: count(1, 100).default(15),
    about: 'most levels of fields of an operation; deeper is `LIMIT_EXCEEDED`, as with the next two',
  },
  HUB_MAX_ROOT_FIELDS: {
    schema: count(1, 10_000).default(100),
    about: 'most fields of an operation itself, aliases among them',
  },
  HUB_MAX_COST: {
    schema: count(1_000, 1_000_000_000).default(500_000),
    about:
      'largest answer by an estimate from the document: an object counts one, a plain value a quarter, a page its `first`, a list without a size 10',
  },
  HUB_MAX_DOCUMENT_CHARACTERS: {
    schema: count(1_000, 4_000_000).default(200_000),
    about: 'most characters of a document; more is `LIMIT_EXCEEDED` before it is parsed, as with the next seven',
  },
  HUB_MAX_TOKENS: {
    schema: count(100, 20_000).default(7_500),
    about: 'most tokens of a document; at most 20,000 may be set',
  },
  HUB_MAX_OPERATIONS: { schema: count(1, 1_000).default(50), about: 'most operations of a document' },
  HUB_MAX_ALIASES: { schema: count(1, 10_000).default(500), about: 'most aliases of a document' },
  HUB_MAX_FRAGMENTS: { schema: count(1, 2_000).default(100), about: 'most fragments that a document defines' },
  HUB_MAX_SPREADS: { schema: count(1, 5_000).default(500), about: 'most fragments that a document spreads by name' },
  HUB_MAX_DIRECTIVES: { schema: count(1, 5_000).default(200), about: 'most directives of a document' },
  HUB_MAX_REPEATS: {
    schema: count(1, 1_000).default(100),
    about: 'most fields of one name of the answer in one place of a document',
  },
  HUB_PUBLIC_PERCENT: {
    schema: count(1, 100).default(20),
    about:
      'per cent that callers without a key get of these eight; also of an agency’s rates (each address by itself), and of its weight in a queue (all together)',
  },
  HUB_INTROSPECTION: {
    schema: z.enum(DISCLOSURES).default('all'),
    about:
      'who may introspect the schema, and is told what a wrong name may have meant: `all`, `known` (callers with a key) or `none`. The explorer needs it',
  },
  HUB_REQUESTS_PER_SECOND: {
    schema: count(1, 1_000_000).default(10_000),
    about: 'requests of one agency a second, on average; more is `RATE_LIMITED` with the time to wait',
  },
  HUB_COST_PER_SECOND: {
    schema: count(100, 1_000_000_000).default(5_000_000),
    about: 'estimated cost of all that one agency asks for in a second, on average; more is `RATE_LIMITED` too',
  },
  HUB_BURST_SECONDS: {
    schema: z.coerce.number().min(0.1).max(600).default(2),
    about: 'seconds’ worth of both that may be asked for at once',
  },
  HUB_OPERATIONS_AT_ONCE: {
    schema: count(2, 10_000).default(64),
    about:
      'single checks at once, and as many other small operations. One agency has at most half of these places; while others ask too, a sixteenth of those for checks and a thirty-second of the other ones',
  },
  HUB_OPERATIONS_WAITING: {
    schema: count(1, 100_000).default(2_000),
    about:
      'operations that may wait for such a place; beyond, the caller with most waiting loses its oldest (`UNAVAILABLE`)',
  },
  HUB_LIGHT_COST: {
    schema: count(0, 1_000_000_000).default(300),
    about: 'estimated cost above which an operation is handed to the heavy thread',
  },
  HUB_HEAVY_THREAD: {
    schema: flag.default(true),
    about: 'work on large operations, long documents and imports in threads of their own (1 or 0)',
  },
  HUB_HEAVY_AT_ONCE: {
    schema: count(1, 100).default(2),
    about: 'large operations at once; as many connections to the database',
  },
  HUB_HEAVY_WAITING: { schema: count(1, 10_000).default(64), about: 'large operations that may wait for their turn' },
  HUB_HEAVY_MEMORY_MB: {
    schema: count(64, 65_536).default(1_024),
    about:
      'megabytes that the heavy thread may hold; beyond, what runs there is `UNAVAILABLE` and the thread begins anew',
  },
  HUB_TRUSTED_DOCUMENTS: {
    schema: z.enum(TRUSTS).default('on'),
    about:
      'registered operations: `off` (none is looked up), `on` (an agency that requires it runs these alone) or `required` (every agency with a key does)',
  },
  HUB_FOLLOW_KEY: {
    schema: z.string().min(1).optional(),
    about: 'an agency’s key, for `hub follow` alone; unset: it follows as the public, or by `--key-file`',
  },
  HUB_FOLLOW_DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .optional(),
    about: 'a consumer’s own PostgreSQL, for `hub follow --database` alone',
  },
  HUB_SERVE_SUBGRAPHS: {
    schema: flag.default(false),
    about: 'serve every subgraph at `/subgraphs/NAME`, for a router (1 or 0)',
  },
} as const;

export type Settings = { [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]['schema']> };

/** Where the hub's signing keys are. */
export const signingKeysOf = ({ HUB_SIGNING_KEYS, HUB_DATA_DIR }: Settings): string =>
  HUB_SIGNING_KEYS ?? join(HUB_DATA_DIR, 'signing-keys.json');

/** Where files lie that agencies hand in over HTTP. */
export const uploadsOf = ({ HUB_UPLOADS_DIR, HUB_DATA_DIR }: Settings): string =>
  HUB_UPLOADS_DIR ?? join(HUB_DATA_DIR, 'uploads');

/** File beside the keys of what this hub has seen of the log (src/exchange/epoch/README.md). */
export const witnessOf = (settings: Settings): string => join(dirname(signingKeysOf(settings)), 'log-seen.json');
/** What the guard of the clock goes by. */
export const clockLimitsOf = (settings: Settings): ClockLimits => ({
  toleranceMs: settings.HUB_CLOCK_TOLERANCE_SECONDS * 1_000,
  gapMs: settings.HUB_CLOCK_GAP_HOURS * 3_600_000,
  settleMs: settings.HUB_CLOCK_SETTLE_SECONDS * 1_000,
});

/** A setting that does not hold what it should: the message names all of them. */
export class SettingsError extends PlainError {}

/** Whether the environment has a value of its own for a setting. */
export const isGiven = (name: keyof typeof SETTINGS, environment: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(environment[name]);

/** The value at fault; an address may hold a password, and a key is one. */
const shown = (name: string, environment: NodeJS.ProcessEnv): string =>
  /_(URL|KEY)$/.test(name) ? '' : `=${environment[name]}`;

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
