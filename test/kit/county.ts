import type { Db } from '../../db/client.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { dataOf } from './ask.js';
import { sampleUscc } from './sample.js';

/** A small county, submitted through the API: what the tests of the server and of the federation read. */
export interface County {
  /** Graded, rated, with an accident that is public, a listed hazard and a restriction. */
  mine: string;
  /** Graded and rated, nothing against it. */
  works: string;
  /** Rated low. */
  trader: string;
  /** Registered, nothing else. */
  shop: string;
  /** In another prefecture, graded. */
  elsewhere: string;
  /** A valid code that the register does not have. */
  unknown: string;
  accident: string;
  hazard: string;
}

export type Keys = Record<(typeof COUNTY_AGENCIES)[number][0], string>;

/** One agency of each kind that has something to do here, and its division. */
export const COUNTY_AGENCIES = [
  ['MARKET_REGULATION', null],
  ['SAFETY_REGULATOR', '100000'],
  ['CREDIT_OFFICE', null],
  ['COUNTY_GOVERNMENT', '620621'],
  ['BANKING', '620600'],
  ['PARTNER', '620621'],
  ['OPERATOR', null],
] as const satisfies readonly (readonly [AgencyKind, string | null])[];

/** The date so many days from today, in Shanghai. */
export function day(offset: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
}

export async function seedCounty(base: string, keys: Keys, db: Db): Promise<County> {
  const [mine, works, trader, shop] = [1, 2, 3, 4].map((n) => sampleUscc(n)) as [string, string, string, string];
  const elsewhere = sampleUscc(5, '620102');
  const submit = async (operation: string, input: string, kind: keyof Keys, records: object[]) => {
    const query = `mutation ($records: [${input}!]!) { ${operation}(records: $records) { inserted results { code message } } }`;
    const { [operation]: receipt } = await dataOf(base, query, { key: keys[kind], variables: { records } });
    if (receipt.inserted !== records.length) throw new Error(`${operation}: ${JSON.stringify(receipt.results)}`);
  };
  const enterprise = (uscc: string, name: string, more: object = {}) => ({
    uscc,
    name,
    registeredOn: '2012-05-01',
    ...more,
  });
  await submit('submitEnterprises', 'EnterpriseInput', 'MARKET_REGULATION', [
    enterprise(mine, '民勤县红沙岗煤业有限责任公司', {
      industry: 'B0610',
      registeredCapital: '50000000.00',
      address: '红沙岗镇',
    }),
    enterprise(works, '民勤县绿洲建材厂', { industry: 'C3021' }),
    enterprise(trader, '民勤县沙枣商贸有限公司', { status: 'SUSPENDED' }),
    enterprise(shop, '民勤县苏武山小店'),
    enterprise(elsewhere, '兰州城关煤业公司', { industry: 'B0610' }),
  ]);
  const grading = (documentNumber: string, uscc: string, grade: string, more: object = {}) => ({
    documentNumber,
    uscc,
    grade,
    standard: 'GB/T 33000-2016',
    issuedOn: day(-400),
    publishedOn: day(-390),
    ...more,
  });
  await submit('submitGradings', 'GradingInput', 'SAFETY_REGULATOR', [
    grading('G-1', mine, 'GRADE_3', { score: 71.5, issuedOn: day(-800), publishedOn: day(-790) }),
    grading('G-2', mine, 'GRADE_2', { score: 82.5, gradedBy: '甘肃安评中心' }),
    grading('G-3', works, 'GRADE_1', { score: 91 }),
    grading('G-4', works, 'GRADE_1', { issuedOn: day(-20), publishedOn: null }),
    grading('G-5', elsewhere, 'BELOW_STANDARD'),
  ]);
  const rating = (documentNumber: string, uscc: string, level: string) => ({
    documentNumber,
    uscc,
    level,
    ratedOn: day(-100),
  });
  await submit('submitRatings', 'CreditRatingInput', 'CREDIT_OFFICE', [
    rating('R-1', mine, 'A'),
    rating('R-2', works, 'AA'),
    rating('R-3', trader, 'CC'),
  ]);
  const accident = await seedAccidents(base, keys, mine, works);
  const hazard = await seedHazards(base, keys, mine, works);
  await seedRestrictions(db, mine, trader);
  return { mine, works, trader, shop, elsewhere, unknown: sampleUscc(99), accident, hazard };
}

