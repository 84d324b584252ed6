import type { Db } from '../../db/client.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import { needsDivision } from '../../src/kernel/vocabulary.js';
import { COUNTY, NATION } from './companies.js';
import type { Access } from './messages.js';

/** The soak's agencies, and their keys. */
export async function addAgencies(db: Db): Promise<Access['keys']> {
  const access = agencies(agencyStore(db));
  const kinds = ['MARKET_REGULATION', 'SAFETY_REGULATOR', 'COUNTY_GOVERNMENT', 'OPERATOR'] as const;
  const keys: Partial<Access['keys']> = {};
  for (const kind of kinds) {
    const divisionCode = kind === 'COUNTY_GOVERNMENT' ? COUNTY : needsDivision(kind) ? NATION : null;
    keys[kind] = (await access.add({ name: `soak ${kind}`, kind, divisionCode })).key;
  }
  return keys as Access['keys'];
}
