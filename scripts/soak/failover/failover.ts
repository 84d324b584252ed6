import { join } from 'node:path';
import { connect } from '../../../db/client.js';
import { EventReader } from '../../../src/exchange/index.js';
import { addAgencies } from '../agencies.js';
import { below, pause } from '../chance.js';
import { Consumer, type Expected } from '../consumers/consumer.js';
import { feed } from '../consumers/feed.way.js';
import { socket } from '../consumers/socket.way.js';
import { stream } from '../consumers/stream.way.js';
import { webhook } from '../consumers/webhook.way.js';
import { Fleet } from '../fleet.js';
import { checkLog, type LogCheck } from '../log.check.js';
import type { Holding } from '../messages.js';
import { reporter } from '../writers/reporter.js';
import { Answered, lostOf } from './answered.js';
import type { Pair } from './servers.js';
import type { FailoverSettings } from './settings.js';

export interface FailoverOptions extends FailoverSettings {
  pair: Pair;
  say(line: string): void;
  signal: AbortSignal;
}

/** One promotion, and what it took. */
export interface Promotion {
  synchronous: boolean;
  /** Writes answered that the promoted server does not have. */
  lost: number;
  /** Seconds from the kill to the next write that was answered. */
  away: number;
}

export interface FailoverResult {
  log: LogCheck;
  promotions: Promotion[];
  committed: number;
  repeated: number;
  refused: number;
  holdings: Holding[];
  seconds: number;
  failures: string[];
}

/** The webhook sends its events one by one. */
const CATCH_UP_MS = 300_000;
/** Answers that are on their way when a primary is killed are its own. */
const SETTLED_MS = 300;

/** Writers over several hubs, whose database changes places again and again; then everything is held against the log. */
export async function runFailover(options: FailoverOptions): Promise<FailoverResult> {
  const { pair, say, signal, promotions: count, synchronous, hubs, writers, between, lost, minutes } = options;
  const started = performance.now();
  const deadline = started + minutes * 60_000;
  const failures: string[] = [];
  const fail = (message: string) => void (failures.length < 50 && failures.push(message));
  signal.addEventListener('abort', () => fail('stopped'));
  const db = connect({ url: pair.url, application: 'soak', statementTimeout: 120_000 });
  const fleet = new Fleet({ databaseUrl: pair.url, signingKeys: join(pair.folder, 'signing-keys.json'), failed: fail });
  const answered = new Answered();
  const done: Promotion[] = [];
  const going = () => failures.length === 0 && performance.now() < deadline;
  try {
    const keys = await addAgencies(db);
    const access = { hubs: await fleet.start(hubs), keys };
    const start = await new EventReader(db).cursorAt(0);
    const common = { ...access, key: keys.OPERATOR, start, forgetful: false };
    const consumers = [feed, socket, stream, webhook(null)].map(
      (way) => new Consumer({ ...common, name: way.name, way }),
    );
    for (const consumer of consumers) consumer.start();
    let finishing = false;
    const turn = async () => !finishing && going();
    const writing = Array.from({ length: writers }, (_, i) => reporter(answered, { ...access, writer: i + 1, turn }));
    const answers = async (more: number) => {
      for (const from = answered.committed.length; answered.committed.length < from + more && going(); )
        await pause(10);
    };
    await answers(writers); // everybody's companies are there, and at the standby

    for (let i = 0; i < count && going(); i++) {
      const safe = synchronous || i % 2 === 0;
      await pair.synchronous(safe);
      await answers(between);
      if (!safe) {
        await pair.cut();
        await answers(lost);
      }
      await pause(below(200));
      const killed = performance.now();
      await pair.primary.kill();
      await pause(SETTLED_MS);
      answered.promoted();
      await pair.promote();
      const rebuilt = pair.rebuild();
      await answers(1);
      const away = (performance.now() - killed) / 1_000;
      await rebuilt;
      done.push({ synchronous: safe, lost: 0, away });
      say(
        `${seconds(started)} s: promotion ${i + 1} of ${count}, ${safe ? 'confirmed' : 'cut off before'}; written again after ${away.toFixed(1)} s; ${answered.committed.length} writes`,
      );
    }
    await answers(between);
    finishing = true;
    await Promise.all(writing);
    for (const failure of answered.failures) fail(`writer ${failure}`);
    if (performance.now() > deadline) fail(`not done within ${minutes} minutes`);
    const expected = await db.sql<Expected[]>`
      select position::float8 "position", encode(hash, 'hex') hash from hub.event order by position`;
    const last = expected.at(-1)?.position ?? 0;
    for (const end = performance.now() + CATCH_UP_MS; consumers.some((c) => c.position < last); await pause(50))
      if (performance.now() > end) break;
    await pause(300); // what should not come would come now
    const holdings: Holding[] = [];
    for (const consumer of consumers) holdings.push(await consumer.finish([...expected]));
    for (const h of holdings)
      for (const [what, n] of Object.entries({ lost: h.lost, 'out of order': h.outOfOrder, wrong: h.foreign }))
        if (n > 0) fail(`${h.name}: ${n} ${what}`);
    for (const h of holdings) for (const text of h.failures) fail(`${h.name}: ${text}`);
    await fleet.stop();
    const { missing, faults } = await lostOf(db.sql, answered, done.length);
    for (const fault of faults) fail(fault);
    for (const [n, one] of done.entries()) {
      one.lost = missing.filter((m) => m.epoch === n).length;
      if (one.synchronous && one.lost > 0)
        fail(`promotion ${n + 1}: ${one.lost} writes lost that the standby had confirmed`);
      if (!one.synchronous && one.lost === 0) fail(`promotion ${n + 1}: nothing was lost, so nothing was tried`);
    }
    const log = await checkLog(db.sql, [answered.without(missing)]);
    for (const text of log.faults) fail(`log: ${text}`);
    const { repeated, refused, committed } = answered;
    return {
      log,
      promotions: done,
      committed: committed.length,
      repeated,
      refused,
      holdings,
      seconds: seconds(started),
      failures,
    };
  } finally {
    await fleet.stop();
    await db.close();
  }
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 1_000);
