import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeBatch } from '../../src/exchange/index.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { sampleUscc } from '../kit/sample.js';
import { day, type OpenHub, openHub } from './open-hub.js';

const KNOWN = `query ($u: USCC!, $at: DateTime!) { enterprise(uscc: $u, knownAt: $at) { name }
  of: enterprise(uscc: $u) { grading(knownAt: $at) { documentNumber } rating(knownAt: $at) { level } } }`;
const CHECK = 'query ($u: USCC!, $at: DateTime!) { creditCheck(uscc: $u, asOf: $at) { rating { level } position } }';

/** A read as known at an instant must say the same for ever, also while a write that took an earlier instant is under way. */
describe('what was known at an instant', () => {
  let hub: OpenHub;
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '旧名' }]);
  });

  for (const [name, source] of Object.entries({ registers: KNOWN, 'credit check': CHECK })) {
    it(`waits for the write that holds an earlier instant: ${name}`, async () => {
      const operator = await hub.agency('OPERATOR');
      const ask = async (at: Date) => hub.run(source, { u: uscc, at: at.toISOString() }, operator);
      // A write that has its instant and its rows, and is held before it commits.
      const office = await hub.agency('CREDIT_OFFICE');
      const { read, register } = hub.rooms.importers.ratings;
      const record = { documentNumber: `R-${name}`, uscc, level: 'A', ratedOn: day(-1) };
      let written = () => {};
      let commit = () => {};
      const rows = new Promise<void>((done) => {
        written = done;
      });
      const held = new Promise<void>((done) => {
        commit = done;
      });
      const slow: typeof hub.db = {
        ...hub.db,
        transaction: (work) =>
          hub.db.transaction(async (orm) => {
            const result = await work(orm);
            written();
            // An answer of the database, so that the connection does not count as idle for good.
            await held;
            return result;
          }),
      };
      const options = { provider: office, receivedAt: new Date(), body: record };
      const writing = writeBatch(slow, register as never, [checkRecord(() => read(record))] as never, options);
      await rows;
      await sleep(5);
      const at = new Date();
      let answered = false;
      const first = ask(at).finally(() => {
        answered = true;
      });
      await sleep(150);
      expect(answered).toBe(false);
      commit();
      await writing;
      const seen = await first;
      expect(JSON.stringify(seen)).toContain('"level":"A"');
      await sleep(20);
      expect(await ask(at)).toEqual(seen);
    });
  }

  it('costs a look at the head once, and none for instants before', async () => {
    const operator = await hub.agency('OPERATOR');
    const at = new Date();
    await sleep(30);
    const looks = (sent: string[]) => sent.filter((s) => s.includes('for share')).length;
    const ask = (instant: Date) => () => hub.run(KNOWN, { u: uscc, at: instant.toISOString() }, operator);
    expect(looks(await hub.statements(ask(at)))).toBe(1);
    expect(looks(await hub.statements(ask(at)))).toBe(0);
    expect(looks(await hub.statements(ask(new Date(at.getTime() - 1_000))))).toBe(0);
  });

  it('is not waited for where the instant lies ahead', async () => {
    const operator = await hub.agency('OPERATOR');
    // The hour is not waited for: it would be longer than a test may take.
    await hub.run(KNOWN, { u: uscc, at: new Date(Date.now() + 3_600_000).toISOString() }, operator);
  });
});
