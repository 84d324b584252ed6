import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeServer } from 'graphql-ws';
import { pino } from 'pino';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { HubClose } from '../../src/server/live/socket/close-codes.js';
import { SocketWire } from '../../src/server/live/socket/wire.js';
import { metrics } from '../../src/server/watch/metrics.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { deafSocket, destroyRawClients, frameOf, rawClient, seen, UPGRADE } from '../kit/raw-client.js';
import { until } from '../kit/until.js';

/** An answer of about so many bytes that costs nothing: names of fields that are long. */
const long = (bytes: number): string =>
  `{ ${Array.from({ length: 50 }, (_, i) => `a${i}${'x'.repeat(Math.floor(bytes / 50))}: __typename`).join(' ')} }`;
const ask = (id: string, query: string) => JSON.stringify({ id, type: 'subscribe', payload: { query } });
const closeFrame = (code: number) => String.fromCharCode(code >> 8, code & 255);

describe('a socket’s bounds', () => {
  let hub: TestHub;
  const raw: WebSocket[] = [];
  beforeAll(async () => {
    hub = await startTestHub({
      HUB_MAX_DOCUMENT_CHARACTERS: 4_000_000,
      HUB_READER_STALL_MS: 1_000,
      HUB_OPERATIONS_PER_SOCKET: 20,
      HUB_SUBSCRIBER_BUFFER_BYTES: 65_536,
      HUB_PUBLIC_BODY_LIMIT_BYTES: 100_000,
      HUB_BODIES_LIMIT_BYTES: 8_000_000,
      HUB_BODY_WITHIN_MS: 1_500,
    });
  });
  afterEach(() => {
    for (const socket of raw.splice(0)) socket.terminate();
    destroyRawClients();
  });
  /** A socket with an acknowledged key, what it hears, and what it is closed with. */
  async function spoken(key?: string) {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    raw.push(socket);
    // biome-ignore lint/suspicious/noExplicitAny: messages of all shapes
    const heard: any[] = [];
    let code = 0;
    socket.on('message', (text) => heard.push(JSON.parse(String(text))));
    socket.once('close', (closed) => {
      code = closed;
    });
    await new Promise((done) => socket.once('open', done));
    const payload = key ? { Authorization: `Bearer ${key}` } : {};
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    await until(() => heard.length === 1);
    heard.length = 0;
    return { socket, heard, code: () => code };
  }

  it('a socket that does not read thousands of answers is cut (it took the hub’s memory in 112 s)', async () => {
    const before = await metricOf(hub.url, 'hub_callers_cut_total{kind="socket"}');
    const deaf = await deafSocket(hub.url);
    const query = long(90_000);
    for (let i = 0; i < 2_600 && !deaf.closed(); i++) {
      deaf.send(frameOf(ask(String(i), query)));
      // What the hub does not take up waits here.
      if (i % 50 === 0) {
        await new Promise(setImmediate);
        expect(await metricOf(hub.url, 'hub_socket_operations')).toBeLessThanOrEqual(20);
      }
      if (deaf.socket.writableLength > 2_000_000) break;
    }
    expect(deaf.socket.writableLength, 'the hub goes on taking messages up').toBeGreaterThan(0);
    await until(async () => (await metricOf(hub.url, 'hub_callers_cut_total{kind="socket"}')) > before);
    await until(async () => (await metricOf(hub.url, 'hub_websocket_connections')) === 0);
    expect(await metricOf(hub.url, 'hub_socket_operations')).toBe(0);
    // Others are served as before.
    expect((await hub.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('a client that reads late gets every answer, and what it sent meanwhile is taken up then', async () => {
    const patient = await startTestHub({ HUB_SUBSCRIBER_BUFFER_BYTES: 65_536, HUB_MAX_DOCUMENT_CHARACTERS: 4_000_000 });
    const late = await deafSocket(patient.url, patient.keys.BANKING);
    const query = long(1_400_000);
    const waits = async () => {
      for (let look = 0; look < 20; look++)
        if ((await metricOf(patient.url, 'hub_socket_operations')) === 0) return false;
      return true;
    };
    // An operation is worked on until its answer has left: as long as the network takes answers, none stays.
    let sent = 0;
    do late.send(frameOf(ask(`q${sent++}`, query)));
    while (!(await waits()));
    // More waits than may: nothing further is taken up, neither in one piece nor in many.
    const small = Array.from({ length: 50 }, (_, n) => frameOf(ask(`s${n}`, '{ __typename }')));
    late.send(Buffer.concat([...small, frameOf(JSON.stringify({ type: 'ping', payload: 'p' }))]));
    for (let look = 0; look < 20; look++)
      expect(await metricOf(patient.url, 'hub_socket_operations')).toBeLessThanOrEqual(1);
    late.socket.resume();
    await seen(late, '"payload":"p"');
    for (let n = 0; n < sent; n++) await seen(late, `{"id":"q${n}","type":"complete"}`);
    for (let n = 0; n < 50; n++) await seen(late, `{"id":"s${n}","type":"complete"}`);
    expect(late.closed()).toBe(false);
  });

  it('more operations at once than its setting are refused by their own error, and a client that goes on is closed', async () => {
    const { socket, heard, code } = await spoken();
    const lock = await hub.db.sql.reserve();
    try {
      await lock`begin`;
      await lock`lock table hub.enterprise in access exclusive mode`;
      const query = `{ enterprise(uscc: "${hub.county.mine}") { name } }`;
      for (let i = 0; i < 25; i++) socket.send(ask(`q${i}`, query));
      await until(() => heard.length >= 5);
      expect(heard.map((m) => [m.id, m.type, m.payload[0].extensions])).toEqual(
        [20, 21, 22, 23, 24].map((n) => [
          `q${n}`,
          'error',
          { code: 'LIMIT_EXCEEDED', limit: 'HUB_OPERATIONS_PER_SOCKET', max: 20 },
        ]),
      );
      expect(await metricOf(hub.url, 'hub_socket_operations')).toBe(20);
      for (let i = 25; i < 300; i++) socket.send(ask(`q${i}`, query));
      await until(() => code() !== 0);
      expect(code()).toBe(HubClose.TooManyOperations);
    } finally {
      await lock`rollback`;
      lock.release();
    }
    await until(async () => (await metricOf(hub.url, 'hub_socket_operations')) === 0);
  });

  it('large messages are worked on a few at once, and the others are taken up when these are answered', async () => {
    const { socket, heard } = await spoken(hub.keys.BANKING);
    const lock = await hub.db.sql.reserve();
    const query = `{ enterprise(uscc: "${hub.county.mine}") { name } } # ${'x'.repeat(900_000)}`;
    try {
      await lock`begin`;
      await lock`lock table hub.enterprise in access exclusive mode`;
      for (let i = 0; i < 15; i++) socket.send(ask(`q${i}`, query));
      await until(async () => (await metricOf(hub.url, 'hub_socket_operations')) === 5);
      // The rest waits in the network, a part of a message among it: its time does not run while it is not read.
      await sleep(2_500);
      expect(heard).toEqual([]);
      for (let look = 0; look < 20; look++) expect(await metricOf(hub.url, 'hub_socket_operations')).toBe(5);
    } finally {
      await lock`rollback`;
      lock.release();
    }
    await until(() => heard.filter((m) => m.type === 'complete').length === 15);
    expect(heard.filter((m) => m.type === 'error')).toEqual([]);
  });

  it('a subscription that has begun is no operation being worked on', async () => {
    const { socket, heard } = await spoken(hub.keys.OPERATOR);
    for (let i = 0; i < 15; i++) socket.send(ask(`s${i}`, 'subscription { events { position } }'));
    await until(async () => (await metricOf(hub.url, 'hub_subscribers')) === 15);
    expect(await metricOf(hub.url, 'hub_socket_operations')).toBe(0);
    for (let i = 0; i < 15; i++) socket.send(ask(`q${i}`, '{ __typename }'));
    await until(() => heard.filter((m) => m.type === 'complete').length === 15);
    expect(heard.filter((m) => m.type === 'error')).toEqual([]);
  });

  it('a message is small before its sender is known, and as large as its sender’s bodies after', async () => {
    const early = new WebSocket(`${hub.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    raw.push(early);
    early.once('open', () =>
      early.send(JSON.stringify({ type: 'connection_init', payload: { x: 'y'.repeat(17_000) } })),
    );
    expect(await new Promise((done) => early.once('close', done))).toBe(1009);
    const anybody = await spoken();
    anybody.socket.send(ask('1', `{ __typename } #${' '.repeat(99_000)}`));
    await until(() => anybody.heard.at(-1)?.type === 'complete');
    anybody.socket.send(ask('2', `{ __typename } #${' '.repeat(101_000)}`));
    await until(() => anybody.code() === 1009);
    const bank = await spoken(hub.keys.BANKING);
    bank.socket.send(ask('1', `{ __typename } #${' '.repeat(3_900_000)}`));
    await until(() => bank.heard.at(-1)?.type === 'complete');
    bank.socket.send(ask('2', `{ __typename } #${' '.repeat(4_000_001)}`));
    await until(() => bank.code() === 1009);
  });

  it('frames that begin and do not end hold a bounded number of bytes, and no long time', async () => {
    const share = 4_000_000; // a quarter of the whole would be less than one body of its sender
    const key = hub.keys.BANKING;
    const begun = await Promise.all(Array.from({ length: 12 }, () => deafSocket(hub.url, key)));
    for (const { socket } of begun) socket.resume();
    const most: number[] = [];
    for (const one of begun) {
      one.send(frameOf('x'.repeat(1_000_000), { length: 3_000_000 }));
      most.push(await metricOf(hub.url, 'hub_body_bytes'));
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(share);
    await until(() => begun.every((one) => one.closed()));
    const codes = begun.map((one) => [1013, HubClose.MessageTooLate].find((c) => one.read().includes(closeFrame(c))));
    expect(new Set(codes)).toEqual(new Set([1013, HubClose.MessageTooLate]));
    expect(await metricOf(hub.url, 'hub_body_bytes')).toBe(0);
    expect(await metricOf(hub.url, 'hub_bound_refusals_total{bound="HUB_BODIES_LIMIT_BYTES"}')).toBeGreaterThan(0);
  });

  it('a frame that begins before its sender is known ends in time too', async () => {
    const client = await rawClient(hub.url, UPGRADE);
    await seen(client, '\r\n\r\n');
    client.send(frameOf('{', { length: 10_000 }));
    await until(() => client.closed());
    // Whichever comes first: the message, or the greeting that it would have been.
    expect([4408, HubClose.MessageTooLate].some((code) => client.read().includes(closeFrame(code)))).toBe(true);
  });

  it('is closed where nothing but a pong that nobody asked for comes from its client', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server, autoPong: false });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const limits = { operations: 10, buffer: 65_536, messages: 65_536, keepAlive: 100 };
    sockets.on('connection', (socket, request) => {
      const wire = new SocketWire(socket, request.socket as Socket, limits, metrics().doors, pino({ level: 'silent' }));
      wire.attach(makeServer({ connectionInitWaitTimeout: 0 }), undefined);
    });
    const { port } = server.address() as { port: number };
    const connect = (autoPong: boolean) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'graphql-transport-ws', { autoPong });
      raw.push(socket);
      return socket;
    };
    const honest = connect(true);
    let pings = 0;
    honest.on('ping', () => pings++);
    const loud = connect(false);
    let closed = false;
    loud.once('close', () => {
      closed = true;
    });
    const noise = setInterval(() => loud.readyState === loud.OPEN && loud.pong('here'), 5);
    await until(() => closed);
    clearInterval(noise);
    // One that answers what it was asked stays.
    const answered = pings;
    await until(() => pings > answered + 3);
    expect(honest.readyState).toBe(honest.OPEN);
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((done) => server.close(done));
  });
});
