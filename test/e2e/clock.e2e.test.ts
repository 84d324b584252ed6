import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { ClockWatch, clockGuard } from '../../src/exchange/index.js';
import { type Answer, ask } from '../kit/ask.js';
import { processClock, shiftDatabase, withOwnClock } from '../kit/clocks.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { seedAgencies } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { hub, killLeftProcesses, serveProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SHIFTS = {
  '+1 hour': HOUR,
  '-1 hour': -HOUR,
  '+1 day': DAY,
  '-1 day': -DAY,
  '+40 days': 40 * DAY,
  '-40 days': -40 * DAY,
};

killLeftProcesses();

/**
 * Seen: a clock 40 days ahead for 20 seconds announced 120 expiries and 115 overdue notices, and left the log's time frozen in the
 * future, which no command noticed.
 */
describe('a clock that jumps', () => {
  const at = temporaryFolder();
  let db: TestDatabase;
  let keys: Awaited<ReturnType<typeof seedAgencies>>;
  let serial = 0;

  const submit = (url: string, name: string, key: string, record: object): Promise<Answer> =>
    ask(
      url,
      `mutation ($r: [${name}Input!]!) { submit${name === 'Enterprise' ? 'Enterprises' : 'Gradings'}(records: $r) { inserted position } }`,
      { key, variables: { r: [record] } },
    );
  const write = (url: string) =>
    submit(url, 'Enterprise', keys.MARKET_REGULATION, { uscc: sampleUscc(++serial), name: `民勤县第${serial}厂` });
  const log = async () =>
    (
      await db.sql`select position::int, announced_through::text, extract(epoch from recorded_at)::float8 * 1000 "at" from hub.head`
    )[0] as {
      position: number;
      announced_through: string;
      at: number;
    };
  const ready = async (url: string) => {
    const response = await fetch(`${url}/health/ready`);
    return { ...((await response.json()) as { reason?: string }), status: response.status };
  };
  const start = async (name: string, ms: number) => {
    const clock = processClock(at(name));
    clock.shift(ms);
    const environment = { DATABASE_URL: db.url, LOG_LEVEL: 'debug', ...clock.environment };
    const running = await serveProcess(['serve'], environment);
    const faults = () =>
      running
        .stderr()
        .split('\n')
        .filter((line) => line.includes('"fault":"CLOCK"'));
    return { ...running, clock, faults };
  };
  const refused = async (url: string) => {
    const before = await log();
    const { errors } = await write(url);
    expect(errors[0]?.message).toMatch(/^nothing is written now: .*(ahead|back|behind) .*; .*/);
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: expect.any(Number) });
    expect(await ready(url)).toMatchObject({ status: 503, reason: expect.stringMatching(/clock/) });
    expect(await metricOf(url, 'hub_clock_refused')).toBe(1);
    expect(await log()).toEqual(before);
  };
  const written = async (url: string) => {
    await until(async () => (await ready(url)).status === 200);
    const before = await log();
    expect((await write(url)).errors).toEqual([]);
    const { position, at } = await log();
    expect(position).toBeGreaterThan(before.position);
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
    expect(at).toBeGreaterThanOrEqual(before.at);
  };

  beforeAll(async () => {
    db = await testDatabase();
    keys = await seedAgencies(db);
    await withOwnClock(db.sql);
    const first = connect({ url: db.url, application: 'hub test' });
    // A hub ran here before, with the right clock.
    const watch = new ClockWatch(first, {
      found: () => {},
      failed: (error) => void process.stderr.write(`${error}\n`),
    });
    await watch.start();
    await watch.stop();
    expect(clockGuard(first).finding).toBeNull();
    await first.close();
  });

  it.each(Object.entries(SHIFTS))(
    'by %s, at the start and while it runs, writes and announces nothing; right again, all goes on',
    async (name, ms) => {
      await shiftDatabase(db.sql, ms);
      const one = await start(name, ms);
      const { announced_through: through } = await log();
      // What a new day brings is announced as soon as a hub starts: this one tried, and was refused.
      if (ms >= DAY) await until(() => one.faults().some((line) => line.includes('could not announce')));
      await refused(one.url);
      expect(one.faults().filter((line) => /"level":40/.test(line))).toHaveLength(1);

      await shiftDatabase(db.sql, 0);
      one.clock.shift(0);
      await written(one.url);

      const both = async (machine: number, database: number) => {
        await shiftDatabase(db.sql, database);
        one.clock.shift(machine);
        await refused(one.url);
        await shiftDatabase(db.sql, 0);
        one.clock.shift(0);
        await written(one.url);
      };
      await both(ms, ms);
      await both(ms, 0);
      await both(0, ms);
      await until(() => one.faults().some((line) => line.includes('well again')));
      expect((await log()).announced_through).toBe(through);
      await one.stop('SIGKILL');
    },
  );

  it('of one hub of two stops that one alone', async () => {
    const [one, other] = await Promise.all([start('one', 0), start('other', 0)]);
    await written(one.url);
    other.clock.shift(DAY);
    await refused(other.url);
    await written(one.url);
    other.clock.shift(0);
    await written(other.url);
    await Promise.all([one.stop('SIGKILL'), other.stop('SIGKILL')]);
  });

  it('is seen by commands without a hub, which write nothing either; an operator’s word ends it', async () => {
    const clock = processClock(at('command'));
    const environment = { DATABASE_URL: db.url, ...clock.environment };
    await shiftDatabase(db.sql, DAY);
    clock.shift(DAY);
    const before = await log();
    const file = at('enterprises.csv');
    writeFileSync(file, `uscc,name,provider\n${sampleUscc(++serial)},民勤县后来厂,MARKET_REGULATION of the test\n`);
    const [imported, status, doctor] = await Promise.all([
      hub(['import', 'enterprises', file], environment),
      hub(['clock', 'status', '--json'], environment),
      hub(['doctor', '--json'], environment),
    ]);
    expect(imported).toMatchObject({ code: 1, stdout: '' });
    expect(imported.stderr).toMatch(/nothing is written now: .* jumped ahead by 1 day since .*npx hub clock confirm/);
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout)).toMatchObject({ ok: false, wrong: { code: 'JUMPED BOTH' } });
    const found = JSON.parse(doctor.stdout).findings.find((f: { check: string }) => f.check === 'clock');
    expect(found).toMatchObject({ ok: false, detail: expect.stringContaining('jumped ahead by 1 day') });
    expect(await log()).toEqual(before);
    const confirmed = await hub(['clock', 'confirm', '--json'], environment);
    expect(JSON.parse(confirmed.stdout)).toMatchObject({
      ...{ ok: true, wrong: null },
      confirmation: { by: expect.stringContaining('@'), wrong: expect.stringContaining('jumped ahead by 1 day') },
    });
    expect(confirmed.code).toBe(0);
    const one = await start('after', DAY);
    await until(async () => (await ready(one.url)).status === 200);
    expect((await write(one.url)).errors).toEqual([]);
    await one.stop('SIGKILL');
  });
});
