import { WebSocket } from 'ws';
import { type Attack, addressOf, type Target, type Told } from '../attack.js';
import type { Dice } from '../dice.js';
import { documentOf } from '../documents.js';
import { pause, wire } from '../send.js';

const OPEN_WITHIN_MS = 60_000;
const INIT = '{"type":"connection_init"}';

/** A WebSocket as clients open one; `script` has it, and says whether it is left open. */
function socket(
  target: Target,
  dice: Dice,
  told: Told,
  script: (ws: WebSocket) => Promise<'hold' | 'close' | 'gone'>,
): Promise<void> {
  const localAddress = addressOf(dice);
  const protocol = dice.pick([
    'graphql-transport-ws',
    'graphql-transport-ws',
    'graphql-transport-ws',
    'graphql-ws',
    'x',
  ]);
  const ws = new WebSocket(`ws://${target.host}:${target.port}/graphql`, protocol, {
    handshakeTimeout: OPEN_WITHIN_MS,
    perMessageDeflate: dice.oneIn(4),
    ...(localAddress ? { localAddress } : {}),
  });
  return new Promise((done) => {
    ws.on('unexpected-response', (request, response) => {
      told.answer(
        response.statusCode ?? 0,
        '{"errors":[{"extensions":{"code":"UNAVAILABLE"}}]}'.slice(0, response.statusCode === 503 ? undefined : 0),
      );
      response.resume();
      request.destroy();
      done();
    });
    ws.on('message', (text) => told.answer(null, String(text)));
    ws.on('error', () => {});
    ws.once('close', () => {
      told.cut();
      done();
    });
    ws.once('open', () => {
      const go = async () => {
        const next = await script(ws);
        if (next === 'hold') told.hold(() => ws.terminate());
        else if (next === 'gone') ws.terminate();
        else ws.close();
        if (next === 'hold') done();
      };
      void go().catch(() => ws.terminate());
    });
  });
}

/** An answer comes by then, or does not: the hub may have nothing to say. */
const ANSWERED_WITHIN_MS = 5_000;

/** Until a message came, or the hub closed. */
const answered = (ws: WebSocket): Promise<unknown> =>
  Promise.race([once(ws, 'message'), once(ws, 'close'), pause(ANSWERED_WITHIN_MS)]);
const once = (ws: WebSocket, event: 'message' | 'close'): Promise<void> =>
  new Promise((done) => void ws.once(event, () => done()));

