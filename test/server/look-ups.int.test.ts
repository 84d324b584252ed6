import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { describeRooms } from '../../src/server/index.js';
import { day } from '../kit/county.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { madeInSources, sites } from './look-ups.js';

vi.mock('../../src/kernel/batcher.js', async (original) =>
  (await import('./look-ups.js')).countedBatching(await original()),
);
vi.mock('dataloader', async (original) => {
  const { default: Original } = await original<{ default: never }>();
  return { default: (await import('./look-ups.js')).countedLoader(Original) };
});

/** Requests of one moment that ask for the same. */
const AT_ONCE = 12;
/** Made of objects that are all to be written, however alike: its keys are not one another's repeats. */
const WRITES = /^src\/credit\/inquiry\/recorder\.ts:/;

const PAGE = 'first: 20';
const PROVENANCE = 'provenance { provider documentNumber position }';
const GRADING = `id grade status issuedOn enterprise { name } division { name } ${PROVENANCE} history { grade ${PROVENANCE} }`;
const RATING = `level documentNumber ratedOn enterprise { name } ${PROVENANCE} history { level }`;
const ACCIDENT = `id level deaths status enterprise { name } division { name } supplements { documentNumber } ${PROVENANCE} history { level deaths ${PROVENANCE} }`;
const HAZARD = `id level status deadline overdue enterprise { name } division { name }`;
const HAZARD_FILE = `${HAZARD} description fiveImplementations { funds } ${PROVENANCE} history { from to at } versions { status }`;
const RESTRICTION = 'id domain status cause enterprise { name } case { id key }';
const CASE = `id key status factDay enterprise { name } division { name } policy { code } restrictions { id domain } history { step reason }`;
const NOTICE = `id kind status dueOn recipient { name } division { name } enterprise { name } case { key status } restrictions { domain }
  gradings { event grading { id grade } } measures { kind takenOn }`;
const FINDING = `id kind foundOn enterprise { name } division { name } ${PROVENANCE} history { kind recordedAt }`;

/** Every way to a shared look-up, by the room that it is of. The same is asked by everybody who has a key, and by the public. */
const DOCUMENTS: Record<string, string> = {
  enterprise: `query ($uscc: USCC!) { enterprise(uscc: $uscc) { name status division { name parent { name } } industry { name }
    address ${PROVENANCE} history { name ${PROVENANCE} } } then: enterprise(uscc: $uscc, validOn: "2020-01-01") { name } }`,
  'enterprises with everything that follows from them': `query ($usccs: [USCC!]!) { enterprises(filter: { usccs: $usccs }) { nodes {
    uscc grading { grade } restrictions { domain } address } } }`,
  grading: `query ($uscc: USCC!, $today: Date!) { enterprise(uscc: $uscc) { grading { ${GRADING} } then: grading(asOf: $today) { grade }
    known: grading(asOf: $today, knownAt: "2100-01-01T00:00:00Z") { grade } gradings { ${GRADING} } } gradings(${PAGE}) { nodes { ${GRADING} } }
    one: grading(id: "1") { ${GRADING} } same: grading(id: "1") { grade } }`,
  'a grading as it was known': `query ($uscc: USCC!, $today: Date!, $known: DateTime!) { enterprise(uscc: $uscc) {
    grading(asOf: $today, knownAt: $known) { grade } again: grading(asOf: $today, knownAt: $known) { id } } }`,
  accident: `query ($uscc: USCC!, $accident: ID!) { enterprise(uscc: $uscc) { accidents(${PAGE}) { nodes { ${ACCIDENT} } } two: accidents(first: 1) { nodes { id } } }
    accidents(${PAGE}) { nodes { ${ACCIDENT} } } accident(id: $accident) { ${ACCIDENT} } same: accident(id: $accident) { id } }`,
  'hazards of an enterprise': `query ($uscc: USCC!) { enterprise(uscc: $uscc) { hazards(first: 100) { nodes { id } } } }`,
  hazard: `query ($uscc: USCC!, $hazard: ID!) { enterprise(uscc: $uscc) { hazards(${PAGE}) { nodes { ${HAZARD_FILE} } } two: hazards(first: 1) { nodes { id } } }
    hazards(${PAGE}) { nodes { ${HAZARD} history { to } } } hazard(id: $hazard) { ${HAZARD_FILE} } same: hazard(id: $hazard) { id } }`,
  credit: `query ($uscc: USCC!, $today: Date!) { enterprise(uscc: $uscc) { rating { ${RATING} } then: rating(asOf: $today) { level } ratings { ${RATING} } } }`,
  'a rating as it was known': `query ($uscc: USCC!, $today: Date!, $known: DateTime!) { enterprise(uscc: $uscc) {
    rating(asOf: $today, knownAt: $known) { level } again: rating(asOf: $today, knownAt: $known) { documentNumber } } }`,
  'checks of companies that are named twice': `query ($usccs: [USCC!]!) { creditChecks(usccs: $usccs, purpose: "loan") { uscc outcome reasons enterprise { name } rating { level }
    grading { id grade } restrictions { ${RESTRICTION} } } }`,
  'a check': `query ($uscc: USCC!) { creditCheck(uscc: $uscc, purpose: "loan") { uscc outcome reasons rating { level enterprise { name } } grading { grade } } }`,
  restrictions: `query ($uscc: USCC!, $today: Date!) { enterprise(uscc: $uscc) { restrictions { ${RESTRICTION} } then: restrictions(inForceOn: $today) { id } }
    restrictions(${PAGE}) { nodes { ${RESTRICTION} } } }`,
  cases: `query ($notice: ID!) { linkageCases(${PAGE}) { nodes { ${CASE} } } linkageCase(id: "1") { ${CASE} } notice(id: $notice) { case { ${CASE} } } }`,
  'notices of cases': `{ linkageCases(${PAGE}) { nodes { id notices { ${NOTICE} } } } }`,
  notices: `query ($notice: ID!) { notices(${PAGE}) { nodes { ${NOTICE} } } notice(id: $notice) { ${NOTICE} } same: notice(id: $notice) { id } again: notices(${PAGE}) { nodes { gradings { event } measures { kind } } } }`,
  findings: `{ findings(${PAGE}) { nodes { ${FINDING} } } again: findings(${PAGE}) { nodes { id history { kind } } } }`,
  reference:
    '{ division(code: "620621") { name parent { name children { code } } } industry(code: "B06") { name safetySectors { code } } safetySectors { code } }',
  webhooks: `query ($webhook: ID!) { webhooks(${PAGE}) { nodes { id url status lag keys { signature createdAt } } } webhook(id: $webhook) { id agency keys { signature } } }`,
  events: `{ events(first: 100) { nodes { id type position subject enterprise { name grading { grade } } division { name } } } }`,
  consumers: '{ consumers { name position } }',
  portfolios: '{ portfolios { id name size flags(first: 5) { nodes { uscc outcome enterprise { name } } } } }',
  // Last: every check before is one of them.
  inquiries: `{ inquiries(${PAGE}) { nodes { id agency kind count codes(skip: 0, first: 10) } } again: inquiries(${PAGE}) { nodes { codes(skip: 0, first: 10) } } }`,
};

