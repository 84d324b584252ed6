import { expect, it } from 'vitest';
import { correctClock } from '../../src/exchange/index.js';
import { clockHub } from '../exchange/clock-world.js';
import { logOf } from '../exchange/log.js';
import { day } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

it('a publicity that a clock which was ahead had ended goes on, and ends on its day', async () => {
  const hub = await clockHub();
  const uscc = sampleUscc(1);
  await hub.submit('enterprises', [{ uscc, name: '红沙岗煤业' }], undefined, hub.now());
  const record = {
    ...{ documentNumber: 'P-1', uscc, violation: '超能力生产', kinds: ['FINE'], decidedOn: day(-1) },
    publishedUntil: day(7),
  };
  await hub.submit('penalties', [record], undefined, hub.now());
  await hub.announce();
  await hub.shift(40);
  await hub.announce();
  expect(await hub.check(uscc)).toBe('CLEAR');
  await hub.shift(0);
  hub.now();
  await correctClock(hub.db, { works: hub.rooms.clockWorks, why: '时钟快了四十天' });
  expect(await hub.check(uscc)).toBe('REFERENCE');
  await hub.shift(8);
  await hub.announce();
  expect(await hub.check(uscc)).toBe('CLEAR');
  const told = (await logOf(hub.db)).filter((e) => e.type.startsWith('penalty.'));
  expect(told.map((e) => e.type.replace('penalty.', ''))).toEqual([
    ...['published', 'unpublished', 'reinstated', 'unpublished'],
  ]);
  expect(JSON.parse(told[2]?.data ?? '{}')).toMatchObject({ publishedUntil: day(7), withdraws: [told[1]?.position] });
});
