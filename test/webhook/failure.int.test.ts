import { beforeAll, describe, expect, it } from 'vitest';
import type { WebhookWorker } from '../../src/exchange/index.js';
import { until, type WebhookHub, webhookHub } from './kit.js';
import { type Answering, answerWith, receiver } from './receiver.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Where a redirect points: nothing may come. */
const elsewhere = await receiver();

describe('an endpoint that fails', () => {
  let hub: WebhookHub;
  let worker: WebhookWorker;
  let partner: Awaited<ReturnType<WebhookHub['agency']>>;
  beforeAll(async () => {
    hub = await webhookHub(3_000);
    worker = await hub.worker();
    partner = await hub.agency('PARTNER');
  });
  const later = (ms: number) => {
    hub.clock.advance(ms);
    worker.nudge();
  };
  const remove = (id: string) => hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
  const failures = async (id: string) => (await hub.webhook(partner, id)).failures;

  const endless: Answering = (_, response) => {
    response.writeHead(500);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) {}
    };
    response.on('drain', more);
    more();
  };
  const WAYS: [way: string, answer: Answering, code: number | null, error: RegExp][] = [
    ['answers 500', answerWith(500), 500, /^HTTP 500$/],
    ['answers 400', answerWith(400, {}, 'no'), 400, /^HTTP 400$/],
    ['redirects', answerWith(307, { location: elsewhere.url }), 307, /redirects are not followed/],
    ['hangs', () => {}, null, /no answer within 3 s/],
    ['closes', (_, __, request) => void request.socket.destroy(), null, /hang up/],
    ['answers nonsense', (_, __, request) => void request.socket.end('nonsense\r\n\r\n'), null, /Parse Error/],
    ['sends an endless body', endless, 500, /^HTTP 500$/],
    [
      'sends too many headers',
      (_, __, request) => {
        request.socket.on('error', () => {});
        request.socket.write(`HTTP/1.1 200 OK\r\n${'x-more: 1\r\n'.repeat(10_000)}`);
      },
      null,
      /overflow/,
    ],
  ];
  it.each(WAYS)(
    'and %s gets the event again, nothing is lost or out of order, and others do not wait',
    async (_, answer, code, error) => {
      const [endpoint, sound] = [await receiver(answer), await receiver()];
      const { id } = await hub.create(partner, { url: endpoint.url });
      const { id: other } = await hub.create(partner, { url: sound.url });
      const positions = (await hub.append({}, {}, {})).map(String);
      await until(() => sound.received.length === 3);
      await until(async () => (await failures(id)) === 1);
      later(6 * SECOND);
      await until(async () => (await failures(id)) === 2);
      expect(new Set(endpoint.ids())).toEqual(new Set([positions[0]]));
      expect(elsewhere.received).toEqual([]);
      const { deliveries, failingSince } = await hub.webhook(partner, id);
      expect(failingSince).not.toBeNull();
      expect(deliveries.nodes).toHaveLength(2);
      for (const [i, delivery] of deliveries.nodes.entries())
        expect(delivery).toMatchObject({
          ...{ eventId: positions[0], attempt: 2 - i, acknowledged: false, responseCode: code },
          error: expect.stringMatching(error),
        });
      const before = endpoint.received.length;
      endpoint.answer = answerWith(200, {}, 'ok');
      later(6 * MINUTE);
      await until(async () => (await failures(id)) === 0);
      await until(() => endpoint.received.length === before + 3);
      expect(endpoint.ids().slice(before)).toEqual(positions);
      expect(endpoint.overlap).toBe(1);
      for (const each of [id, other]) await remove(each);
    },
  );

  it('is tried after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, and 10 h on, and counts again from a success', async () => {
    const endpoint = await receiver(answerWith(503));
    const { id } = await hub.create(partner, { url: endpoint.url });
    await hub.append({});
    const pauses = [
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      10 * HOUR,
      10 * HOUR,
      10 * HOUR,
    ];
    for (const [i, pause] of pauses.entries()) {
      await until(async () => (await failures(id)) === i + 1);
      const { nextAttemptAt } = await hub.webhook(partner, id);
      const ahead = new Date(nextAttemptAt).getTime() - hub.clock.now().getTime();
      expect(ahead).toBeGreaterThan(pause * 0.9 - 2_000);
      expect(ahead).toBeLessThanOrEqual(pause * 1.1);
      later(pause * 0.85);
      await new Promise((done) => setTimeout(done, 50));
      expect(endpoint.received).toHaveLength(i + 1);
      later(pause * 0.3);
    }
    await until(async () => (await failures(id)) === 10);
    endpoint.answer = answerWith(200);
    later(12 * HOUR);
    await until(async () => (await failures(id)) === 0);
    endpoint.answer = answerWith(503);
    await hub.append({});
    await until(async () => (await failures(id)) === 1);
    await remove(id);
  });

  it('may ask for a longer pause, up to ten hours, and for no shorter one', async () => {
    for (const [asked, least, most] of [
      ['60', 60, 61],
      ['1', 4.5, 5.5],
      ['999999', 36_000, 36_001],
      ['soon', 4.5, 5.5],
    ] as const) {
      const endpoint = await receiver(answerWith(429, { 'retry-after': asked }));
      const { id } = await hub.create(partner, { url: endpoint.url });
      await hub.append({});
      await until(async () => (await failures(id)) === 1);
      const { nextAttemptAt } = await hub.webhook(partner, id);
      const ahead = (new Date(nextAttemptAt).getTime() - hub.clock.now().getTime()) / 1_000;
      expect(ahead, asked).toBeGreaterThan(least - 2);
      expect(ahead, asked).toBeLessThanOrEqual(most);
      await remove(id);
    }
  });

  it('for five days is disabled, its agency and the operators are told, and enabled it goes on with nothing lost', async () => {
    const land = await hub.agency('LAND');
    const operator = await hub.agency('OPERATOR');
    const [endpoint, overseer, mine] = [await receiver(answerWith(500)), await receiver(), await receiver()];
    const { id } = await hub.create(land, { url: endpoint.url });
    await hub.create(operator, { url: overseer.url, types: ['webhook.disabled'] });
    await hub.create(land, { url: mine.url, types: ['webhook.disabled'] });
    const positions = await hub.append({}, {});
    for (let n = 1; ; n++) {
      await until(async () => (await hub.webhook(land, id)).failures === n);
      const { status, failingSince, nextAttemptAt } = await hub.webhook(land, id);
      if (hub.clock.now().getTime() - new Date(failingSince).getTime() >= 5 * 24 * HOUR) break;
      expect(status).toBe('ACTIVE');
      later(new Date(nextAttemptAt).getTime() - hub.clock.now().getTime());
    }
    await until(async () => (await hub.webhook(land, id)).status === 'DISABLED');
    expect(await hub.webhook(land, id)).toMatchObject({ disabledReason: 'FAILING', lag: 3 });
    await until(() => overseer.received.length === 1 && mine.received.length === 1);
    expect(mine.received[0]?.event).toMatchObject({
      ...{ type: 'webhook.disabled', recipient: land.agencyId },
      data: { webhook: id, host: new URL(endpoint.url).host, reason: 'FAILING', error: 'HTTP 500' },
    });
    const before = endpoint.received.length;
    later(24 * HOUR);
    positions.push(...(await hub.append({})));
    await until(() => overseer.received.length === 1);
    expect(endpoint.received).toHaveLength(before);
    endpoint.answer = answerWith(200);
    await hub.run('mutation ($id: ID!) { enableWebhook(id: $id) { status } }', { id }, land);
    await until(async () => (await hub.webhook(land, id)).lag === 0);
    const told = Number(mine.received[0]?.event.id);
    expect(endpoint.ids().slice(before).map(Number)).toEqual([...positions, told].sort((a, b) => a - b));
    expect(await hub.webhook(land, id)).toMatchObject({ status: 'ACTIVE', failures: 0, failingSince: null });
  });

  it('and is gone (410) is disabled at once', async () => {
    const endpoint = await receiver(answerWith(410));
    const { id } = await hub.create(partner, { url: endpoint.url });
    const [position] = await hub.append({});
    await until(async () => (await hub.webhook(partner, id)).status === 'DISABLED');
    const found = await hub.webhook(partner, id);
    expect(found).toMatchObject({ disabledReason: 'GONE', position: (position as number) - 1 });
    expect(endpoint.received).toHaveLength(1);
  });

  it('is acknowledged by the head of its answer, however long the rest is', async () => {
    const endpoint = await receiver((received, response, request) => {
      response.writeHead(200);
      endless(received, Object.assign(response, { writeHead: () => response }), request);
    });
    const { id } = await hub.create(partner, { url: endpoint.url });
    const positions = await hub.append({}, {}, {});
    await until(async () => (await hub.webhook(partner, id)).lag === 0);
    expect(endpoint.ids()).toEqual(positions.map(String));
  });
});

describe('many dead endpoints', () => {
  it('do not hold up a sound one', async () => {
    const hub = await webhookHub(3_600_000);
    const dead = await receiver(() => {});
    const sound = await receiver();
    for (const kind of ['PARTNER', 'LAND', 'HOUSING', 'POWER'] as const) {
      const agency = await hub.agency(kind);
      for (let n = 0; n < 15; n++) await hub.create(agency, { url: dead.url });
    }
    await hub.create(await hub.agency('QUALITY_SUPERVISION'), { url: sound.url });
    await hub.worker();
    await hub.append({});
    await until(() => dead.received.length === 60);
    const [first] = await hub.append({});
    // While every dead one still has its first attempt under way.
    await until(() => sound.ids().includes(String(first)));
    expect(dead.received).toHaveLength(60);
    expect(dead.overlap).toBe(60);
  });
});
