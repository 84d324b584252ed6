import { createPublicKey, verify } from 'node:crypto';
import { type CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WebhookWorker } from '../../src/exchange/index.js';
import type { Answer } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';
import { until, type WebhookHub, webhookHub } from './kit.js';
import { type Received, receiver } from './receiver.js';

/** The `v1a` signatures of a delivery that a public key verifies, done by hand from the specification. */
function verifiedBy(publicKey: string, { headers, body }: Received): number {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = String(headers['webhook-signature']).split(' ');
  return signatures.filter((s) => s.startsWith('v1a,') && verify(null, content, key, Buffer.from(s.slice(4), 'base64')))
    .length;
}

describe('a webhook', () => {
  let hub: WebhookHub;
  let worker: WebhookWorker;
  let partner: Awaited<ReturnType<WebhookHub['agency']>>;
  beforeAll(async () => {
    hub = await webhookHub();
    worker = await hub.worker();
    partner = await hub.agency('PARTNER');
  });

  it('gets what happens after it was made, in order, as CloudEvents signed with its shared secret', async () => {
    await hub.append({});
    const endpoint = await receiver();
    const { secret, publicKey } = await hub.create(partner, { url: endpoint.url, signature: 'HMAC_SHA256' });
    expect(secret).toMatch(/^whsec_/);
    expect(publicKey).toBeNull();
    const positions = await hub.append({}, { type: 'credit.rated', public: false }, { subject: null, division: null });
    await until(() => endpoint.received.length === 3);
    expect(endpoint.ids()).toEqual(positions.map(String));
    expect(endpoint.overlap).toBe(1);
    const library = new Webhook(secret as string);
    for (const { headers, body } of endpoint.received) {
      expect(library.verify(body, headers as Record<string, string>)).toBeTruthy();
      expect(() => library.verify(`${body} `, headers as Record<string, string>)).toThrow();
    }
    const [row] = await hub.db.sql`select id from hub.log`;
    const parsed = endpoint.received.flatMap(({ headers, body }) => HTTP.toEvent({ headers, body }));
    expect(parsed[0]).toMatchObject({
      ...{ specversion: '1.0', id: String(positions[0]), source: `urn:uuid:${row?.id}`, type: 'enterprise.changed' },
      ...{ subject: sampleUscc(1), division: '620621', datacontenttype: 'application/json', public: true },
    });
    for (const event of parsed) expect((event as CloudEvent<unknown>).validate()).toBe(true);
    const { events } = await hub.run(
      '{ events(first: 500) { nodes { id cursor recordedAt data hash salt } } }',
      {},
      partner,
    );
    for (const { event } of endpoint.received) {
      const told = events.nodes.find((e: { id: string }) => e.id === event.id);
      expect(told).toEqual({
        ...{
          id: event.id,
          cursor: event.cursor,
          recordedAt: event.time,
          data: event.data,
          hash: event.hash,
          salt: event.salt,
        },
      });
    }
  });

  it('is signed with a private key that only the hub has, unless it asks for a shared secret', async () => {
    const endpoint = await receiver();
    const { secret, publicKey } = await hub.create(partner, { url: endpoint.url });
    expect(secret).toBeNull();
    await hub.append({});
    await until(() => endpoint.received.length === 1);
    const [delivery] = endpoint.received as [Received];
    expect(verifiedBy(publicKey as string, delivery)).toBe(1);
    expect(verifiedBy(publicKey as string, { ...delivery, body: delivery.body.replace('620621', '620622') })).toBe(0);
  });

  it('gets only what its agency may see and what it asked for', async () => {
    const county = await hub.agency('COUNTY_GOVERNMENT', '620621');
    const bank = await hub.agency('BANKING');
    const operator = await hub.agency('OPERATOR');
    const accident = { type: 'accident.reported' as const, public: false };
    const [own, narrow, banks, all] = await Promise.all([receiver(), receiver(), receiver(), receiver()]);
    await hub.create(county, { url: own.url, types: ['accident.reported'] });
    await hub.create(partner, { url: narrow.url, types: ['accident.reported'], divisions: ['620600', '6201'] });
    await hub.create(bank, { url: banks.url });
    await hub.create(operator, { url: all.url });
    const [inside, outside, other, , notice] = await hub.append(
      { ...accident, division: '620621100' },
      { ...accident, division: '620622' },
      { ...accident, division: '620102' },
      { ...accident, division: '621002' },
      { type: 'notice.issued', public: false, recipientId: bank.agencyId },
    );
    await until(() => all.received.length === 5 && banks.received.length === 1 && narrow.received.length === 3);
    expect(own.ids()).toEqual([String(inside)]);
    expect(narrow.ids()).toEqual([inside, outside, other].map(String));
    expect(banks.ids()).toEqual([String(notice)]);
  });

  it('may begin at any cursor, and reads what is no longer remembered from the log', async () => {
    const endpoint = await receiver();
    const { events } = await hub.run('{ events(first: 2) { nodes { cursor } } }', {}, partner);
    await hub.create(partner, { url: endpoint.url, after: events.nodes[1].cursor });
    const { events: rest } = await hub.run(
      'query ($after: Cursor) { events(first: 500, after: $after) { nodes { id } } }',
      { after: events.nodes[1].cursor },
      partner,
    );
    await until(() => endpoint.received.length >= rest.nodes.length);
    expect(endpoint.ids()).toEqual(rest.nodes.map((e: { id: string }) => e.id));
  });

  it('keeps its connection, and thousands of events a minute are written down in a few transactions', async () => {
    const endpoint = await receiver();
    const { id } = await hub.create(partner, { url: endpoint.url });
    await hub.append(...Array.from({ length: 2_000 }, () => ({})));
    await until(() => endpoint.received.length === 2_000);
    expect(endpoint.connections).toBeLessThan(5);
    const ids = endpoint.ids().map(Number);
    expect(ids).toEqual(ids.map((_, i) => (ids[0] as number) + i));
    await until(async () => (await hub.webhook(partner, id)).lag === 0);
    const [kept] = await hub.db.sql`select count(*)::int n from hub.webhook_delivery where webhook_id = ${id}`;
    expect(kept?.n).toBeGreaterThanOrEqual(1_000);
    expect(kept?.n).toBeLessThan(1_400);
    const query = `query ($id: ID!, $after: Cursor) { webhook(id: $id) { deliveries(first: 300, after: $after) {
      nodes { position } pageInfo { hasNextPage endCursor } } } }`;
    const latest: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { webhook }: Answer = await hub.run(query, { id, after }, partner);
      const { nodes, pageInfo } = webhook.deliveries;
      latest.push(...nodes.map((n: { position: number }) => n.position));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(latest).toEqual(ids.slice(-latest.length).reverse());
    expect(latest).toHaveLength(kept?.n);
  });

  it('stops at once when its agency is disabled', async () => {
    const gone = await hub.agency('LAND');
    const endpoint = await receiver();
    await hub.create(gone, { url: endpoint.url });
    await hub.append({});
    await until(() => endpoint.received.length === 1);
    await hub.agencies.disable(gone.agencyId);
    await until(async () => {
      const [row] = await hub.db.sql`select lease_holder from hub.webhook where agency_id = ${gone.agencyId}`;
      return row?.lease_holder === null;
    });
    await hub.append({});
    worker.nudge();
    await new Promise((done) => setTimeout(done, 300));
    expect(endpoint.received).toHaveLength(1);
  });
});
