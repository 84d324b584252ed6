import { and, asc, count, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db, Orm } from '../../../db/client.js';
import { agency } from '../../../db/tables/access.js';
import { webhook, webhookDelivery, webhookSecret } from '../../../db/tables/consumer.js';
import type { Viewer } from '../../access/index.js';
import { limitExceeded } from '../../kernel/errors.js';
import type { WebhookDisabledReason, WebhookSignature } from '../../kernel/vocabulary.js';

/** A webhook with the agency whose it is: its events are those that this agency may see. */
export type WebhookRow = typeof webhook.$inferSelect & { owner: Viewer & { agencyId: string } };
export type DeliveryRow = typeof webhookDelivery.$inferSelect;
export type KeyRow = Pick<
  typeof webhookSecret.$inferSelect,
  'webhookId' | 'signature' | 'publicKey' | 'createdAt' | 'expiresAt'
>;

/** Whose webhooks: one agency's, or with null everybody's. */
export interface WebhookView {
  agencyId: string | null;
}

/** A key as it is kept. */
export interface SealedKey {
  signature: WebhookSignature;
  sealed: string;
  publicKey: string | null;
}

export interface NewWebhook {
  url: string;
  types: string[] | null;
  divisions: string[] | null;
  position: number;
  key: SealedKey;
}
export type WebhookChange = Partial<
  Pick<
    WebhookRow,
    'url' | 'types' | 'divisions' | 'position' | 'status' | 'statusSince' | 'disabledReason' | 'deletedAt'
  >
>;

/** Webhooks of one agency at most. */
export const MOST_WEBHOOKS = 20;

const OWNER = { agencyId: agency.id, kind: agency.kind, name: agency.name, divisionCode: agency.divisionCode };
const mine = ({ agencyId }: WebhookView) =>
  and(isNull(webhook.deletedAt), agencyId === null ? undefined : eq(webhook.agencyId, agencyId));

/** Webhooks as their agencies see and change them. Every change raises the revision (src/exchange/webhook/README.md). */
export class WebhookStore {
  constructor(private readonly db: Db) {}

  private select(orm: Orm) {
    return orm
      .select({ webhook, owner: OWNER })
      .from(webhook)
      .innerJoin(agency, eq(agency.id, webhook.agencyId))
      .$dynamic();
  }

  /** In the order made, with one row more than `limit` where more follow. */
  async page(view: WebhookView, after: [createdAt: string, id: string] | null, limit: number): Promise<WebhookRow[]> {
    const at = after && new Date(after[0]);
    const behind =
      after && at ? or(gt(webhook.createdAt, at), and(eq(webhook.createdAt, at), gt(webhook.id, after[1]))) : undefined;
    const rows = await this.select(this.db.orm)
      .where(and(mine(view), behind))
      .orderBy(asc(webhook.createdAt), asc(webhook.id))
      .limit(limit + 1);
    return rows.map(rowOf);
  }

  async byId(view: WebhookView, id: string, orm: Orm = this.db.orm): Promise<WebhookRow | null> {
    const [found] = await this.select(orm).where(and(mine(view), eq(webhook.id, id)));
    return found ? rowOf(found) : null;
  }

  /** LIMIT_EXCEEDED where the agency has as many as it may. */
  create(agencyId: string, { key, ...values }: NewWebhook, now: Date): Promise<WebhookRow> {
    return this.db.transaction(async (orm) => {
      await orm.execute(sql`select 1 from hub.agency where id = ${agencyId} for no key update`);
      const [have] = await orm.select({ n: count() }).from(webhook).where(mine({ agencyId }));
      if (Number(have?.n) >= MOST_WEBHOOKS)
        throw limitExceeded('webhooks of an agency', MOST_WEBHOOKS, MOST_WEBHOOKS + 1);
      const row = { ...values, agencyId, createdAt: now, statusSince: now };
      const [made] = await orm.insert(webhook).values(row).returning({ id: webhook.id });
      const { id } = made as { id: string };
      await orm.insert(webhookSecret).values({ ...key, webhookId: id, createdAt: now });
      return (await this.byId({ agencyId }, id, orm)) as WebhookRow;
    });
  }

  /** Changes it; the next attempt may begin at once. With `anew`, failures before this are forgotten. Null: there is none. */
  async change(
    view: WebhookView,
    id: string,
    change: WebhookChange,
    { anew = false, orm = this.db.orm }: { anew?: boolean; orm?: Orm } = {},
  ): Promise<WebhookRow | null> {
    const revision = sql`${webhook.revision} + 1`;
    const forgotten = anew ? { attempt: 0, failingSince: null } : {};
    const placed = change.position === undefined ? {} : { positionRevision: revision };
    const set = { ...change, ...forgotten, ...placed, nextAttemptAt: null, revision };
    const changed = await orm
      .update(webhook)
      .set(set)
      .where(and(mine(view), eq(webhook.id, id)))
      .returning();
    return changed[0] ? this.byIdAnyway(id, orm) : null;
  }