const initOf = ({ keys }: Target, dice: Dice): string =>
  dice.pick([
    INIT,
    INIT,
    JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${dice.pick(Object.values(keys))}` } }),
    '{"type":"connection_init","payload":{"Authorization":"Bearer nobody"}}',
    '{"type":"connection_init","payload":{"token":"x"}}',
    '{"type":"connection_init","payload":[]}',
    '{"type":"nothing"}',
    '{',
    '',
  ]);

const subscribe = (id: unknown, query: unknown, more: object = {}): string =>
  JSON.stringify({ id, type: 'subscribe', payload: { query, ...more } });

type Message = (dice: Dice, target: Target, i: number) => string | Buffer;
const ASKED: Message[] = [
  (d, t, i) => subscribe(`${i}`, documentOf(d, t, 200)),
  (d, t, i) => subscribe(`${i}`, documentOf(d, t, 200)),
  (_, __, i) => subscribe(`${i}`, 'subscription { events { id type } }'),
  (d, _, i) =>
    subscribe(`${i}`, 'subscription ($a: Cursor) { events(after: $a) { id } }', { variables: { a: d.text(30) } }),
  (d) => JSON.stringify({ type: 'complete', id: `${d.below(50)}` }),
  () => '{"type":"ping","payload":"text"}',
  () => '{"type":"pong","payload":{}}',
];
/** Each of these may end the socket. */
const WRONG: Message[] = [
  () => subscribe('same', 'subscription { gradingPublished { cursor } }'),
  (d) => subscribe(d.text(d.size(5_000)), '{ __typename }'),
  () => subscribe('', '{ __typename }'),
  () => subscribe(null, null),
  () => INIT,
  (d) => `{"type":"${'x'.repeat(d.size(100_000))}"}`,
  (d) => '['.repeat(d.size(50_000)),
  (d) => d.bytes(d.size(1_000)),
];

const frame = (first: number, length: number[], payload: Buffer, masked = true): Buffer =>
  Buffer.concat([
    Buffer.from([first, ...length.slice(0, 1).map((n) => (masked ? n | 0x80 : n)), ...length.slice(1)]),
    masked ? Buffer.alloc(4) : Buffer.alloc(0),
    payload,
  ]);

/** Frames that are none, or that do not end. */
const FRAMES: ((dice: Dice) => Buffer)[] = [
  (d) => frame(0x81, [127, 0, 0, 0, 0, 0x00, 0x3b, 0, 0], Buffer.alloc(d.size(3_800_000), 'x')),
  (d) => frame(0x01, [126, 0xff, 0xff], Buffer.alloc(65_535, 'x')).subarray(0, d.size(65_000)),
  () => frame(0x81, [127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Buffer.alloc(10)),
  () => frame(0x81, [5], Buffer.from('hello'), false),
  () => frame(0xf1, [5], Buffer.from('hello')),
  () => frame(0x83, [5], Buffer.from('hello')),
  () => frame(0x89, [126, 1, 0], Buffer.alloc(256)),
  () => frame(0x09, [0], Buffer.alloc(0)),
  () => frame(0x81, [4], Buffer.from([0xff, 0xfe, 0xc0, 0x80])),
  () => frame(0x80, [0], Buffer.alloc(0)),
  () => frame(0x88, [1], Buffer.from([3])),
  () => frame(0x88, [2], Buffer.from([0, 5])),
  (d) => Buffer.concat(Array.from({ length: d.size(2_000) }, () => frame(0x89, [0], Buffer.alloc(0)))),
  (d) => Buffer.concat(Array.from({ length: d.size(2_000) }, () => frame(0x8a, [0], Buffer.alloc(0)))),
  (d) => Buffer.concat(Array.from({ length: d.size(5_000) }, () => frame(0x01, [0], Buffer.alloc(0)))),
  (d) => d.bytes(d.size(500)),
];

const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'Host: hub',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '',
  '',
].join('\r\n');

export const SOCKETS: Attack[] = [
  {
    door: 'WebSocket',
    name: 'messages',
    weight: 5,
    run: (target, dice, told) =>
      socket(target, dice, told, async (ws) => {
        if (!dice.oneIn(10)) ws.send(initOf(target, dice));
        // Most wait for their turn: the others are closed before they are heard.
        if (!dice.oneIn(6)) await answered(ws);
        const n = dice.size(60);
        for (let i = 0; i < n && ws.readyState === WebSocket.OPEN; i++)
          ws.send(dice.pick(dice.oneIn(30) ? WRONG : ASKED)(dice, target, i));
        if (dice.oneIn(3)) await pause(dice.below(30));
        else await answered(ws);
        return dice.pick(['hold', 'close', 'gone', 'gone']);
      }),
  },
  {
    door: 'WebSocket',
    name: 'answers that nobody reads',
    weight: 1,
    run: (target, dice, told) =>
      socket(target, dice, told, async (ws) => {
        ws.send(INIT);
        ws.pause();
        const query = `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: enterprises(first: 100) { nodes { uscc name } }`).join(' ')} }`;
        const n = dice.size(100);
        for (let i = 0; i < n && ws.readyState === WebSocket.OPEN; i++) ws.send(subscribe(`${i}`, query));
        return 'hold';
      }),
  },
  {
    door: 'WebSocket',
    name: 'frames',
    weight: 3,
    run: (target, dice, told) =>
      wire(target, dice, told, async ({ socket: tcp, heard }) => {
        tcp.write(UPGRADE);
        await heard();
        const n = dice.size(10);
        for (let i = 0; i < n && !tcp.destroyed; i++) tcp.write(dice.pick(FRAMES)(dice));
        return dice.oneIn(2) ? 'hold' : 'gone';
      }),
  },
];