async function seedAccidents(base: string, keys: Keys, mine: string, works: string): Promise<string> {
  const key = keys.SAFETY_REGULATOR;
  const report = 'mutation ($input: AccidentInput!) { reportAccident(input: $input) { accident { id } } }';
  const input = (documentNumber: string, uscc: string, deaths: number) => ({
    documentNumber,
    uscc,
    deaths,
    division: '620621',
    occurredAt: `${day(-9)}T08:30:00.000+08:00`,
    category: 'ROOF_FALL',
    seriousInjuries: 2,
    directEconomicLoss: '1500000.00',
  });
  const { reportAccident } = await dataOf(base, report, { key, variables: { input: input('A-1', mine, 3) } });
  await dataOf(base, report, { key, variables: { input: input('A-2', works, 0) } });
  const { id } = reportAccident.accident;
  const change = { documentNumber: 'A-1-1', changedOn: day(-5), deaths: 4 };
  const supplement =
    'mutation ($id: ID!, $input: AccidentSupplementInput!) { supplementAccident(id: $id, input: $input) { position } }';
  await dataOf(base, supplement, { key, variables: { id, input: change } });
  const finding = { concludedOn: day(-1), publishedOn: day(0), responsibility: 'MAIN' };
  const conclude =
    'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }';
  await dataOf(base, conclude, { key, variables: { id, input: finding } });
  return id;
}

async function seedHazards(base: string, keys: Keys, mine: string, works: string): Promise<string> {
  const key = keys.SAFETY_REGULATOR;
  const report = 'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }';
  const input = (documentNumber: string, uscc: string, level: string) => ({
    documentNumber,
    uscc,
    level,
    description: '采空区积水未探明',
    foundOn: day(-30),
    deadline: day(30),
    fiveImplementations: {
      measures: '探放水',
      responsible: '总工程师',
      funds: '800000.00',
      deadline: day(30),
      plan: 'P-1',
    },
  });
  const { reportHazard } = await dataOf(base, report, { key, variables: { input: input('H-1', mine, 'MAJOR') } });
  await dataOf(base, report, { key, variables: { input: input('H-2', works, 'GENERAL') } });
  const { id } = reportHazard;
  await dataOf(base, 'mutation ($id: ID!) { notifyHazard(id: $id) { id } }', { key, variables: { id } });
  await dataOf(base, 'mutation ($id: ID!) { listHazard(id: $id) { id } }', { key, variables: { id } });
  return id;
}

/** Restrictions as the linkage would have decided them, which a test's hub does not unless it is told to: one of them of a case. */
async function seedRestrictions({ sql }: Db, mine: string, trader: string): Promise<void> {
  const row = (uscc: string, domain: string, publishedOn: string | null) => ({
    uscc,
    domain,
    proposed_on: day(-5),
    decided_on: day(-4),
    effective_from: day(-3),
    effective_until: day(365),
    published_on: publishedOn,
    cause: 'accident A-1',
    legal_basis: '安委〔2013〕8号',
    policy: 'test 1',
  });
  await sql`insert into hub.linkage_case ${sql({
    uscc: mine,
    division_code: '620621',
    key: 'minqin-2015/ANY_ACCIDENT/ACCIDENT:1',
    policy_code: 'minqin-2015',
    policy_version: 1,
    trigger_code: 'ANY_ACCIDENT',
    fact_day: day(-9),
    causes: JSON.stringify([{ kind: 'ACCIDENT', id: '1', documentNumber: 'A-1', on: day(-9) }]),
    level: 'RELATIVELY_LARGE',
    state: 'IN_FORCE',
    since: day(-4),
    proposed_on: day(-5),
    decided_on: day(-4),
    effective_from: day(-3),
    effective_until: day(365),
    published_on: day(-2),
    step: 'openCase',
    reason: 'accident A-1',
    recorded_at: new Date().toISOString(),
    position: 0,
  })}`;
  await sql`insert into hub.restriction ${sql([
    { ...row(mine, 'LAND_USE_APPROVAL', day(-2)), case_id: 1 },
    { ...row(mine, 'BANK_LOAN_REFERENCE', null), case_id: null },
    { ...row(trader, 'BANK_LOAN_REFERENCE', null), case_id: null },
  ])}`;
}
