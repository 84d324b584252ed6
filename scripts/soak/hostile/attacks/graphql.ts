import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Attack, credentialOf, type Target } from '../attack.js';
import type { Dice } from '../dice.js';
import { documentOf } from '../documents.js';
import { send } from '../send.js';

const JSON_TYPE = 'application/json';
/** One large document in so many: each keeps the hub of before this issue from everybody else for up to a second. */
export const LARGE_ONE_IN = 60;

const withKey = (target: Target, dice: Dice): Record<string, string> => {
  const authorization = credentialOf(target, dice);
  return authorization === undefined ? {} : { authorization };
};
const headersOf = (target: Target, dice: Dice): Record<string, string> => ({
  'content-type': JSON_TYPE,
  accept: dice.oneIn(12)
    ? dice.pick(['text/html', '', ';q=', '*/*;q=0', 'x'.repeat(2_000)])
    : dice.pick(['*/*', JSON_TYPE, 'application/graphql-response+json']),
  ...withKey(target, dice),
});

/** Values that are no variables of anything. */
const odd = (dice: Dice): unknown =>
  dice.pick<() => unknown>([
    () => null,
    () => [],
    () => dice.text(dice.size(1_000)),
    () => 1e308,
    () => ({ __proto__: { a: 1 }, constructor: { prototype: {} } }),
    () => JSON.parse('['.repeat(500) + ']'.repeat(500)),
    () => Array.from({ length: dice.size(2_000) }, () => '91620621PDY00001X5'),
    () => ({ ...Array.from({ length: dice.size(500) }, (_, i) => i) }),
  ])();

const BODIES: ((dice: Dice, target: Target) => string)[] = [
  (d, t) => JSON.stringify({ query: documentOf(d, t, LARGE_ONE_IN) }),
  (d, t) =>
    JSON.stringify({
      query: documentOf(d, t, LARGE_ONE_IN),
      variables: odd(d),
      operationName: d.pick(['A', '', null, d.text(50)]),
    }),
  (d) =>
    JSON.stringify({
      query: 'query ($f: EnterpriseFilter, $n: Int) { enterprises(filter: $f, first: $n) { nodes { uscc } } }',
      variables: { f: odd(d), n: odd(d) },
    }),
  (d) =>
    JSON.stringify({
      query: 'query ($u: [USCC!]!) { creditChecks(usccs: $u, purpose: "x") { outcome } }',
      variables: { u: odd(d) },
    }),
  (d) => JSON.stringify({ query: odd(d) }),
  (d, t) => JSON.stringify(Array.from({ length: d.size(200) }, () => ({ query: documentOf(d, t, 10_000) }))),
  () => JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }),
  (d) =>
    JSON.stringify({
      query: '{ __typename }',
      extensions: { persistedQuery: { version: odd(d), sha256Hash: odd(d) } },
    }),
  (d) => JSON.stringify({ query: '{ __typename }', variables: { [d.text(20)]: 'x'.repeat(d.size(500_000)) } }),
  (d) => `${'['.repeat(d.size(100_000))}`,
  (d) => `{"query":"{ __typename }","variables":${'{"a":'.repeat(d.size(20_000))}1${'}'.repeat(d.size(20_000))}}`,
  (d) => '{"query":"{ __typename }"'.slice(0, d.below(26)),
  () => '{"query":"{ __typename }","query":"{"}',
  () => '{"query":"\\ud800"}',
  (d) => d.text(d.size(3_000)),
  () => '',
];

/** Half of them get as far as a document; of the rest each kind as often as the others. */
const bodyOf = (dice: Dice, target: Target): string =>
  (dice.oneIn(2) ? (BODIES[0] as (typeof BODIES)[number]) : dice.pick(BODIES))(dice, target);

