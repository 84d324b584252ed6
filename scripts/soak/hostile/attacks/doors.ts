import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../../../src/kernel/project.js';
import { type Attack, credentialOf, type Target } from '../attack.js';
import type { Dice } from '../dice.js';
import { documentOf } from '../documents.js';
import { pause, send, wire } from '../send.js';

/** Printed: one file each, beside the whole. */
const SUBGRAPHS = readdirSync(join(projectRoot, 'schema'))
  .filter((file) => file.endsWith('.graphql') && !/^(api|supergraph)\b/.test(file))
  .map((file) => file.replace('.graphql', ''));
const CRLF = '\r\n';
const keyOf = (target: Target, dice: Dice): Record<string, string> => {
  const authorization = credentialOf(target, dice);
  return authorization === undefined ? {} : { authorization };
};
const portfolioOf = (target: Target, dice: Dice): string =>
  dice.pick([
    target.portfolio,
    target.portfolio,
    target.portfolio,
    '1',
    '%00',
    '..%2f..',
    'x'.repeat(dice.size(3_000)),
  ]);

/** Lists of companies that are none. */
const LISTS: ((dice: Dice, target: Target) => string | Buffer)[] = [
  (d, t) => Array.from({ length: d.size(3_000) }, () => d.pick(t.usccs)).join('\n'),
  (d) => Array.from({ length: d.size(3_000) }, () => d.text(d.below(30))).join('\n'),
  (d) => '\n'.repeat(d.size(1_000_000)),
  (d) => '\r'.repeat(d.size(300_000)),
  (d) => 'x'.repeat(d.size(2_000_000)),
  (d) => `"${'x'.repeat(d.size(500_000))}`,
  (d) => `${','.repeat(d.size(100_000))}\n`,
  (d) => `uscc\n${'"91620621PDY00001X5"\n'.repeat(d.size(2_000))}`,
  (d) => '{"uscc":'.repeat(d.size(5_000)),
  (d) => `${'[]\n'.repeat(d.size(20_000))}`,
  (d) => d.bytes(d.size(20_000)),
  () => '',
];

const upload = (target: Target, dice: Dice): { path: string; headers: Record<string, string> } => ({
  path: `/portfolios/${portfolioOf(target, dice)}/members?${dice.pick(['', '', 'mode=add', 'mode=remove', dice.pick(['mode=x', 'mode=add&mode=add'])])}&dryRun=${dice.oneIn(10) ? 'x' : dice.below(2)}`,
  headers: {
    'content-type': dice.oneIn(10) ? 'image/png' : dice.pick(['text/plain', 'text/csv', 'application/x-ndjson']),
    ...(dice.oneIn(4) ? keyOf(target, dice) : { authorization: `Bearer ${target.keys.lender}` }),
  },
});

/** A file that is handed in, whole or in parts, or what it is asked for. */
function file(target: Target, dice: Dice): { path: string; headers: Record<string, string>; body: string | Buffer } {
  const body = Buffer.from(dice.pick(LISTS)(dice, target));
  const hash = dice.oneIn(4)
    ? 'x'.repeat(dice.size(200))
    : createHash('sha256')
        .update(dice.oneIn(3) ? '' : body)
        .digest('hex');
  const register = dice.oneIn(5) ? dice.pick(['', 'x', '%00', '..%2f..', 'constructor', 'gradings']) : 'enterprises';
  const asked = dice.pick([
    () => '',
    () => 'dryRun=1',
    () => 'again=1',
    () =>
      `file=${Buffer.from(dice.text(dice.below(300)))
        .toString('hex')
        .replace(/../g, '%$&')}`,
    () => `map=${encodeURIComponent('{"a":'.repeat(dice.size(500)))}`,
    () => `maxRejected=${dice.pick(['0', '1e9', '-1', '101%'])}`,
    () => `sheet=${'x'.repeat(dice.size(2_000))}&sheet=1`,
  ])();
  return {
    path: `/imports/${register}?${asked}${dice.oneIn(2) ? `&sha256=${hash}` : ''}`,
    headers: {
      ...(dice.oneIn(4) ? keyOf(target, dice) : { authorization: `Bearer ${target.keys.market}` }),
      ...(dice.oneIn(3) ? { 'upload-offset': dice.pick(['0', '1', '-1', '1e3', '9'.repeat(15)]) } : {}),
      ...(dice.oneIn(4) ? { 'upload-complete': dice.pick(['?0', '?1', 'x']) } : {}),
      ...(dice.oneIn(5)
        ? { 'repr-digest': dice.pick(['sha-256=:x:', 'sha-512=:AAAA:', 'x'.repeat(dice.size(2_000))]) }
        : {}),
      ...(dice.oneIn(6) ? { 'content-type': dice.pick(['multipart/form-data', 'image/png']) } : {}),
      ...(dice.oneIn(8) ? { 'content-encoding': 'gzip' } : {}),
      ...(dice.oneIn(8) ? { prefer: `wait=${dice.pick(['0', '1', '-1', '1e9'])}` } : {}),
    },
    body,
  };
}

const streamHead = (target: Target, dice: Dice, query: string): string => {
  const body = JSON.stringify({ query });
  const key = dice.oneIn(2) ? `Authorization: Bearer ${dice.pick(Object.values(target.keys))}${CRLF}` : '';
  const last = dice.oneIn(4) ? `Last-Event-ID: ${'x'.repeat(dice.size(500))}${CRLF}` : '';
  return `POST /graphql/stream HTTP/1.1${CRLF}Host: hub${CRLF}Content-Type: application/json${CRLF}${key}${last}Content-Length: ${Buffer.byteLength(body)}${CRLF}${CRLF}${body}`;
};
const SUBSCRIPTIONS = [
  'subscription { events { id type data } }',
  'subscription { events(after: "x") { id } }',
  'subscription { gradingPublished { cursor } }',
  'subscription { creditFlagChanged(usccs: ["91620621PDY00001X5"]) { cursor } }',
  'subscription { noticeIssued { cursor } }',
];

