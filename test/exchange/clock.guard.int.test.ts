import { beforeEach, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import {
  announceDays,
  ClockFault,
  ClockWatch,
  clockGuard,
  clockStatus,
  confirmClock,
  sequenced,
} from '../../src/exchange/index.js';
import { present } from '../../src/kernel/clock.js';
import { afterFile } from '../kit/after-file.js';
import { ownMachine, shiftDatabase, withOwnClock } from '../kit/clocks.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SHIFTS = [HOUR, -HOUR, DAY, -DAY, 40 * DAY, -40 * DAY];
const machine = ownMachine();

/** Every process of a hub is here a connection of its own: it knows nothing that the database does not. */
describe('the guard of the clock', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    machine.restart();
    machine.shift(0);
    db = await testDatabase();
    await withOwnClock(db.sql);
    await shiftDatabase(db.sql, 0);
    await ran();
  });

  const process = (): Db => {
    const one = connect({ url: db.url, application: 'hub test' });
    afterFile(() => one.close());
    return one;
  };
  const write = (by: Db) =>
    sequenced(by, async (turn) =>
      turn.append({ type: 'enterprise.registered', subject: null, division: null, public: true, data: {} } as never),
    );
  /** What a write is refused for; null: it is written. */
  const refusal = async (by: Db): Promise<string | null> => {
    try {
      await write(by);
      return null;
    } catch (error) {
      if (error instanceof ClockFault) return error.finding.kind;
      throw error;
    }
  };
  /** A hub runs for a moment, as it does with right clocks. */
  const ran = async (by: Db = process()): Promise<Db> => {
    const watch = new ClockWatch(by, {
      found: () => {},
      failed: (error) => {
        throw error;
      },
    });
    await watch.start();
    await watch.stop();
    return by;
  };
  const log = async () => {
    const [row] = await db.sql`select position::int, recorded_at, announced_through::text from hub.head`;
    return row;
  };
  /** The clock of the one machine that all is on. */
  const set = async (ms: number) => {
    machine.shift(ms);
    await shiftDatabase(db.sql, ms);
  };

  it('refuses at a start and while it runs, whichever clock is wrong; nothing is announced', async () => {
    const running = process();
    expect(await refusal(running)).toBeNull();
    const before = await log();
    for (const ms of SHIFTS) {
      for (const [here, there] of [
        [ms, ms],
        [ms, 0],
        [0, ms],
      ] as const) {
        machine.shift(here);
        await shiftDatabase(db.sql, there);
        for (const one of [running, process()]) {
          const announced = announceDays(one, []).catch((error) => error);
          expect(there >= DAY ? (await announced) instanceof ClockFault : await announced).toBe(
            there >= DAY ? true : 0,
          );
          expect(await refusal(one)).toBe('JUMPED');
        }
      }
      // What the hub says of now stays right meanwhile.
      expect(Math.abs(present().getTime() - Date.now())).toBeLessThan(60_000);
    }
    expect(await log()).toEqual(before);
    await set(0);
    for (const one of [running, process()]) expect(await refusal(one)).toBeNull();
  });

  it('costs a write no statement beside its own, but for the first of a process', async () => {
    await write(db);
    const sent = await db.statements(() => write(db));
    expect(sent.filter((text) => /clock_mark|clock_confirmation/.test(text))).toEqual([]);
  });

  it('a log that is ahead refuses until an operator corrects it; seconds are waited for', async () => {
    const one = process();
    await write(one);
    await db.sql`update hub.head set recorded_at = recorded_at + interval '40 days'`;
    const wrong = await log();
    for (const each of [one, process()]) expect(await refusal(each)).toBe('BEHIND');
    const { wrong: told } = await confirmClock(process(), clockGuard(db).limits, 'test');
    expect(told).toMatchObject({ code: 'BEHIND', line: expect.stringContaining('npx hub clock correct') });
    expect(await refusal(process())).toBe('BEHIND');
    expect(await log()).toEqual(wrong);
    clockGuard(one).waived.add('BEHIND');
    expect(await refusal(one)).toBeNull();
  });

  it('a log a few seconds ahead is not waited for: its time stands still for them', async () => {
    await write(process());
    await db.sql`update hub.head set recorded_at = clock_timestamp() + interval '3 s'`;
    const before = await log();
    await write(process());
    expect((await log())?.recorded_at).toEqual(before?.recorded_at);
  });

  it('after a restart of the machine goes by how long no hub has run', async () => {
    await write(process());
    machine.restart(10_000);
    await set(30 * 60_000);
    expect(await refusal(process())).toBeNull();
    machine.restart(10_000);
    await set(3 * HOUR);
    expect(await refusal(process())).toBe('SETTLING');
    machine.restart(600_000);
    await set(3 * HOUR);
    expect(await refusal(process())).toBeNull();
    machine.restart();
    await set(40 * DAY);
    const one = process();
    expect(await refusal(one)).toBe('GAP');
    // The operator's word is for all processes, those that run and those that begin.
    expect((await confirmClock(process(), clockGuard(db).limits, 'test@here')).wrong).toBeNull();
    expect(await refusal(one)).toBeNull();
    expect(await refusal(process())).toBeNull();
    const { confirmation } = await clockStatus(process(), clockGuard(db).limits);
    expect(confirmation).toMatchObject({ by: 'test@here', wrong: expect.stringContaining('no hub has run for') });
    // And it was of that time alone.
    await set(0);
    expect(await refusal(process())).not.toBeNull();
  });

  it('a clock that goes back over a restart is seen by what a hub wrote down last', async () => {
    await write(process());
    machine.restart();
    await set(5 * 60_000);
    await ran();
    machine.restart();
    await set(-2 * HOUR);
    expect(await refusal(process())).toBe('BEHIND');
    await db.sql`update hub.head set recorded_at = recorded_at - interval '1 day'`;
    expect(await refusal(process())).toBe('BACK');
  });

  it('takes a small jump for right once the clock has run on from there', async () => {
    const one = process();
    await write(one);
    await set(20_000);
    expect(await refusal(one)).toBe('JUMPED');
    machine.pass(200_000);
    await shiftDatabase(db.sql, 220_000);
    expect(await refusal(one)).toBe('JUMPED');
    machine.pass(200_000);
    await shiftDatabase(db.sql, 420_000);
    expect(await refusal(one)).toBeNull();
  });

  it('an operator’s word makes no clocks agree that do not', async () => {
    machine.restart();
    machine.shift(DAY);
    const { wrong, confirmation } = await confirmClock(process(), clockGuard(db).limits, 'test');
    expect([wrong?.code, confirmation]).toEqual(['APART', null]);
  });
});
