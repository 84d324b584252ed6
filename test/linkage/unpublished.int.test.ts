import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { crawl, unasked, type Values } from '../kit/crawl.js';
import { sampleUscc } from '../kit/sample.js';
import { listen } from '../push/listen.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

/** Who asks: names of the world's agencies; `public` sends no key. */
const EVERYBODY = [
  'public',
  'BANKING',
  'credit office',
  'LAND',
  'government',
  'government of Liangzhou',
  'regulator',
  'regulator of Liangzhou',
  'operator',
];
const PARTNERS = ['LAND'];
const OWN = ['government', 'regulator', 'operator'];
const LIANGZHOU = ['government of Liangzhou', 'regulator of Liangzhou', 'operator'];

/** What is not published, as it stands in answers, and who may learn of it. */
const SECRETS: { what: string; mark: string; may: string[] }[] = [
  { what: 'an accident that is not concluded', mark: 'SECRET-ACCIDENT', may: [...PARTNERS, ...OWN] },
  { what: 'the town of its place', mark: '620621107', may: [...PARTNERS, ...OWN] },
  { what: 'its day', mark: day(-203), may: [...PARTNERS, ...OWN] },
  { what: 'a hazard that is not listed', mark: 'SECRET-HAZARD', may: [...PARTNERS, ...OWN] },
  { what: 'the end of its deadline', mark: day(-101), may: [...PARTNERS, ...OWN] },
  { what: 'a grading that is not published', mark: 'SECRET-GRADING', may: ['regulator', 'operator'] },
  { what: 'a finding', mark: 'SECRET-FINDING', may: LIANGZHOU },
  { what: 'what a finding rests on', mark: 'SECRET-BASIS', may: ['regulator of Liangzhou', 'operator'] },
  { what: 'a proposal', mark: 'CONDUCT_1_NO_LICENCE', may: LIANGZHOU },
  { what: 'the document of a step', mark: 'SECRET-NOTICE', may: LIANGZHOU },
  { what: 'the reason of a step', mark: 'SECRET-REASON', may: LIANGZHOU },
];

const EVENTS = `subscription ($after: Cursor) { events(after: $after) { type subject data division { code } enterprise { name } } }`;

