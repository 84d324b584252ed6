import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { Sink } from '../../scripts/examples/follow.mjs';
import { type ErrorCode, HubError } from '../kernel/errors.js';
import { projectRoot } from '../kernel/project.js';
import { lineSink } from './follow/line.sink.js';
import type { Output } from './terminal/output.js';

type Follower = typeof import('../../scripts/examples/follow.mjs');
interface Options {
  keyFile?: string;
  types?: string[];
  divisions?: string[];
  after?: string;
  out?: string;
  state?: string;
  database?: string | true;
}

/** The consumer that agencies are given as an example is the one that runs here. */
const FOLLOWER = join(projectRoot, 'scripts/examples/follow.mjs');
const list = (text: string): string[] => text.split(',').map((one) => one.trim());
const badUse = (message: string) => new HubError('BAD_USER_INPUT', message);
/** A signal repeated within this time is the same one: a terminal and npx both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 1_500;

/** `hub follow`. */
export function followCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('follow')
    .description('follows the events of a hub, keeps its cursor with them, and writes NDJSON')
    .argument('<hub>', 'address of the hub, for example http://127.0.0.1:4000')
    .option('--key-file <file>', 'file with the agency’s key; left out: HUB_FOLLOW_KEY, else as the public')
    .option('--types <types>', 'of these types alone, with commas between', list)
    .option('--divisions <codes>', 'of these divisions and those below them alone, with commas between', list)
    .option(
      '--after <cursor>',
      'where nothing was kept yet: begin behind this cursor, or `now`; left out: at the oldest event kept',
    )
    .option('--out <file>', 'append the events to this file, each exactly once; left out: stdout')
    .option('--state <file>', 'where the cursor is kept; left out: FILE.state beside --out, and nowhere without')
    .option(
      '--database [url]',
      'keep events and cursor in hub_event and hub_follow of this PostgreSQL; left out: HUB_FOLLOW_DATABASE_URL',
    )
    .addHelpText(
      'after',
      '\nIt runs until Ctrl-C, and goes on where it was when it is started again, also after kill -9.\nOn stdout alone an event may come twice after that: its id is the same.',
    )
    .action((hub: string, options: Options) => run((out) => followHub(out, hub, options)));
}

async function followHub(out: Output, hub: string, options: Options): Promise<void> {
  const { types, divisions, after = 'oldest' } = options;
  if (!/^https?:\/\//.test(hub)) throw badUse(`${hub} is not the address of a hub: http://… or https://…`);
  const { readSettings } = await import('../server/core.js');
  const { HUB_FOLLOW_KEY, HUB_FOLLOW_DATABASE_URL } = readSettings();
  const key = options.keyFile === undefined ? HUB_FOLLOW_KEY : readFileSync(options.keyFile, 'utf8').trim();
  const follower = (await import(pathToFileURL(FOLLOWER).href)) as Follower;
  const refused = (error: unknown): never => {
    if (error instanceof follower.Refused) throw new HubError((error.code ?? 'CONFLICT') as ErrorCode, error.message);
    throw error;
  };
  const sink = await sinkOf(follower, options, HUB_FOLLOW_DATABASE_URL).catch(refused);
  let last: string | null = null;
  const watched: Pick<Sink, 'load' | 'save'> = {
    load: async () => {
      last = await sink.load();
      return last;
    },
    save: async (events, cursor) => {
      await sink.save(events, cursor);
      last = cursor;
    },
  };
  const say = (line: string) => out.say(`hub: ${line}`);
  const following = { hub, key: key || undefined, variables: { types, divisions } };
  try {
    const saved = await follower.follow({ ...following, from: after, sink: watched, signal: untilStopped(), say });
    const told = `${saved} events${last === null ? '' : `, up to ${last}`}`;
    // On stdout are the events, and nothing else.
    if (options.out || options.database) out.result({ saved, cursor: last }, told);
    else say(told);
  } catch (error) {
    refused(error);
  } finally {
    await sink.close();
  }
}

async function sinkOf(follower: Follower, { out, state, database }: Options, own: string | undefined): Promise<Sink> {
  if (database !== undefined) {
    if (out !== undefined || state !== undefined)
      throw badUse('--database keeps events and cursor: without --out and --state');
    const url = database === true ? own : database;
    if (!url) throw badUse('--database: give an address, or set HUB_FOLLOW_DATABASE_URL');
    return follower.tableSink(url);
  }
  return out === undefined ? lineSink(follower, state) : follower.fileSink(out, state);
}

/** Aborted by the first SIGINT, SIGTERM or SIGHUP: what is being saved is saved. A later one ends the process at once. */
function untilStopped(): AbortSignal {
  const stop = new AbortController();
  let first = 0;
  const on = () => {
    if (first && performance.now() - first > SAME_SIGNAL_MS) process.exit(130);
    first ||= performance.now();
    stop.abort();
  };
  process.on('SIGINT', on).on('SIGTERM', on).on('SIGHUP', on);
  return stop.signal;
}
