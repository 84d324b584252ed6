import { agencies, agencyStore } from '../../src/access/index.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { type RunningHub, type Settings, startHub } from '../../src/server/index.js';
import { afterFile } from '../kit/after-file.js';
import { type Answer, type Asking, ask, dataOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { testSettings } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

/** The ten kinds that the county's plan names. */
export const TEN = [
  'DEVELOPMENT_REFORM',
  'LAND',
  'HOUSING',
  'INDUSTRY_IT',
  'HUMAN_RESOURCES',
  'MARKET_REGULATION',
  'QUALITY_SUPERVISION',
  'POWER',
  'BANKING',
  'SECURITIES',
] as const satisfies readonly AgencyKind[];

/** A hub that decides, with agencies in and around Minqin, and registered enterprises. */
export interface LinkageHub extends RunningHub {
  db: TestDatabase;
  /** Key of an agency, by its name. */
  key(name: string): string;
  ids: Record<string, string>;
  /** Registered in Minqin, one for each test that asks. */
  enterprise(): Promise<string>;
  ask(query: string, asking?: Asking): Promise<Answer>;
  dataOf(query: string, asking?: Asking): Promise<Answer['data']>;
  /** Waits until the linkage has read everything that the log has now. */
  settled(): Promise<void>;
  report(uscc: string, more?: object): Promise<string>;
}

const NATION = null;
const AGENCIES: [name: string, kind: AgencyKind, division: string | null][] = [
  ...TEN.map((kind): [string, AgencyKind, string | null] => [kind, kind, '620621']),
  ['LAND of the prefecture', 'LAND', '620600'],
  ['LAND of Liangzhou', 'LAND', '620602'],
  ['LAND of a town', 'LAND', '620621100'],
  ['BANKING of the province', 'BANKING', '620000'],
  ['INSURANCE', 'INSURANCE', '620600'],
  ['GUARANTEE', 'GUARANTEE', '620600'],
  ['regulator', 'SAFETY_REGULATOR', '620621'],
  ['regulator of Liangzhou', 'SAFETY_REGULATOR', '620602'],
  ['government', 'COUNTY_GOVERNMENT', '620621'],
  ['government of Liangzhou', 'COUNTY_GOVERNMENT', '620602'],
  ['registry', 'MARKET_REGULATION', NATION],
  ['partner', 'PARTNER', '620621'],
  ['credit office', 'CREDIT_OFFICE', '620621'],
  ['operator', 'OPERATOR', NATION],
];

const REPORT = 'mutation ($input: AccidentInput!) { reportAccident(input: $input) { accident { id } position } }';
const REGISTER =
  'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted results { message } } }';

let number = 0;

/** `prepare` has the database before anything connects to it. */
export async function linkageHub(
  overrides: Partial<Settings> = {},
  prepare: (db: TestDatabase) => Promise<unknown> = async () => {},
): Promise<LinkageHub> {
  const db = await testDatabase();
  await prepare(db);
  const access = agencies(agencyStore(db));
  const keys: Record<string, string> = {};
  const ids: Record<string, string> = {};
  for (const [name, kind, divisionCode] of AGENCIES) {
    const { agency, key } = await access.add({ name, kind, divisionCode });
    keys[name] = key;
    ids[name] = agency.id;
  }
  const hub = await startHub({ settings: testSettings({ HUB_LINKAGE: true, ...overrides }), databaseUrl: db.url });
  afterFile(() => hub.stop());
  const asked = (query: string, asking?: Asking) => dataOf(hub.url, query, asking);
  const keyOf = (name: string): string => {
    const key = keys[name];
    if (!key) throw new Error(`no agency is called ${name}`);
    return key;
  };
  const head = async () => (await db.sql`select position::float8 p from hub.head`)[0]?.p as number;
  return {
    ...hub,
    ...{ db, ids },
    key: keyOf,
    ask: (query, asking) => ask(hub.url, query, asking),
    dataOf: asked,
    enterprise: async () => {
      const uscc = sampleUscc(++number + 500);
      const variables = { r: [{ uscc, name: `民勤${number}号厂` }] };
      await asked(REGISTER, { key: keyOf('registry'), variables });
      return uscc;
    },
    settled: async () => {
      const last = await head();
      await until(async () => {
        const [row] =
          await db.sql`select not exists (select from hub.event e, hub.linkage l where e.position > l.position and e.position <= ${last}
          and split_part(e.type, '.', 1) in ('accident', 'hazard', 'finding', 'grading') and e.type not in ('grading.recorded', 'grading.expired', 'grading.ceased', 'grading.reinstated', 'accident.published')) done`;
        return row?.done;
      });
    },
    report: async (uscc, more = {}) => {
      const input = {
        documentNumber: `SG-${++number}`,
        uscc,
        division: '620621',
        occurredAt: `${day(-1)}T08:00:00+08:00`,
        category: 'ROOF_FALL',
        deaths: 1,
        seriousInjuries: 0,
        ...more,
      };
      const { reportAccident } = await asked(REPORT, { key: keyOf('regulator'), variables: { input } });
      return reportAccident.accident.id;
    },
  };
}