/** Everything of an object that a subgraph has, some levels down, under names that no other type's fields have. */
function selectionOf(type: GraphQLObjectType, levels: number, head = ''): string {
  const fields = Object.values(type.getFields()).filter((f) => f.args.every((arg) => !isRequiredArgument(arg)));
  const parts = fields.flatMap((f) => {
    const inner = getNamedType(f.type);
    const name = head ? `${head}${f.name}: ${f.name}` : f.name;
    if (isLeafType(inner)) return [name];
    return isObjectType(inner) && levels > 0 ? [`${name} { ${selectionOf(inner, levels - 1)} }`] : [];
  });
  return ['__typename', ...parts].join(' ');
}

describe('a look-up that requests share', () => {
  let hub: TestHub;
  let variables: Record<string, unknown>;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SERVE_SUBGRAPHS: true, HUB_CHECKPOINT_SECONDS: 86_400 });
    variables = { ...(await everyRegister(hub)), today: day(0), known: new Date().toISOString() };
  });

  /** The answer to one, and then those to many of the same moment: each has to be the first. */
  const together = async (query: string, key: string | undefined, path = '/graphql', given = variables) => {
    const used = Object.fromEntries(Object.entries(given).filter(([name]) => query.includes(`$${name}`)));
    const ask = async () => {
      const { data, errors } = await hub.ask(query, { variables: used, key, path });
      const told = errors.map(({ message, path: at, extensions }) => ({ at, message, code: extensions.code }));
      return { data, errors: told.sort((a, b) => String(a.at).localeCompare(String(b.at))) };
    };
    const alone = await ask();
    const codes = alone.errors.map((e) => e.code);
    expect(codes.filter((code) => !['FORBIDDEN', 'UNAUTHENTICATED', 'NOT_FOUND'].includes(String(code)))).toEqual([]);
    const others = await Promise.all(Array.from({ length: AT_ONCE }, ask));
    for (const other of others) expect(other).toEqual(alone);
    return alone;
  };

  for (const [name, query] of Object.entries(DOCUMENTS)) {
    it(`answers twelve who ask for the same at once as it answers one: ${name}`, async () => {
      let answered = 0;
      for (const key of [...Object.values(hub.keys), undefined]) {
        const { data, errors } = await together(query, key);
        if (data !== null && errors.length === 0) answered++;
      }
      // Somebody may read all of it.
      expect(answered).toBeGreaterThan(0);
    });
  }

  for (const { name, schema, entities } of describeRooms()) {
    it(`answers references that are repeated, and asked for by twelve at once: ${name}`, async () => {
      const types = Object.keys(entities);
      const keyed = (type: string, values: string[]) =>
        values.map((value) => ({ __typename: type, [entities[type]?.key ?? '']: value }));
      const { mine, works, unknown } = hub.county;
      const values: Record<string, string[]> = {
        Enterprise: [mine, works, unknown],
        Division: ['620621'],
        Industry: ['06'],
      };
      const references = types.flatMap((type) => keyed(type, values[type] ?? ['1', '2', '999999']));
      const $r = [...references, ...references];
      const selections = types.map((type) => {
        const object = schema.getType(type) as GraphQLObjectType;
        return `... on ${type} { ${selectionOf(object, 3, type.toLowerCase())} }`;
      });
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ${selections.join(' ')} } }`;
      const { data } = await together(query, hub.keys.OPERATOR, `/subgraphs/${name}`, { r: $r });
      const list = data._entities as unknown[];
      expect(list).toHaveLength($r.length);
      expect(list.slice(references.length)).toEqual(list.slice(0, references.length));
    });
  }

  it('answers twelve who ask for the hazards of one company at once with those it has, each once', async () => {
    const query = 'query ($uscc: USCC!) { enterprise(uscc: $uscc) { hazards(first: 100) { nodes { id } } } }';
    const asking = { variables: { uscc: hub.county.mine }, key: hub.keys.SAFETY_REGULATOR };
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => hub.dataOf(query, asking)));
    for (const { enterprise } of answers) expect(enterprise.hazards.nodes).toHaveLength(2);
  });

  it('keeps a record of each of twelve who check one company at once', async () => {
    const count = async () => (await hub.db.sql`select count(*)::int n from hub.inquiry`)[0]?.n as number;
    const before = await count();
    const query = 'query ($uscc: USCC!) { creditCheck(uscc: $uscc, purpose: "loan") { outcome } }';
    const asking = { variables: { uscc: hub.county.mine }, key: hub.keys.BANKING };
    await Promise.all(Array.from({ length: AT_ONCE }, () => hub.dataOf(query, asking)));
    expect(await count()).toBe(before + AT_ONCE);
  });

  it('is one of those above, wherever the sources make one; none was handed a key twice', () => {
    const made = madeInSources();
    expect(made.length).toBeGreaterThan(20);
    const used = (name: string) => (sites.get(name)?.asked ?? 0) > 0;
    expect(made.filter((name) => !used(name))).toEqual([]);
    expect([...sites.keys()].filter((name) => !made.includes(name))).toEqual([]);
    expect([...sites].filter(([, site]) => site.repeated > 0)).toEqual([]);
    // Each was asked for what another asked for, and looked that up once: else nothing above says anything of it.
    expect([...sites].filter(([name, site]) => !WRITES.test(name) && site.handed >= site.asked)).toEqual([]);
    expect([...sites].filter(([name]) => WRITES.test(name)).map(([, s]) => s.asked - s.handed)).toEqual([0]);
  });
});

/** What the county lacks: a second hazard of one company, a finding, notices with measures, a webhook, a portfolio. */
async function everyRegister(hub: TestHub): Promise<Record<string, unknown>> {
  const { county, keys, db } = hub;
  const { mine, works, trader, accident, hazard } = county;
  const report = 'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }';
  const input = { documentNumber: 'H-3', uscc: mine, level: 'GENERAL', description: '通风不足', foundOn: day(-3) };
  await hub.dataOf(report, { key: keys.SAFETY_REGULATOR, variables: { input } });
  const finding = { documentNumber: 'F-1', uscc: mine, kind: 'NO_LICENCE', foundOn: day(-4), division: '620621' };
  await hub.dataOf('mutation ($r: [FindingInput!]!) { submitFindings(records: $r) { inserted } }', {
    key: keys.SAFETY_REGULATOR,
    variables: { r: [finding] },
  });
  const [recipient] = await db.sql`select id from hub.agency where kind = 'BANKING'`;
  const notice = (kind: string, caseId: number | null, position: number) => ({
    ...{
      id: crypto.randomUUID(),
      kind,
      recipient_id: recipient?.id,
      division_code: '620621',
      policy_code: 'minqin-2015',
    },
    ...{
      policy_version: 1,
      case_id: caseId,
      issued_at: new Date().toISOString(),
      position,
      due_on: day(10),
      acted_at: new Date().toISOString(),
    },
  });
  const [restricted, graded] = [notice('RESTRICTION', 1, 900), notice('GRADING', null, 901)];
  await db.sql`insert into hub.notice ${db.sql([restricted, graded])}`;
  await db.sql`insert into hub.notice_grading ${db.sql({ notice_id: graded.id, position: 1, grading_id: 2, uscc: mine, event: 'grading.published' })}`;
  await db.sql`insert into hub.notice_measure ${db.sql({ notice_id: restricted.id, position: 1, kind: 'LOAN_REFUSED', taken_on: day(0), recorded_at: new Date().toISOString() })}`;
  const { createWebhook } = await hub.dataOf(
    'mutation { createWebhook(input: { url: "https://hub.example/hook" }) { webhook { id } } }',
    { key: keys.PARTNER },
  );
  await hub.dataOf('mutation ($u: [String!]!) { createPortfolio(name: "loans", usccs: $u) { added } }', {
    key: keys.BANKING,
    variables: { u: [mine, works] },
  });
  return {
    uscc: mine,
    usccs: [mine, trader, mine, works, mine],
    accident,
    hazard,
    notice: restricted.id,
    webhook: createWebhook.webhook.id,
  };
}