/** A stream that nobody reads, or that its reader leaves: before an answer, or after the first of it. */
async function left(dice: Dice, socket: Socket, heard: () => Promise<void>): Promise<'hold' | 'gone'> {
  if (dice.oneIn(3)) socket.pause();
  else if (dice.oneIn(2)) await heard();
  else await pause(dice.below(20));
  return dice.oneIn(2) ? 'hold' : 'gone';
}

const PATHS: ((dice: Dice, target: Target) => string)[] = [
  () => '/',
  () => '/health/live',
  () => '/health/ready',
  () => '/metrics',
  () => '/.well-known/jwks.json',
  () => '/graphiql',
  () => '/graphiql/AAAAAAAAAAAA/graphiql.js',
  (d) => `/graphiql/${'../'.repeat(d.below(10))}etc/passwd`,
  () => '/..%2f..%2fetc%2fpasswd',
  () => '//',
  () => '/%00',
  () => '/%',
  () => '/%ff%fe',
  (d) => `/${'a/'.repeat(d.size(3_000))}`,
  () => '/subgraphs',
  () => '/subgraphs/nothing',
  () => '/graphql/',
  () => '/GRAPHQL',
  (d) =>
    `/disclosure/feed.${d.pick(['json', 'atom', 'xml'])}?first=${d.pick(['1', '0', '-1', '1e9', '999999', 'x', ''])}&after=${d.pick(['', 'x', 'W10', 'x'.repeat(2_000)])}`,
  (d) => `/disclosure/feed.json?${'first=1&'.repeat(d.size(500))}`,
  (d, t) => `/portfolios/${portfolioOf(t, d)}/screening?purpose=${'x'.repeat(d.size(2_000))}`,
];

export const DOORS: Attack[] = [
  {
    door: 'other paths',
    name: 'paths, methods, headers',
    weight: 7,
    run: (target, dice, told) =>
      send(target, dice, told, {
        method: dice.pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']),
        path: dice.pick(PATHS)(dice, target),
        headers: {
          ...keyOf(target, dice),
          ...(dice.oneIn(3) ? { 'if-none-match': `"${'x'.repeat(dice.size(3_000))}", W/"a", *` } : {}),
          ...(dice.oneIn(3) ? { 'accept-encoding': dice.pick(['br', 'gzip;q=x', '*;q=0', 'identity;q=0']) } : {}),
          ...(dice.oneIn(3) ? { 'x-request-id': 'x'.repeat(dice.size(300)), origin: 'https://elsewhere.example' } : {}),
        },
        body: dice.oneIn(5) ? dice.bytes(dice.size(2_000)) : undefined,
      }),
  },
  {
    door: 'portfolio upload',
    name: 'lists',
    weight: 2,
    run: (target, dice, told) =>
      send(target, dice, told, {
        method: 'PUT',
        ...upload(target, dice),
        body: Buffer.from(dice.pick(LISTS)(dice, target)),
      }),
  },
  {
    door: 'imports',
    name: 'files, parts of them, and what is asked of imports',
    weight: 2,
    run: (target, dice, told) => {
      const { body, ...head } = file(target, dice);
      const method = dice.pick(['POST', 'POST', 'PATCH', 'HEAD', 'GET', 'DELETE']);
      return send(target, dice, told, { method, ...head, body: /P/.test(method) ? body : undefined });
    },
  },
  {
    door: 'portfolio screening',
    name: 'streams that nobody reads, or leaves',
    weight: 1,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket, heard }) => {
        const key = `Authorization: Bearer ${target.keys.lender}${CRLF}`;
        socket.write(
          `GET /portfolios/${target.portfolio}/screening?purpose=x HTTP/1.1${CRLF}Host: hub${CRLF}${key}${CRLF}`,
        );
        return left(dice, socket, heard);
      }),
  },
  {
    door: 'SSE',
    name: 'streams that nobody reads, or leaves',
    weight: 3,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket, heard }) => {
        socket.write(
          streamHead(target, dice, dice.oneIn(2) ? dice.pick(SUBSCRIPTIONS) : documentOf(dice, target, 500)),
        );
        return left(dice, socket, heard);
      }),
  },
  {
    door: 'subgraphs',
    name: '_entities',
    weight: 2,
    run: (target, dice, told) => {
      const representation = dice.pick([
        () => ({ __typename: 'Enterprise', uscc: dice.pick(target.usccs) }),
        () => ({ __typename: 'Enterprise', uscc: 'x' }),
        () => ({ __typename: dice.text(20) }),
        () => ({}),
        () => null,
        () => ({ __typename: 'Division', code: '620621' }),
      ]);
      const representations = Array.from({ length: dice.size(3_000) }, representation);
      const query = dice.pick([
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Enterprise { uscc } } }',
        '{ _service { sdl } }',
      ]);
      const subgraph = dice.pick(SUBGRAPHS);
      return send(target, dice, told, {
        path: `/subgraphs/${subgraph}`,
        headers: { 'content-type': 'application/json', ...keyOf(target, dice) },
        body: JSON.stringify({ query, variables: { representations } }),
      });
    },
  },
];
