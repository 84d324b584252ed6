import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import type { WebhookWorker } from '../../src/exchange/index.js';
import { until, type WebhookHub, webhookHub } from './kit.js';
import { answerWith, type Received, receiver } from './receiver.js';

const ROTATE = `mutation ($id: ID!, $hours: Int!, $signature: WebhookSignature) {
  rotateWebhookSecret(id: $id, overlapHours: $hours, signature: $signature) { secret publicKey webhook { id } } }`;
const UPDATE =
  'mutation ($id: ID!, $input: WebhookChangeInput!) { updateWebhook(id: $id, input: $input) { url types divisions } }';
const TEST = `mutation ($id: ID!) { testWebhook(id: $id) {
  eventId eventType position attempt acknowledged responseCode error durationMs } }`;
const REPLAY = 'mutation ($id: ID!, $after: Cursor) { replayWebhook(id: $id, after: $after) { position cursor } }';
const act = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) { id status disabledReason } }`;
const DELETE = 'mutation ($id: ID!) { deleteWebhook(id: $id) }';

const verifies = (secret: string | null, { headers, body }: Received): boolean => {
  try {
    new Webhook(secret as string).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

describe('the webhooks of an agency', () => {
  let hub: WebhookHub;
  let worker: WebhookWorker;
  let partner: Viewer & { agencyId: string };
  let land: Viewer & { agencyId: string };
  let operator: Viewer & { agencyId: string };
  beforeAll(async () => {
    hub = await webhookHub();
    worker = await hub.worker();
    [partner, land, operator] = await Promise.all([hub.agency('PARTNER'), hub.agency('LAND'), hub.agency('OPERATOR')]);
  });
  /** A change is seen within a second; then nothing is sent any more. */
  const atRest = (id: string) =>
    until(async () => {
      const [row] = await hub.db.sql`select lease_holder from hub.webhook where id = ${id}`;
      return row?.lease_holder === null;
    });
  const caughtUp = (id: string, viewer: Viewer = partner) =>
    until(async () => (await hub.webhook(viewer, id)).lag === 0);

  it('go to no address with half of a character in it, which was replaced without a word', async () => {
    for (const url of [
      'https://hub.example/\ud842',
      'https://hub.example/?a=\udfb7',
      'https://\ud842.example/',
      'https://hub.example/\u0000',
    ]) {
      const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret } }';
      const code = url.includes('\u0000') ? 'CONTROL_CHARACTER' : 'SURROGATE';
      expect(await hub.refusal(create, { input: { url } }, partner)).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: 'input.url', code }],
      });
    }
    const { id } = await hub.create(partner, { url: 'https://hub.example/hook' });
    const change = await hub.refusal(UPDATE, { id, input: { url: 'https://hub.example/\ud842' } }, partner);
    expect(change).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'input.url', code: 'SURROGATE' }] });
    await hub.run(DELETE, { id }, partner);
  });

  it('are its own: to another agency they are not there, and the public has none', async () => {
    const { id } = await hub.create(partner, { url: 'https://hub.example/hook' });
    const operations: [string, object][] = [
      ['query ($id: ID!) { webhook(id: $id) { id } }', {}],
      [UPDATE, { input: { types: null } }],
      [ROTATE, { hours: 1 }],
      [act('enableWebhook'), {}],
      [act('disableWebhook'), {}],
      [REPLAY, {}],
      [TEST, {}],
      [DELETE, {}],
    ];
    for (const [operation, more] of operations) {
      expect((await hub.refusal(operation, { id, ...more }, land)).code, operation).toBe('NOT_FOUND');
      expect((await hub.refusal(operation, { id: 'x', ...more }, partner)).code, operation).toBe('NOT_FOUND');
      expect((await hub.refusal(operation, { id, ...more })).code, operation).toBe('UNAUTHENTICATED');
    }
    expect((await hub.run('{ webhooks { nodes { id } } }', {}, land)).webhooks.nodes).toEqual([]);
    expect((await hub.refusal('{ webhooks { nodes { id } } }')).code).toBe('UNAUTHENTICATED');
    await hub.run(DELETE, { id }, partner);
    expect((await hub.refusal(TEST, { id }, partner)).code).toBe('NOT_FOUND');
    const [{ n } = { n: 1 }] = await hub.db.sql<
      { n: number }[]
    >`select count(*)::int n from hub.webhook_secret where webhook_id = ${id}`;
    expect(n).toBe(0);
  });

  it('are seen and switched by an operator, who alone enables again what an operator disabled', async () => {
    const endpoint = await receiver();
    const { id } = await hub.create(partner, { url: endpoint.url });
    const { webhooks } = await hub.run('{ webhooks { nodes { id agency } } }', {}, operator);
    expect(webhooks.nodes).toContainEqual({ id, agency: partner.name });
    for (const [operation, more] of [
      [UPDATE, { input: {} }],
      [ROTATE, { hours: 1 }],
      [DELETE, {}],
      [TEST, {}],
      [REPLAY, {}],
    ] as const)
      expect((await hub.refusal(operation, { id, ...more }, operator)).code).toBe('NOT_FOUND');
    const told = { id, status: 'DISABLED', disabledReason: 'OPERATOR' };
    expect((await hub.run(act('disableWebhook'), { id }, operator)).disableWebhook).toEqual(told);
    expect((await hub.run(act('disableWebhook'), { id }, partner)).disableWebhook).toEqual(told);
    await atRest(id);
    const before = endpoint.received.length;
    const [position] = await hub.append({});
    expect((await hub.refusal(act('enableWebhook'), { id }, partner)).code).toBe('FORBIDDEN');
    const { events } = await hub.run(
      '{ events(types: ["webhook.disabled"]) { nodes { position data recipient } } }',
      {},
      partner,
    );
    expect(events.nodes).toHaveLength(1);
    expect(events.nodes[0]).toMatchObject({ recipient: partner.agencyId, data: { webhook: id, reason: 'OPERATOR' } });
    expect(endpoint.received).toHaveLength(before);
    await hub.run(act('enableWebhook'), { id }, operator);
    await caughtUp(id);
    expect(endpoint.ids()).toEqual([events.nodes[0].position, position].map(String));
    await hub.run(DELETE, { id }, partner);
  });

  it('disabled by the agency keep their position, and go on from it', async () => {
    const endpoint = await receiver();
    const { id } = await hub.create(partner, { url: endpoint.url, types: ['enterprise.changed'] });
    const first = await hub.append({});
    await caughtUp(id);
    expect((await hub.run(act('disableWebhook'), { id }, partner)).disableWebhook.disabledReason).toBe('AGENCY');
    await atRest(id);
    const more = await hub.append({}, {});
    worker.nudge();
    expect(endpoint.ids()).toEqual(first.map(String));
    await hub.run(act('enableWebhook'), { id }, partner);
    await caughtUp(id);
    expect(endpoint.ids()).toEqual([...first, ...more].map(String));
    await hub.run(DELETE, { id }, partner);
  });

  it('are signed with two keys during a rotation, and with the new one alone after it', async () => {
    const endpoint = await receiver();
    const { id, secret } = await hub.create(partner, { url: endpoint.url, signature: 'HMAC_SHA256' });
    const rotate = async (hours: number, signature?: string) =>
      (await hub.run(ROTATE, { id, hours, signature }, partner)).rotateWebhookSecret;
    const latest = async () => {
      await hub.append({});
      await caughtUp(id);
      return endpoint.received.at(-1) as Received;
    };
    const second = await rotate(24);
    expect(second.secret).not.toBe(secret);
    // A change is seen within a second.
    const signed = async (as: RegExp) => {
      await until(async () => as.test(String((await latest()).headers['webhook-signature'])));
      return endpoint.received.at(-1) as Received;
    };
    const both = await signed(/^v1,[^ ]+ v1,[^ ]+$/);
    expect([verifies(secret, both), verifies(second.secret, both)]).toEqual([true, true]);
    expect((await hub.webhook(partner, id)).keys).toHaveLength(2);
    hub.clock.advance(24 * 3_600_000 + 1_000);
    const { headers } = await latest();
    expect(headers['webhook-signature']).toMatch(/^v1,[^ ]+$/);
    const third = await rotate(0, 'ED25519');
    expect(third).toMatchObject({ secret: null, publicKey: expect.stringMatching(/^whpk_/) });
    await signed(/^v1a,[^ ]+$/);
    expect((await hub.refusal(ROTATE, { id, hours: 200 }, partner)).code).toBe('BAD_USER_INPUT');
    const sealed = await hub.db.sql`select sealed from hub.webhook_secret`;
    expect(JSON.stringify(sealed)).not.toMatch(/whsec|whsk/);
    await hub.run(DELETE, { id }, partner);
  });

  it('are replayed from any cursor, with the same ids, and may skip what an endpoint cannot take', async () => {
    const endpoint = await receiver();
    const { id } = await hub.create(partner, { url: endpoint.url });
    const { cursor } = await hub.webhook(partner, id);
    const positions = (await hub.append({}, {}, {})).map(String);
    await caughtUp(id);
    await hub.run(REPLAY, { id, after: cursor }, partner);
    await until(() => endpoint.received.length === 6);
    await caughtUp(id);
    expect(endpoint.ids()).toEqual([...positions, ...positions]);
    endpoint.answer = answerWith(500);
    await hub.append({});
    await until(async () => (await hub.webhook(partner, id)).failures === 1);
    const { events } = await hub.run(
      'query ($after: Cursor) { events(after: $after) { pageInfo { endCursor } } }',
      { after: cursor },
      partner,
    );
    endpoint.answer = answerWith(204);
    const { replayWebhook } = await hub.run(REPLAY, { id, after: events.pageInfo.endCursor }, partner);
    expect(replayWebhook.cursor).toBe(events.pageInfo.endCursor);
    const [next] = await hub.append({});
    await caughtUp(id);
    expect(endpoint.ids().at(-1)).toBe(String(next));
    expect((await hub.refusal(REPLAY, { id, after: 'nonsense' }, partner)).code).toBe('CURSOR_INVALID');
    await hub.run(DELETE, { id }, partner);
  });

  it('change their address and filters from their position on', async () => {
    const [before, after] = [await receiver(answerWith(500)), await receiver()];
    const { id } = await hub.create(partner, { url: before.url });
    const [, rated] = await hub.append({}, { type: 'credit.rated', public: false });
    await until(async () => (await hub.webhook(partner, id)).failures === 1);
    const input = { url: after.url, types: ['credit.rated', 'credit.rated'] };
    const { updateWebhook } = await hub.run(UPDATE, { id, input }, partner);
    expect(updateWebhook).toEqual({ url: after.url, types: ['credit.rated'], divisions: null });
    await caughtUp(id);
    expect(after.ids()).toEqual([String(rated)]);
    expect(before.received).toHaveLength(1);
    expect((await hub.webhook(partner, id)).failures).toBe(0);
    await hub.run(DELETE, { id }, partner);
  });

  it('can be tried out: one signed event now, its outcome in the answer and in the history', async () => {
    const endpoint = await receiver(answerWith(418));
    const { id, secret } = await hub.create(partner, { url: endpoint.url, signature: 'HMAC_SHA256' });
    const { testWebhook } = await hub.run(TEST, { id }, partner);
    expect(testWebhook).toMatchObject({
      ...{ eventType: 'webhook.test', position: null, attempt: 1, acknowledged: false },
      ...{ responseCode: 418, error: 'HTTP 418' },
    });
    expect(endpoint.received).toHaveLength(1);
    expect(endpoint.received[0]?.event).toMatchObject({ type: 'webhook.test', data: { webhook: id } });
    expect(endpoint.ids()).toEqual([testWebhook.eventId]);
    const { deliveries, failures } = await hub.webhook(partner, id);
    expect(deliveries.nodes).toEqual([testWebhook]);
    expect(failures).toBe(0);
    expect(secret).toBeTruthy();
    await hub.run(DELETE, { id }, partner);
  });

  it('have checked inputs: every problem is named at once', async () => {
    const wrong = async (input: object) => {
      const { code, problems } = await hub.refusal(
        'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret } }',
        { input },
        partner,
      );
      return [code, ...problems.map((p) => `${p.path} ${p.code}`)];
    };
    const url = 'https://hub.example/';
    for (const bad of [
      '',
      'ftp://hub.example/',
      'hub.example',
      'https://user:pass@hub.example/',
      'https://hub.example/#x',
    ])
      expect(await wrong({ url: bad }), bad).toEqual(['BAD_USER_INPUT', 'input.url URL']);
    for (const bad of ['https://10.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'https://0xa000001/', 'http://1.1.1.1/'])
      expect(await wrong({ url: bad }), bad).toEqual(['BAD_USER_INPUT', 'input.url ADDRESS']);
    expect(await wrong({ url: `${url}${'x'.repeat(2_000)}` })).toEqual(['BAD_USER_INPUT', 'input.url TOO_LONG']);
    expect(await wrong({ url: 'x', types: ['accident.reported', 'accident'], divisions: [] })).toEqual([
      ...['BAD_USER_INPUT', 'input.url URL', 'input.types.1 VALUE', 'input.divisions VALUE'],
    ]);
    expect(await wrong({ url, divisions: ['62062'] })).toEqual(['BAD_USER_INPUT', 'input.divisions.0 DIVISION_CODE']);
    expect(await wrong({ url, after: 'x' })).toEqual(['CURSOR_INVALID']);
    const bank = await hub.agency('BANKING');
    const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret } }';
    expect((await hub.refusal(create, { input: { url, types: ['hazard.reported'] } }, bank)).code).toBe('FORBIDDEN');
  });

  it('are twenty at most, also when they are made at once', async () => {
    const housing = await hub.agency('HOUSING');
    const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret } }';
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => hub.answer(create, { input: { url: `https://hub.example/${n}` } }, housing)),
    );
    const refused = answers.flatMap(({ errors }) => errors?.map((e) => e.extensions) ?? []);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ code: 'LIMIT_EXCEEDED', max: 20 });
    const page = async (after: string | null): Promise<string[]> => {
      const query =
        'query ($after: Cursor) { webhooks(first: 7, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
      const { nodes, pageInfo } = (await hub.run(query, { after }, housing)).webhooks;
      const ids = nodes.map((n: { id: string }) => n.id);
      return pageInfo.hasNextPage ? [...ids, ...(await page(pageInfo.endCursor))] : ids;
    };
    expect(new Set(await page(null)).size).toBe(20);
  });
});
