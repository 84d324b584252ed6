import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { REGISTER_NAMES } from '../../src/server/registers.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { providerOf } from '../kit/samples.js';

const API = buildSchema(readFileSync(join(projectRoot, 'schema/api.graphql'), 'utf8'));
const TEXTS = ['String', 'ID', 'Cursor'];
const OVERLONG = '煤'.repeat(10_001);

/** A sound value of each scalar. */
const SOUND: Record<string, unknown> = {
  String: 'x',
  ID: '1',
  Cursor: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  DivisionCode: '620621',
  IndustryCode: '0610',
  Date: '2026-03-01',
  DateTime: '2026-03-01T00:00:00Z',
  Yuan: '1.00',
};
/** Fields below a root field whose arguments are asked too: how they are reached. */
const WAYS: Record<string, (field: string, uscc: string) => string> = {
  Enterprise: (field, uscc) => `enterprise(uscc: "${uscc}") { ${field} }`,
  Portfolio: (field) => `portfolios { ${field} }`,
  Webhook: (field) => `webhooks { nodes { ${field} } }`,
};
/** Who may submit, by the mutation of each register. */
const PROVIDERS: Record<string, keyof TestHub['keys']> = Object.fromEntries(
  REGISTER_NAMES.map((name) => [
    `submit${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    providerOf(name) as keyof TestHub['keys'],
  ]),
);

/** A value of a type with what it must have; `path` leads to the one text that is too long. */
function inputOf(type: GraphQLInputType, path: readonly string[], uscc: string): unknown {
  if (isNonNullType(type)) return inputOf(type.ofType, path, uscc);
  if (isListType(type)) return [inputOf(type.ofType, path, uscc)];
  if (isInputObjectType(type)) {
    const [here, ...rest] = path;
    const fields = Object.values(type.getFields()).filter(
      (f) => f.name === here || (isNonNullType(f.type) && f.defaultValue === undefined),
    );
    return Object.fromEntries(fields.map((f) => [f.name, inputOf(f.type, f.name === here ? rest : ['nowhere'], uscc)]));
  }
  if (path.length === 0) return OVERLONG;
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const { name } = getNamedType(type);
  return name === 'USCC' ? uscc : SOUND[name];
}

/** Every way into an argument that ends in a text. */
function textsIn({ name, type }: GraphQLArgument | GraphQLInputField): string[][] {
  const named = getNamedType(type);
  if (TEXTS.includes(named.name)) return [[name]];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields())
    .flatMap(textsIn)
    .map((path) => [name, ...path]);
}

interface Place {
  owner: string;
  field: string;
  path: string[];
}
const places: Place[] = Object.values(API.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values((type as GraphQLObjectType).getFields()).flatMap((field) =>
      field.args.flatMap(textsIn).map((path) => ({ owner: type.name, field: field.name, path })),
    ),
  );

/** A name filter took four megabytes: whatever takes a text has a limit, and says so. */
describe('a text that is too long', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
    const key = hub.keys.PARTNER;
    await hub.dataOf('mutation { createPortfolio(name: "p") { portfolio { id } } }', { key });
    await hub.dataOf('mutation { createWebhook(input: { url: "https://hub.example/" }) { webhook { id } } }', { key });
  });

  function asked({ owner, field, path }: Place) {
    const found = (API.getType(owner) as GraphQLObjectType).getFields()[field];
    if (!found) throw new Error(field);
    const given = found.args.filter(
      (a) => a.name === path[0] || (isNonNullType(a.type) && a.defaultValue === undefined),
    );
    const variables = Object.fromEntries(
      given.map((a) => [a.name, inputOf(a.type, a.name === path[0] ? path.slice(1) : ['nowhere'], hub.county.mine)]),
    );
    const declared = given.length > 0 ? `(${given.map((a) => `$${a.name}: ${a.type}`).join(', ')})` : '';
    const used = `(${given.map((a) => `${a.name}: $${a.name}`).join(', ')})`;
    const records = path[0] === 'records';
    const below = isLeafType(getNamedType(found.type))
      ? ''
      : `{ ${records ? 'results { problems { path code } }' : '__typename'} }`;
    const itself = `${field}${used} ${below}`;
    const root = ['Query', 'Mutation', 'Subscription'].includes(owner);
    const way = root ? itself : WAYS[owner]?.(itself, hub.county.mine);
    if (!way) throw new Error(`say in WAYS how ${owner}.${field} is reached`);
    return { query: `${root ? owner.toLowerCase() : 'query'} A${declared} { ${way} }`, variables };
  }

  it.each(places)('is refused at $owner.$field, $path', async (place) => {
    const { query, variables } = asked(place);
    const key = hub.keys[PROVIDERS[place.field] ?? 'PARTNER'];
    const response = await fetch(`${hub.url}/graphql${place.owner === 'Subscription' ? '/stream' : ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(/^\s*\{/.test(text) ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? ''));
    const batch = data?.[place.field]?.results?.[0]?.problems;
    const problems = batch ?? errors[0]?.extensions?.problems ?? [];
    expect(problems, JSON.stringify({ data, errors }).slice(0, 2_000)).toContainEqual(
      expect.objectContaining({ code: 'TOO_LONG' }),
    );
    const last = place.path.at(-1) as string;
    const found = problems.find((p: { code: string }) => p.code === 'TOO_LONG');
    expect(found.path).toMatch(new RegExp(`(^|\\.)${last}(\\.0)?$`));
    expect(text.length).toBeLessThan(5_000);
  });

  it('is one of more than 100 characters where a list is searched by it', async () => {
    const SEARCHES: [ask: (text: string) => string, path: string][] = [
      [(text) => `{ enterprises(filter: { name: "${text}" }) { nodes { uscc } } }`, 'filter.name'],
      [(text) => `{ gradings(filter: { standard: "${text}" }) { nodes { id } } }`, 'filter.standard'],
      [(text) => `{ linkageCases(filter: { policy: "${text}" }) { nodes { id } } }`, 'filter.policy'],
      [(text) => `{ safetySectors(set: "${text}") { code } }`, 'set'],
    ];
    for (const [query, path] of SEARCHES) {
      expect((await hub.ask(query('𡎚'.repeat(100)))).errors, path).toEqual([]);
      const { errors } = await hub.ask(query('𡎚'.repeat(101)));
      expect(errors[0]?.extensions, path).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path, code: 'TOO_LONG', message: 'has 101 characters, at most 100' }],
      });
      expect((await hub.ask(query(' '.repeat(200)))).errors, path).toEqual([]);
    }
  });

  it('a million wrong texts were answered with a million sentences: all are named, the first of them told', async () => {
    const key = hub.keys.BANKING;
    const usccs = Array.from({ length: 5_000 }, () => 'none');
    const checks = 'query ($usccs: [USCC!]!) { creditChecks(usccs: $usccs, purpose: "x") { outcome } }';
    const wrong = await hub.ask(checks, { key, variables: { usccs } });
    expect(wrong.errors[0]?.extensions).toMatchObject({ code: 'INVALID_USCC' });
    expect(wrong.errors[0]?.extensions.problems).toHaveLength(5_000);
    expect(wrong.errors[0]?.message).toContain('(and 4999 more)');
    const enterprises =
      'query ($usccs: [USCC!]) { enterprises(filter: { usccs: $usccs, division: "x" }) { nodes { uscc } } }';
    const mixed = await hub.ask(enterprises, { variables: { usccs } });
    expect(mixed.errors[0]?.extensions.problems).toHaveLength(5_001);
    expect(mixed.errors[0]?.message).toMatch(/; and 4801 more$/);
    const events = 'query ($types: [String!]) { events(types: $types) { nodes { id } } }';
    const types = await hub.ask(events, { key, variables: { types: usccs } });
    expect(types.errors[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'types', max: 100 });
  });
});