describe('what is not published', { timeout: 120_000 }, () => {
  let hub: LinkageHub;
  let start: string;
  const ids: string[] = [];
  const usccs: string[] = [];
  const keyOf = (name: string) => (name === 'public' ? undefined : hub.key(name));
  const submit = (name: string, input: string, agency: string, record: object) =>
    hub.dataOf(`mutation ($r: [${input}!]!) { ${name}(records: $r) { inserted results { message } } }`, {
      key: hub.key(agency),
      variables: { r: [record] },
    });

  beforeAll(async () => {
    // One request asks for all that a root field leads to, which grows with each register.
    hub = await linkageHub({ HUB_MAX_COST: 50_000_000, HUB_MAX_DEPTH: 30, HUB_MAX_TOKENS: 20_000 });
    const { events } = await hub.dataOf('{ events(first: 1) { pageInfo { endCursor } } }');
    start = events.pageInfo.endCursor;
    const injured = await hub.enterprise();
    const more = {
      documentNumber: 'SECRET-ACCIDENT',
      division: '620621107',
      occurredAt: `${day(-203)}T03:07:00+08:00`,
    };
    ids.push(await hub.report(injured, more));
    const neglected = await hub.enterprise();
    const hazard = {
      documentNumber: 'SECRET-HAZARD',
      uscc: neglected,
      level: 'MAJOR',
      description: '通风系统失效',
      foundOn: day(-140),
    };
    const key = hub.key('regulator');
    const { reportHazard } = await hub.dataOf(
      'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }',
      { key, variables: { input: hazard } },
    );
    ids.push(reportHazard.id);
    await hub.dataOf('mutation ($id: ID!, $i: HazardOrderInput) { notifyHazard(id: $id, input: $i) { status } }', {
      key,
      variables: { id: reportHazard.id, i: { deadline: day(-101), at: `${day(-139)}T10:00:00+08:00` } },
    });
    await submit('submitGradings', 'GradingInput', 'regulator', {
      documentNumber: 'SECRET-GRADING',
      uscc: neglected,
      standard: 'AQ/T 9006',
      grade: 'GRADE_2',
      issuedOn: day(-5),
    });
    const accused = sampleUscc(990, '620602');
    await submit('submitEnterprises', 'EnterpriseInput', 'registry', { uscc: accused, name: '凉州九九零号厂' });
    await submit('submitFindings', 'FindingInput', 'regulator of Liangzhou', {
      documentNumber: 'SECRET-FINDING',
      basis: 'SECRET-BASIS',
      uscc: accused,
      kind: 'NO_LICENCE',
      foundOn: day(-40),
      penalised: true,
      grave: true,
    });
    await hub.settled();
    const [proposed] = await hub.db.sql`select id::text id from hub.linkage_case where uscc = ${accused}`;
    await hub.dataOf(
      'mutation ($id: ID!, $i: LinkageCaseStepInput) { servePriorNotice(id: $id, input: $i) { status } }',
      {
        key: hub.key('regulator of Liangzhou'),
        variables: { id: proposed?.id, i: { on: day(-30), documentNumber: 'SECRET-NOTICE', reason: 'SECRET-REASON' } },
      },
    );
    usccs.push(injured, neglected, accused);
    const known = await hub.db.sql`select id::text id from hub.linkage_case union select id::text from hub.restriction
      union select id::text from hub.grading union select id::text from hub.finding
      union select min(id::text) from hub.notice group by kind, case_id`;
    for (const { id } of known) ids.push(id);
    await hub.settled();
  });

  const values = (): Values => ({
    uscc: usccs.map((uscc) => `"${uscc}"`),
    usccs: [JSON.stringify(usccs)],
    id: [...new Set(ids)].map((id) => `"${id}"`),
    first: ['20'],
    purpose: ['"review"'],
    by: ['[]'],
    code: ['"620621"'],
    cursor: [`"${start}"`],
  });

  it('is asked for in every way that the schema has', () => {
    expect(unasked(values())).toEqual([]);
  });

  it.each(EVERYBODY)('is told by no query to whom it is none of their business: %s', async (name) => {
    const heard = await crawl((query) => hub.ask(query, { key: keyOf(name) }), values());
    // Policies and divisions are public as such: a trigger and a town that these name tell nothing.
    const said = [...heard].filter(([path]) => !/^(policies|division)/.test(path)).map(([, text]) => text);
    const all = said.join('\n').replaceAll(/"document":\{.*?"exit":\{.*?\}\}|"children":\[[^\]]*\]/g, '');
    const told = SECRETS.filter(({ mark }) => all.includes(mark)).map(({ what }) => what);
    expect(told).toEqual(SECRETS.filter(({ may }) => may.includes(name)).map(({ what }) => what));
  });

  it.each(EVERYBODY)('is told by no event to whom it is none of their business: %s', async (name) => {
    const sentinel = await hub.enterprise();
    const key = keyOf(name);
    const heard = await listen({ url: hub.url, query: EVENTS, variables: { after: start }, ...(key ? { key } : {}) });
    for (let n = 1; ; n++) {
      const all = await heard.until(n);
      if (all[n - 1].data.events.subject === sentinel) break;
    }
    await heard.stop();
    const all = JSON.stringify(heard.heard);
    const leaked = SECRETS.filter(({ mark, may }) => !may.includes(name) && all.includes(mark)).map(({ what }) => what);
    expect(leaked).toEqual([]);
    // The events of a proposal are its authorities' alone.
    expect(/restriction\.(proposed|proceeded)/.test(all)).toBe(LIANGZHOU.includes(name));
    // And the restrictions in force are everybody's.
    for (const uscc of usccs.slice(0, 2)) expect(all).toContain(uscc);
  });

  it('is in no feed', async () => {
    for (const file of ['feed.json', 'feed.atom']) {
      const text = await (await fetch(`${hub.url}/disclosure/${file}`)).text();
      expect(text).toContain(usccs[0]);
      expect(SECRETS.filter(({ mark }) => text.includes(mark))).toEqual([]);
    }
  });

  it('is counted in no statistics of whom it is none of their business', async () => {
    const counted = async (name: string) => {
      const query = `query ($u: USCC!) { accidentStatistics(filter: { uscc: $u }, by: []) { accidents } }`;
      const asked = { key: keyOf(name), variables: { u: usccs[0] } };
      return (await hub.dataOf(query, asked)).accidentStatistics[0]?.accidents ?? 0;
    };
    const may = SECRETS[0]?.may as string[];
    const counts = await Promise.all(EVERYBODY.map(counted));
    expect(counts).toEqual(EVERYBODY.map((name) => (may.includes(name) ? 1 : 0)));
  });

  it('is found by no filter narrower than what is told: the town of a case', async () => {
    const query = `query ($d: DivisionCode) { linkageCases(filter: { division: $d }) { nodes { id } } }`;
    const found = async (name: string, d: string) =>
      (await hub.dataOf(query, { key: keyOf(name), variables: { d } })).linkageCases.nodes.length;
    expect(await found('public', '620621')).toBe(2);
    for (const name of ['public', 'BANKING', 'government of Liangzhou']) expect(await found(name, '620621107')).toBe(0);
    expect(await found('regulator', '620621107')).toBe(1);
  });
});
