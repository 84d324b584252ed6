import type { Attack, Target } from '../attack.js';
import type { Dice } from '../dice.js';
import { documentOf } from '../documents.js';
import { pause, wire } from '../send.js';

const CRLF = '\r\n';
const head = (first: string, headers: Record<string, string | number> = {}): string =>
  `${first}${CRLF}Host: hub${CRLF}${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}${CRLF}`)
    .join('')}${CRLF}`;
const POST = 'POST /graphql HTTP/1.1';
const JSON_HEAD = { 'Content-Type': 'application/json' };

/** Whole requests that are no HTTP, or HTTP that says two things at once; the hub is to answer or close. */
const WHOLE: ((dice: Dice) => string | Buffer)[] = [
  (d) => d.bytes(1 + d.size(2_000)),
  () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => `GET /graphql${CRLF}${CRLF}`,
  () => head('GET /graphql HTTP/1.0'),
  () => `GET / HTTP/1.1${CRLF}${CRLF}`,
  (d) => head(`GET /${'a'.repeat(d.size(40_000))} HTTP/1.1`, { Connection: 'close' }),
  (d) => head(`GET ${d.text(30).replace(/\s/g, '')} HTTP/1.1`, { Connection: 'close' }),
  () => head('GET http://elsewhere.example/graphql HTTP/1.1', { Connection: 'close' }),
  () => head('CONNECT elsewhere.example:443 HTTP/1.1'),
  () => head('TRACE / HTTP/1.1', { Connection: 'close' }),
  () => head('NONSENSE /graphql HTTP/1.1'),
  (d) => head('GET /graphql HTTP/1.1', { 'X-Long': 'x'.repeat(d.size(60_000)), Connection: 'close' }),
  (d) =>
    head('GET /graphql HTTP/1.1', {
      ...Object.fromEntries(Array.from({ length: d.size(3_000) }, (_, i) => [`X-${i}`, 'x'])),
      Connection: 'close',
    }),
  () => head(POST, { ...JSON_HEAD, 'Content-Length': -5 }),
  () => head(POST, { ...JSON_HEAD, 'Content-Length': '5, 6' }),
  () => `${head(POST, { ...JSON_HEAD, 'Content-Length': 2, 'Transfer-Encoding': 'chunked' })}0${CRLF}${CRLF}`,
  () => `${head(POST, { ...JSON_HEAD, 'Transfer-Encoding': 'chunked', Connection: 'close' })}zz${CRLF}{}${CRLF}`,
  () =>
    `${head(POST, { ...JSON_HEAD, 'Transfer-Encoding': 'gzip, chunked', Connection: 'close' })}2${CRLF}{}${CRLF}0${CRLF}${CRLF}`,
  () => `${head(POST, { ...JSON_HEAD, 'Content-Length': 2, Expect: '100-continue', Connection: 'close' })}{}`,
  () => `${head(POST, { ...JSON_HEAD, 'Content-Length': 2, Expect: 'nonsense', Connection: 'close' })}{}`,
  () => head('GET /graphql HTTP/1.1', { Upgrade: 'h2c', Connection: 'Upgrade, HTTP2-Settings', 'HTTP2-Settings': 'x' }),
  () =>
    head('GET /nothing HTTP/1.1', {
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': 13,
      'Sec-WebSocket-Key': 'x',
    }),
  () => `GET /graphql HTTP/1.1${CRLF}Host: a${CRLF}Host: b${CRLF}Connection: close${CRLF}${CRLF}`,
  () => `GET /graphql HTTP/1.1${CRLF} folded: x${CRLF}Host: a${CRLF}${CRLF}`,
];

const pipelined = (target: Target, dice: Dice): string => {
  const n = 1 + dice.size(60);
  const one = (i: number) => {
    const body = JSON.stringify({ query: documentOf(dice, target, 10_000) });
    const last = i === n - 1 ? { Connection: 'close' } : {};
    return head(POST, { ...JSON_HEAD, 'Content-Length': Buffer.byteLength(body), ...last }) + body;
  };
  return Array.from({ length: n }, (_, i) => one(i)).join('');
};

export const RAW: Attack[] = [
  {
    door: 'TCP',
    name: 'what is no HTTP, or two things at once',
    weight: 5,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        socket.end(dice.pick(WHOLE)(dice));
        return 'wait';
      }),
  },
  {
    door: 'TCP',
    name: 'pipelined',
    weight: 2,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        socket.write(pipelined(target, dice));
        return 'wait';
      }),
  },
  {
    door: 'TCP',
    name: 'a head or a body that does not end',
    weight: 3,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        const size = dice.size(3_900_000);
        const begun = dice.pick([
          () => '',
          () => 'POST /gra',
          () => `${POST}${CRLF}Host: hub${CRLF}X-`,
          () => `${head(POST, { ...JSON_HEAD, 'Content-Length': size })}${'x'.repeat(dice.below(size))}`,
          () => `${head(POST, { ...JSON_HEAD, 'Transfer-Encoding': 'chunked' })}${size.toString(16)}${CRLF}x`,
          () =>
            `${head(`PUT /portfolios/${target.portfolio}/members HTTP/1.1`, { Authorization: `Bearer ${target.keys.lender}`, 'Content-Type': 'text/plain', 'Content-Length': size })}9162`,
        ])();
        socket.write(begun);
        return 'hold';
      }),
  },
  {
    door: 'TCP',
    name: 'gone in the middle',
    weight: 4,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        const body = JSON.stringify({ query: documentOf(dice, target, 500) });
        const whole = head(POST, { ...JSON_HEAD, 'Content-Length': Buffer.byteLength(body) }) + body;
        socket.write(dice.oneIn(2) ? whole : whole.slice(0, dice.below(whole.length)));
        await pause(dice.below(20));
        if (dice.oneIn(2)) socket.resetAndDestroy();
        return 'gone';
      }),
  },
  {
    door: 'TCP',
    name: 'a few bytes at a time',
    weight: 1,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        const body = '{"query":"{ __typename }"}';
        const whole = head(POST, { ...JSON_HEAD, 'Content-Length': body.length, Connection: 'close' }) + body;
        const piece = 1 + dice.below(20);
        for (let i = 0; i < whole.length && !socket.destroyed; i += piece) {
          socket.write(whole.slice(i, i + piece));
          await pause(1);
        }
        return 'wait';
      }),
  },
  {
    door: 'TCP',
    name: 'answers that nobody reads',
    weight: 1,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket }) => {
        socket.pause();
        const body = JSON.stringify({
          query: '{ __schema { types { name description fields { name description } } } }',
        });
        const one = head(POST, { ...JSON_HEAD, 'Content-Length': body.length }) + body;
        socket.write(one.repeat(dice.size(40)));
        return 'hold';
      }),
  },
];