  /** One that has just been changed, or deleted by that. */
  private async byIdAnyway(id: string, orm: Orm): Promise<WebhookRow | null> {
    const [found] = await this.select(orm).where(eq(webhook.id, id));
    return found ? rowOf(found) : null;
  }

  /** Disables one that is not disabled yet: null where there is none, or it is. For a transaction that also tells of it. */
  disable(
    orm: Orm,
    view: WebhookView,
    id: string,
    reason: WebhookDisabledReason,
    at: Date,
    only?: { revision: number; leaseToken: number },
  ): Promise<WebhookRow | null> {
    const set = { status: 'DISABLED' as const, disabledReason: reason, statusSince: at, nextAttemptAt: null };
    const held = only && and(eq(webhook.revision, only.revision), eq(webhook.leaseToken, only.leaseToken));
    return orm
      .update(webhook)
      .set({ ...set, revision: sql`${webhook.revision} + 1` })
      .where(and(mine(view), eq(webhook.id, id), eq(webhook.status, 'ACTIVE'), held))
      .returning({ id: webhook.id })
      .then(([changed]) => (changed ? this.byIdAnyway(id, orm) : null));
  }

  /** A new key; the newest before it signs on until `until`, and older ones end now. False: there is no such webhook. */
  rotate(view: WebhookView, id: string, key: SealedKey, now: Date, until: Date): Promise<WebhookRow | null> {
    return this.db.transaction(async (orm) => {
      const row = await this.change(view, id, {}, { orm });
      if (!row) return null;
      const [last] = await orm
        .select()
        .from(webhookSecret)
        .where(eq(webhookSecret.webhookId, id))
        .orderBy(...NEWEST)
        .limit(1);
      await orm.execute(sql`delete from hub.webhook_secret where webhook_id = ${id} and id <> ${last?.id ?? id}`);
      if (last) await orm.update(webhookSecret).set({ expiresAt: until }).where(eq(webhookSecret.id, last.id));
      await orm.insert(webhookSecret).values({ ...key, webhookId: id, createdAt: now });
      return row;
    });
  }

  /** Deletes it and its secrets; its history stays. */
  remove(view: WebhookView, id: string, at: Date): Promise<WebhookRow | null> {
    return this.db.transaction(async (orm) => {
      const row = await this.change(view, id, { deletedAt: at }, { orm });
      if (row) await orm.execute(sql`delete from hub.webhook_secret where webhook_id = ${id}`);
      return row;
    });
  }

  /** Keys that sign at an instant, newest first, of each webhook. */
  async keys(ids: readonly string[], now: Date): Promise<KeyRow[][]> {
    const rows = await this.db.sql<(KeyRow & { createdAt: string; expiresAt: string | null })[]>`
      select webhook_id "webhookId", signature, public_key "publicKey", created_at "createdAt", expires_at "expiresAt"
      from hub.webhook_secret where webhook_id = any(${ids as string[]}::uuid[])
        and (expires_at is null or expires_at > ${now.toISOString()}) order by created_at desc, id`;
    const keys = rows.map((r) => ({
      ...r,
      createdAt: new Date(r.createdAt),
      expiresAt: r.expiresAt === null ? null : new Date(r.expiresAt),
    }));
    return ids.map((id) => keys.filter((k) => k.webhookId === id));
  }

  /** Its keys as they are kept, for signing, newest first. */
  sealed(id: string): Promise<{ sealed: string; expiresAt: Date | null }[]> {
    const { sealed, expiresAt } = webhookSecret;
    const mine = eq(webhookSecret.webhookId, id);
    return this.db.orm
      .select({ sealed, expiresAt })
      .from(webhookSecret)
      .where(mine)
      .orderBy(...NEWEST);
  }

  /** The latest attempts first, with one row more than `limit` where more follow. */
  deliveries({ id }: WebhookRow, before: number | null, limit: number): Promise<DeliveryRow[]> {
    return this.db.orm
      .select()
      .from(webhookDelivery)
      .where(and(eq(webhookDelivery.webhookId, id), before === null ? undefined : lt(webhookDelivery.id, before)))
      .orderBy(desc(webhookDelivery.id))
      .limit(limit + 1);
  }
}

const NEWEST = [desc(webhookSecret.createdAt), desc(webhookSecret.id)] as const;

const rowOf = (found: { webhook: typeof webhook.$inferSelect; owner: WebhookRow['owner'] }): WebhookRow => ({
  ...found.webhook,
  owner: found.owner,
});
