import { describe, expect, it } from 'vitest';
import { PUBLIC } from '../../../src/access/index.js';
import { readSettings } from '../../../src/server/settings.js';
import { Shares } from '../../../src/server/work/shares.js';

describe('callers that are remembered', () => {
  /** The one longest known went first, however lately it had asked: it began anew with nothing owed. */
  it('what one owes who goes on asking is not forgotten, however many others come', () => {
    const shares = new Shares(readSettings({}));
    const busy = { ...PUBLIC, agencyId: '00000000-0000-4000-8000-000000000001' };
    const idle = { ...PUBLIC, agencyId: '00000000-0000-4000-8000-000000000002' };
    for (const one of [busy, idle]) shares.charge(shares.callerOf(one), 1e12);
    for (let i = 0; i < 30_000; i++) {
      shares.callerOf(PUBLIC, `address ${i}`);
      if (i % 1_000 === 0) expect(shares.arrive(shares.callerOf(busy))).toMatchObject({ code: 'RATE_LIMITED' });
    }
    expect(shares.arrive(shares.callerOf(busy))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(shares.arrive(shares.callerOf(idle))).toBeNull();
  });
});
