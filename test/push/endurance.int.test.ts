import { connect as dial, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { HubClose } from '../../src/server/live/socket/close-codes.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';
import { type Listening, listen, listenToStream } from './listen.js';

const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { position cursor data } }';

/** A subscriber by hand, which stops reading when it is told to. */
function deafSubscriber(url: string, key: string, query: string): Promise<Socket> {
  const frame = (message: object) => {
    const body = Buffer.from(JSON.stringify(message));
    const head = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 255];
    return Buffer.concat([Buffer.from(head), Buffer.alloc(4), body]);
  };
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(url);
    const socket = dial(Number(port), hostname, () =>
      socket.write(
        'GET /graphql HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
      ),
    );
    let text = '';
    let state = 0;
    socket.on('error', fail).on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (state === 0 && text.includes('\r\n\r\n')) {
        state = 1;
        socket.write(frame({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } }));
      } else if (state === 1 && text.includes('connection_ack')) {
        state = 2;
        socket.write(frame({ id: '1', type: 'subscribe', payload: { query } }));
        setTimeout(() => {
          socket.pause();
          done(socket);
        }, 100);
      }
    });
  });
}

describe('subscribers that stay', () => {
  let hub: TestHub;
  const open: Listening[] = [];
  beforeAll(async () => {
    hub = await startTestHub({
      HUB_SUBSCRIBER_BUFFER_BYTES: 65_536,
      HUB_SUBSCRIPTIONS_PER_SOCKET: 3,
      HUB_SOCKETS_PER_AGENCY: 40,
    });
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });
  const hear = async (subscribe: typeof listen, key: string, query = EVENTS, variables = {}) => {
    const one = await subscribe({ url: hub.url, query, variables, key });
    open.push(one);
    return one;
  };
  let serial = 2_000;
  const register = async (count: number) => {
    const records = Array.from({ length: count }, () => ({
      uscc: sampleUscc(serial++),
      name: `企业${'长'.repeat(80)}`,
    }));
    const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted position } }';
    return (await hub.dataOf(query, { key: hub.keys.MARKET_REGULATION, variables: { r: records } })).submitEnterprises;
  };
  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await fetch(`${hub.url}/metrics`)).text())?.[1]);

  it('are closed with a code of their own where they do not read, and the others are not held up', async () => {
    const key = hub.keys.OPERATOR;
    const before = await metric('hub_subscribers');
    const deaf = await Promise.all(Array.from({ length: 20 }, () => deafSubscriber(hub.url, key, EVENTS)));
    const well = await hear(listen, key);
    let last = 0;
    // Far more than the buffers of sockets and hub take.
    for (let i = 0; i < 40; i++) ({ position: last } = await register(1_000));
    const heard = await well.until(40_000);
    expect(heard.at(-1).data.events.position).toBe(last);
    expect(await metric('hub_subscribers')).toBe(before + 1);
    // What a deaf one reads at last ends with the close frame: its code, and the advice.
    const [one] = deaf as [Socket];
    let tail = Buffer.alloc(0);
    one.removeAllListeners('data').on('data', (chunk) => {
      tail = Buffer.concat([tail, chunk]).subarray(-4_000);
    });
    for (const socket of deaf) {
      socket.on('error', () => {});
      if (socket !== one) socket.destroy();
    }
    const ended = new Promise((done) => one.once('close', done));
    one.resume();
    await ended;
    const code = Buffer.from([HubClose.TooSlow >> 8, HubClose.TooSlow & 255]);
    // The hub cuts a connection that does not read even its close; else the frame is the last that it sent.
    if (tail.includes('resume from')) expect(tail.includes(code)).toBe(true);
    // It comes back with the last cursor that it read, and misses nothing.
    const back = await hear(listen, key, EVENTS, { after: heard[39_000].data.events.cursor });
    expect((await back.until(999)).map((h) => h.data.events.position)).toEqual(
      heard.slice(39_001).map((h) => h.data.events.position),
    );
  });

  it('stop hearing after the loss of their key', async () => {
    const access = agencies(agencyStore(hub.db));
    const { agency, key } = await access.add({ name: 'a partner that leaves', kind: 'PARTNER', divisionCode: null });
    const socket = await hear(listen, key);
    const stream = await hear(listenToStream, key);
    const stays = await hear(listen, hub.keys.PARTNER);
    await access.disable(agency.id);
    expect(await socket.ended).toEqual({ code: 4403 });
    expect((await stream.ended).errors).toHaveLength(1);
    await register(1);
    await stays.until(1);
    expect(socket.heard).toEqual([]);
  });

  it('may be so many of an agency, and hold so many subscriptions, and no more', async () => {
    const key = hub.keys.BANKING;
    const many = await Promise.all(Array.from({ length: 41 }, () => hear(listen, key)));
    const refused = await Promise.race(many.map((one) => one.ended));
    expect(refused).toEqual({ code: HubClose.TooManySockets });
    // Another agency is not counted with it.
    const other = await hear(listen, hub.keys.PARTNER);
    await register(1);
    await other.until(1);
    await Promise.all(open.splice(0).map((one) => one.stop()));
    await sleep(100);
    await (await hear(listen, key)).stop();
  });

  it('that hear the same are answered by one execution, with one set of statements', async () => {
    const query = `subscription { events(types: ["enterprise.registered"]) { position enterprise { name address grading { grade } } } }`;
    const few = await Promise.all(Array.from({ length: 2 }, () => hear(listen, hub.keys.OPERATOR, query)));
    /** Looks into the gradings of companies, which an event takes, whoever hears it. */
    const looks = () => hub.sent.filter((s) => s.includes('distinct on (r.uscc)') && s.includes('hub.grading')).length;
    const taken = async (listeners: Listening[]) => {
      const before = listeners.map((l) => l.heard.length);
      const since = looks();
      await register(1);
      await Promise.all(listeners.map((l, n) => l.until((before[n] as number) + 1)));
      return looks() - since;
    };
    await taken(few); // compiled from the second event on
    const forTwo = await taken(few);
    expect(forTwo).toBe(1);
    const more = await Promise.all(Array.from({ length: 20 }, () => hear(listen, hub.keys.OPERATOR, query)));
    expect(await taken([...few, ...more])).toBe(forTwo);
    expect(await metric('hub_subscription_channels')).toBe(1);
    expect(await metric('hub_subscribers')).toBe(22);
    const texts = new Set([...few, ...more].map((l) => JSON.stringify(l.heard.at(-1))));
    expect(texts.size).toBe(1);
  });
});