/** The same text in some other coding, or none at all. */
const CODINGS: ((text: string, dice: Dice) => { body: Buffer; headers?: Record<string, string> })[] = [
  (text) => ({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]) }),
  (text) => ({ body: Buffer.from(`\ufeff${text}`, 'utf16le') }),
  (text) => ({ body: Buffer.from(text, 'utf16le').swap16() }),
  (text) => ({ body: gzipSync(text), headers: { 'content-encoding': 'gzip' } }),
  (text) => ({ body: gzipSync(text) }),
  (text) => ({ body: brotliCompressSync(text), headers: { 'content-encoding': 'br' } }),
  () => ({ body: gzipSync('x'.repeat(2_000_000)), headers: { 'content-encoding': 'gzip' } }),
  (text) => ({ body: Buffer.from(text), headers: { 'content-type': 'text/plain' } }),
  (text) => ({ body: Buffer.from(text), headers: { 'content-type': 'application/json; charset=utf-16' } }),
  (text) => ({ body: Buffer.from(text), headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
  (text) => ({ body: Buffer.from(text), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  (text) => ({ body: Buffer.from(text), headers: { 'content-type': '' } }),
  (_, dice) => ({ body: dice.bytes(dice.size(5_000)) }),
  (text, dice) => {
    const body = Buffer.from(text);
    if (body.length > 0) body[dice.below(body.length)] = 0xff;
    return { body };
  },
];

const query = (parameters: Record<string, string>): string => `?${new URLSearchParams(parameters)}`;

/** Attacks on one path that takes GraphQL over HTTP. */
export const graphqlAttacks = (path: string, weight: number): Attack[] => [
  {
    door: `POST ${path}`,
    name: 'documents and variables',
    weight: 6 * weight,
    run: (target, dice, told) =>
      send(target, dice, told, { path, headers: headersOf(target, dice), body: bodyOf(dice, target) }),
  },
  {
    door: `POST ${path}`,
    name: 'codings',
    weight: 2 * weight,
    run: (target, dice, told) => {
      const { body, headers } = dice.pick(CODINGS)(dice.pick(BODIES)(dice, target), dice);
      return send(target, dice, told, { path, headers: { ...headersOf(target, dice), ...headers }, body });
    },
  },
  {
    door: `GET ${path}`,
    name: 'parameters',
    weight: 2 * weight,
    run: (target, dice, told) => {
      const sound = () => query({ query: documentOf(dice, target, 10_000).slice(0, 6_000) });
      const parameters = dice.pick([
        ...[sound, sound, sound, sound],
        () => query({ query: '{ __typename }', variables: JSON.stringify(odd(dice)).slice(0, 4_000) }),
        () => query({ query: '{ __typename }', variables: '{', extensions: '[' }),
        () => '?query=%7B&query=%7B%7D&operationName=%00',
        () => '?query=%zz%',
        () => `?${'a&'.repeat(dice.size(5_000))}`,
        () => '',
      ])();
      const method = dice.pick(['GET', 'GET', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
      return send(target, dice, told, { method, path: path + parameters, headers: headersOf(target, dice) });
    },
  },
];

/** What an agency may ask for that is dearest. */
export const HEAVY: Attack = {
  door: 'POST /graphql',
  name: 'the most that an agency may ask',
  weight: 1,
  run: (target, dice, told) => {
    const authorization = `Bearer ${target.keys.lender}`;
    const usccs = Array.from({ length: dice.size(5_000) }, () => dice.pick(target.usccs));
    const variables = { usccs, asOf: dice.oneIn(2) ? new Date(Date.now() - 1_000).toISOString() : null };
    const more = dice.pick(['', 'receipt', 'restrictions { domain }', 'enterprise { name }']);
    const query = dice.pick([
      `query ($usccs: [USCC!]!, $asOf: DateTime) { creditChecks(usccs: $usccs, purpose: "hostile", asOf: $asOf) { uscc outcome ${more} } }`,
      '{ enterprises(first: 500) { nodes { uscc name grading { grade } rating { level } } } }',
      '{ events(first: 500) { nodes { id type data } } }',
    ]);
    return send(target, dice, told, {
      path: '/graphql',
      headers: { 'content-type': JSON_TYPE, authorization },
      body: JSON.stringify({ query, ...(query.startsWith('query') ? { variables } : {}) }),
    });
  },
};

/** Records of a provider whose every field is wrong. */
export const SUBMISSIONS: Attack = {
  door: 'POST /graphql',
  name: 'submissions',
  weight: 1,
  run: (target, dice, told) => {
    const record = () => ({
      uscc: dice.pick(['', 'x', '91620621PDY000010B', dice.text(20)]),
      name: dice.text(dice.size(400)),
      division: '1',
    });
    const r = Array.from({ length: dice.size(200) }, record);
    const query =
      'mutation ($r: [EnterpriseInput!]!, $k: String) { submitEnterprises(records: $r, idempotencyKey: $k) { rejected results { code } } }';
    const body = JSON.stringify({ query, variables: { r, k: dice.oneIn(2) ? dice.text(10) : null } });
    const headers = { 'content-type': JSON_TYPE, authorization: `Bearer ${target.keys.market}` };
    return send(target, dice, told, { path: '/graphql', headers, body });
  },
};
