import type { Db } from '../../../db/client.js';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { usccOf } from '../companies.js';
import { ask } from '../hub-client.js';
import type { Target } from './attack.js';

const COMPANIES = 300;
/** Codes that are sound, and that no register has. */
const UNKNOWN = 20;
const BATCH = 100;
const MEMBERS = 200;

export interface Neighbours {
  target: Omit<Target, 'host' | 'port'>;
  bankKey: string;
  /** Names of the companies that there are; null: there is none. What the bank asks for. */
  companies: Map<string, string | null>;
}

/** The agencies of the house, a small register, and a portfolio: through the hub's own doors. */
export async function moveIn(db: Db, hub: string): Promise<Neighbours> {
  const access = agencies(agencyStore(db));
  const add = async (name: string, kind: Parameters<typeof access.add>[0]['kind']) =>
    (await access.add({ name: `hostile ${name}`, kind, divisionCode: null })).key;
  const [bankKey, lender, partner, market, credit] = await Promise.all([
    add('bank', 'BANKING'),
    add('lender', 'SECURITIES'),
    add('partner', 'PARTNER'),
    add('registry', 'MARKET_REGULATION'),
    add('credit office', 'CREDIT_OFFICE'),
  ]);
  const companies = new Map<string, string | null>();
  for (let n = 0; n < COMPANIES + UNKNOWN; n++) companies.set(usccOf(n), n < COMPANIES ? `煤业公司 ${n}` : null);
  const known = [...companies].flatMap(([uscc, name]) => (name === null ? [] : [{ uscc, name }]));
  for (let i = 0; i < known.length; i += BATCH) {
    const records = known.slice(i, i + BATCH);
    await submit(hub, market, 'EnterpriseInput', 'submitEnterprises', records);
    const ratings = records
      .filter((_, j) => j % 3 === 0)
      .map(({ uscc }, j) => ({ documentNumber: uscc, uscc, level: j % 2 ? 'A' : 'D', ratedOn: '2026-01-05' }));
    await submit(hub, credit, 'CreditRatingInput', 'submitRatings', ratings);
  }
  const made = await ask<{ createPortfolio: { portfolio: { id: string } } }>(
    hub,
    lender,
    'mutation ($usccs: [String!]) { createPortfolio(name: "hostile", usccs: $usccs) { portfolio { id } } }',
    { usccs: known.slice(0, MEMBERS).map(({ uscc }) => uscc) },
  );
  const usccs = known.map(({ uscc }) => uscc);
  const portfolio = made.createPortfolio.portfolio.id;
  return { target: { keys: { partner, lender, market }, usccs, portfolio }, bankKey, companies };
}

async function submit(hub: string, key: string, input: string, mutation: string, records: object[]): Promise<void> {
  const query = `mutation ($r: [${input}!]!) { ${mutation}(records: $r) { inserted results { problems { path code } } } }`;
  const answer = await ask<Record<string, { inserted: number; results: object[] }>>(hub, key, query, { r: records });
  const { inserted, results } = answer[mutation] as { inserted: number; results: object[] };
  if (inserted !== records.length)
    throw new Error(`${mutation}: ${inserted} of ${records.length}: ${JSON.stringify(results.slice(0, 3))}`);
}
