import { beforeAll, describe, expect, it } from 'vitest';
import { type LinkageHub, linkageHub } from './linkage-world.js';

const RESTRICTIONS = `query ($u: USCC!) { enterprise(uscc: $u) { restrictions { domain status effectiveFrom effectiveUntil cause policy } }
  restrictions(filter: { uscc: $u }) { nodes { domain status } } }`;
const CHECK = 'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, purpose: "loan", asOf: $at) { outcome reasons restrictions { domain } } }';

describe('an accident reported in Minqin', () => {
  let hub: LinkageHub;
  beforeAll(async () => {
    hub = await linkageHub();
  });

  it('gives, without any other call, four restrictions in force and a check that says so', async () => {
    const uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
    const { enterprise, restrictions } = await hub.dataOf(RESTRICTIONS, { key: hub.keys.LAND, variables: { u: uscc } });
    expect(enterprise.restrictions.map((r: { domain: string }) => r.domain).sort()).toEqual([
      'BANK_LOAN_REFERENCE',
      'LAND_USE_APPROVAL',
      'PROJECT_APPROVAL',
      'SECURITIES_FINANCING',
    ]);
    expect(restrictions.nodes.every((r: { status: string }) => r.status === 'IN_FORCE')).toBe(true);
    const { creditCheck } = await hub.dataOf(CHECK, { key: hub.keys.BANKING, variables: { u: uscc } });
    expect(creditCheck.outcome).toBe('RESTRICTED');
  });
});
