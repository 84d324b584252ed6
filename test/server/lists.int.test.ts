import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLField, isListType, isNonNullType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';

const schema = buildSchema(readFileSync(join(projectRoot, 'schema/api.graphql'), 'utf8'), { assumeValidSDL: true });
type Field = GraphQLField<unknown, unknown>;
/** Every field of what is read, with the type that it stands on. */
const FIELDS = Object.values(schema.getTypeMap()).flatMap((type): [on: string, field: Field][] =>
  isObjectType(type) && !type.name.startsWith('__') && !/^(Mutation|Subscription)$/.test(type.name)
    ? Object.values(type.getFields()).map((field) => [type.name, field])
    : [],
);
const taking = (argument: string) =>
  FIELDS.filter(([, { args }]) => args.some((a) => a.name === argument)).map(
    ([on, field]): [name: string, on: string, field: Field] => [`${on}.${field.name}`, on, field],
  );

/** All lists of the schema, as it is printed: a new one is in these tests by itself. */
describe('every list', { timeout: 60_000 }, () => {
  let hub: TestHub;
  let portfolio: string;
  beforeAll(async () => {
    hub = await startTestHub();
    const records = Array.from({ length: 30 }, (_, i) => ({ uscc: sampleUscc(100 + i), name: `沙枣${i}号农场` }));
    const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
    await hub.dataOf(submit, { key: hub.keys.MARKET_REGULATION, variables: { r: records } });
    const key = hub.keys.BANKING;
    const usccs = records.map((r) => r.uscc);
    const make = 'mutation ($u: [String!]) { createPortfolio(name: "名单", usccs: $u) { portfolio { id } } }';
    portfolio = (await hub.dataOf(make, { key, variables: { u: usccs } })).createPortfolio.portfolio.id;
    await hub.dataOf('query ($u: [USCC!]!) { creditChecks(usccs: $u, purpose: "x") { uscc } }', {
      key,
      variables: { u: usccs },
    });
    await hub.dataOf('mutation { createWebhook(input: { url: "https://receiver.invalid/" }) { secret } }', { key });
  });

  /** Where a field stands, by the type that it stands on: the whole query around it. */
  const around: Record<string, (field: string) => string> = {
    Query: (field) => field,
    Enterprise: (field) => `enterprise(uscc: "${hub.county.mine}") { ${field} }`,
    Portfolio: (field) => `portfolio(id: "${portfolio}") { ${field} }`,
    Webhook: (field) => `webhooks(first: 1) { nodes { ${field} } }`,
    Inquiry: (field) => `inquiries(first: 1) { nodes { ${field} } }`,
  };
  const keyOf = (name: string): string => {
    if (name === 'Query.notices') return hub.keys.PARTNER;
    return /accidents|hazards|findings|linkageCases/.test(name) ? hub.keys.SAFETY_REGULATOR : hub.keys.BANKING;
  };
  const rows = ({ type }: Field): string =>
    isListType(isNonNullType(type) ? type.ofType : type)
      ? ''
      : '{ edges { cursor } pageInfo { hasPreviousPage endCursor } }';

  it('is reached by these tests', () => {
    const types = new Set([...taking('after'), ...taking('first')].map(([, on]) => on));
    expect([...types].filter((type) => !around[type])).toEqual([]);
    expect(taking('after').length).toBeGreaterThan(14);
  });

  it.each(taking('after'))('%s does not begin anew with an empty cursor', async (name, on, field) => {
    const list = around[on]?.(`${field.name}(after: $after) ${rows(field)}`) as string;
    const query = `query ($after: Cursor) { ${list} }`;
    for (let i = 0; i < 3; i++) {
      const answer = await hub.ask(query, { key: keyOf(name), variables: { after: '' } });
      expect(codesOf(answer), JSON.stringify(answer)).toEqual(['CURSOR_INVALID']);
    }
    const literal = await hub.ask(query.replace('($after: Cursor)', '').replace('$after', '""'), { key: keyOf(name) });
    expect(codesOf(literal)).toEqual(['CURSOR_INVALID']);
    // Null is none, as ever.
    await hub.dataOf(query, { key: keyOf(name), variables: { after: null } });
  });

  it.each(taking('first'))('%s takes null for the default of its page', async (name, on, field) => {
    const { type, defaultValue } = field.args.find((a) => a.name === 'first') as Field['args'][number];
    expect({ type: String(type), defaultValue }).toEqual({
      type: 'Int',
      defaultValue: field.name === 'events' || field.name === 'codes' ? 100 : 20,
    });
    const key = keyOf(name);
    const list = (first: string) => around[on]?.(`${field.name}${first} ${rows(field)}`) as string;
    const expected = await hub.dataOf(`{ ${list('')} }`, { key });
    const query = `query ($n: Int) { ${list('(first: $n)')} }`;
    for (let i = 0; i < 3; i++) expect(await hub.dataOf(query, { key, variables: { n: null } })).toEqual(expected);
    expect(await hub.dataOf(`{ ${list('(first: null)')} }`, { key })).toEqual(expected);
    expect(await hub.dataOf(query, { key, variables: { n: defaultValue } })).toEqual(expected);
    if (name === 'Query.enterprises') expect(expected.enterprises.edges).toHaveLength(20);
  });

  it('takes null for every default of an argument', () => {
    const required = FIELDS.concat(
      Object.values(schema.getMutationType()?.getFields() ?? {}).map((f) => ['Mutation', f]),
    )
      .flatMap(([on, { name, args }]) =>
        args.map((a) => ({ on, name, argument: a.name, type: a.type, default: a.defaultValue })),
      )
      .filter((a) => a.default !== undefined && isNonNullType(a.type));
    expect(required).toEqual([]);
  });

  it('of the public feed does not begin anew with an empty cursor, also beside its first page', async () => {
    for (const file of ['feed.json', 'feed.atom']) {
      expect((await fetch(`${hub.url}/disclosure/${file}`)).status).toBe(200);
      const empty = await fetch(`${hub.url}/disclosure/${file}?after=`);
      expect(empty.status).toBe(400);
      expect(await empty.json()).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_INVALID' } }] });
    }
  });

  it.each([
    ['replayWebhook', (id: string) => `mutation { replayWebhook(id: "${id}", after: "") { id } }`],
    [
      'createWebhook',
      () => 'mutation { createWebhook(input: { url: "https://other.invalid/", after: "" }) { secret } }',
    ],
    ['acknowledgeEvents', () => 'mutation { acknowledgeEvents(consumer: "c", cursor: "") { name } }'],
  ])('is gone on from by %s, which takes no empty cursor', async (_, mutation) => {
    const key = hub.keys.BANKING;
    const { webhooks } = await hub.dataOf('{ webhooks { nodes { id } } }', { key });
    expect(codesOf(await hub.ask(mutation(webhooks.nodes[0].id), { key }))).toEqual(['CURSOR_INVALID']);
  });
});
