import { expect, it } from 'vitest';
import { openKeyring } from '../../src/access/index.js';
import { clockGuard, makeCheckpoints, verifyLog } from '../../src/exchange/index.js';
import { ownMachine, shiftDatabase } from '../kit/clocks.js';
import { temporaryFolder } from '../kit/folder.js';
import { sampleUscc } from '../kit/sample.js';
import { openHub } from './open-hub.js';

const DAY = 86_400_000;
const machine = ownMachine();
const at = temporaryFolder();

/** As it was written before there was a guard: hub verify said nothing of it. */
it('a log that was written ahead of time, and then stood still, is told by hub verify; nothing was altered', async () => {
  const hub = await openHub(undefined, { ownClock: true });
  const keyring = openKeyring(at('keys.json'));
  const verify = async () => {
    const { fault, times } = await verifyLog({ db: hub.db, keys: keyring.publicKeys() });
    expect(fault).toBeNull();
    return times.map(({ kind, from, to }) => ({ kind, from, to }));
  };
  let serial = 0;
  const submit = async (receivedAt: Date) => {
    const receipt = await hub.submit(
      'enterprises',
      [{ uscc: sampleUscc(++serial), name: '红沙岗煤业' }],
      undefined,
      receivedAt,
    );
    await makeCheckpoints(hub.db, keyring);
    return receipt.position;
  };
  await submit(new Date());
  expect(await verify()).toEqual([]);

  // Nobody sees the clock go ahead, as where a machine has begun anew with it and run for a while.
  machine.passed(40 * DAY);
  await shiftDatabase(hub.db.sql, 40 * DAY);
  await hub.submit('enterprises', [{ uscc: sampleUscc(++serial), name: '红沙岗煤业' }]);
  machine.passed(0);
  await shiftDatabase(hub.db.sql, 0);
  clockGuard(hub.db).waived.add('BEHIND');
  const first = await submit(new Date());
  const last = await submit(new Date(Date.now() + 120_000));
  expect([first, last]).toEqual([3, 4]);
  expect(await verify()).toEqual([
    { kind: 'AHEAD', from: 3, to: 4 },
    { kind: 'STOOD_STILL', from: 2, to: 4 },
    { kind: 'AHEAD', from: 4, to: 4 },
  ]);
});
