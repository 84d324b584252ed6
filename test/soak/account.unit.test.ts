import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Consumer, type Expected } from '../../scripts/soak/consumers/consumer.js';
import type { Listening, Way } from '../../scripts/soak/consumers/way.js';

const event = (position: number, hash = String(position).padStart(8, '0')) => ({
  position,
  hash,
  cursor: String(position),
});
const log = (last: number): Expected[] => Array.from({ length: last }, (_, i) => event(i + 1));

/** What a consumer makes of connections that bring it these events, one connection after another. */
async function accountOf(connections: Expected[][], expected: Expected[]) {
  let used = 0;
  let done = () => {};
  const all = new Promise<void>((over) => {
    done = over;
  });
  const way: Way = {
    name: 'given',
    listen: async ({ heard, signal }: Listening) => {
      for (const one of connections[used++] ?? []) heard({ ...one, cursor: '' });
      if (used < connections.length) return;
      done();
      await new Promise<void>((over) => signal.addEventListener('abort', () => over()));
    },
  };
  const consumer = new Consumer({ name: 'one', way, hubs: ['hub'], key: '', start: '', forgetful: false });
  consumer.start();
  await all;
  return consumer.finish(expected);
}

describe('a consumer’s account', () => {
  it('is clean where it heard the log, however the connections cut it', async () => {
    const clean = { lost: 0, outOfOrder: 0, foreign: 0, duplicates: 0, received: 6, expected: 6 };
    expect(await accountOf([log(6)], log(6))).toMatchObject(clean);
    expect(await accountOf([log(6).slice(0, 3), log(6).slice(3)], log(6))).toMatchObject(clean);
  });

  it('tells what was lost, before the end and at it', async () => {
    expect(await accountOf([[event(1), event(3)]], log(5))).toMatchObject({ lost: 3, foreign: 0 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), async (missing) => {
        const heard = log(30).filter((e) => !missing.includes(e.position));
        expect(await accountOf([heard], log(30))).toMatchObject({ lost: missing.length, foreign: 0, outOfOrder: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it('tells an event that came late or twice within one connection, and one that is not in the log', async () => {
    expect(await accountOf([[event(2), event(1), event(3)]], log(3))).toMatchObject({
      outOfOrder: 1,
      foreign: 1,
      lost: 1,
    });
    expect(await accountOf([[event(1), event(1)]], log(1))).toMatchObject({ outOfOrder: 1 });
    expect(await accountOf([log(4)], log(3))).toMatchObject({ foreign: 1, lost: 0 });
  });

  it('takes an event that comes again for the same one only by its content', async () => {
    expect(await accountOf([[...log(3), event(2, 'ffffffff')]], log(3))).toMatchObject({ foreign: 1, duplicates: 0 });
    expect(await accountOf([[event(1, 'ffffffff')]], log(1))).toMatchObject({ foreign: 1 });
  });
});
