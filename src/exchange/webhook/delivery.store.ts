import { randomUUID } from 'node:crypto';
import { bulkInsert } from '../../../db/bulk.js';
import { type Db, prepared } from '../../../db/client.js';
import { webhookDelivery } from '../../../db/tables/consumer.js';
import type { Viewer } from '../../access/index.js';
import type { EventType } from '../log/event.types.js';
import type { KeptKey } from './post.js';
import type { Standing } from './retry.decide.js';
import type { DeliveryRow } from './webhook.store.js';

/** A webhook as the process that delivers it holds it. */
export interface Held extends Standing {
  id: string;
  revision: number;
  leaseToken: number;
  url: string;
  types: EventType[] | null;
  divisions: string[] | null;
  position: number;
  /** The epoch of the log that the position is of. */
  epoch: string;
  owner: Viewer & { agencyId: string };
  keys: KeptKey[];
}

/** The right to deliver a webhook, for as long as its token is the row's. */
export type Lease = Pick<Held, 'id' | 'leaseToken'>;

/** Where a held webhook's deliveries stand. */
export interface Progress extends Standing {
  id: string;
  leaseToken: number;
  revision: number;
  position: number;
  epoch: string;
}

/** What the database says of a held webhook. One that it does not name is held by another process, or deleted. */
export interface Seen {
  id: string;
  revision: number;
  /** The epoch that the log is in. */
  epoch: string;
  /** Active, not deleted, and its agency may still act. */
  live: boolean;
}

export type Delivery = Omit<DeliveryRow, 'id'>;

/** Attempts that are kept of each webhook. */
const KEPT = 1_000;

const LIVE = `w.status = 'ACTIVE' and w.deleted_at is null and a.disabled_at is null`;
const MINE = 'w.lease_holder = $1';

const CLAIM = `update hub.webhook w
  set lease_holder = $1, lease_until = clock_timestamp() + $2 * interval '1 ms', lease_token = w.lease_token + 1
  from (select w.id from hub.webhook w join hub.agency a on a.id = w.agency_id
    where ${LIVE} and (w.lease_until is null or w.lease_until <= clock_timestamp())
      and w.id <> all($4::uuid[])
    order by w.lease_until nulls first, w.id limit $3 for update of w skip locked) free
  where w.id = free.id returning w.id, w.lease_token::float8 "leaseToken"`;

const READ = `select w.id, w.revision, w.lease_token::float8 "leaseToken", w.url, w.types, w.divisions,
    w.position::float8 "position", (select epoch from hub.head) epoch, w.attempt, w.failing_since "failingSince", w.next_attempt_at "nextAttemptAt",
    json_build_object('agencyId', a.id, 'kind', a.kind, 'name', a.name, 'divisionCode', a.division_code) owner,
    (select coalesce(json_agg(json_build_object('sealed', s.sealed, 'expiresAt', s.expires_at) order by s.created_at desc, s.id), '[]')
      from hub.webhook_secret s where s.webhook_id = w.id) keys
  from hub.webhook w join hub.agency a on a.id = w.agency_id where ${MINE} and ${LIVE} and w.id = any($2::uuid[])`;

/**
 * An acknowledgement counts unless the position was set since, or the log is in another epoch: revisions may have gone back with it. Failures count for the revision that they were met under. The lease
 * is renewed all the same.
 */
const KEEP = `update hub.webhook w set lease_until = clock_timestamp() + $2 * interval '1 ms',
    position = case when p.revision >= w.position_revision and p.epoch = (select epoch from hub.head) then greatest(w.position, p.position) else w.position end,
    attempt = case when p.revision = w.revision then p.attempt else w.attempt end,
    failing_since = case when p.revision = w.revision then p."failingSince" else w.failing_since end,
    next_attempt_at = case when p.revision = w.revision then p."nextAttemptAt" else w.next_attempt_at end
  from json_to_recordset($3::text::json) p (id uuid, "leaseToken" bigint, revision int, position bigint, epoch text, attempt int,
    "failingSince" timestamptz, "nextAttemptAt" timestamptz), hub.agency a
  where w.id = p.id and ${MINE} and w.lease_token = p."leaseToken" and a.id = w.agency_id
  returning w.id, w.revision, (select epoch from hub.head) epoch, (${LIVE}) live`;

const SURVEY = `select w.id, w.revision, (select epoch from hub.head) epoch, (${LIVE}) live from hub.webhook w join hub.agency a on a.id = w.agency_id where ${MINE}`;

const RELEASE = `update hub.webhook w set lease_holder = null, lease_until = null
  from json_to_recordset($2::text::json) p (id uuid, "leaseToken" bigint)
  where w.id = p.id and ${MINE} and w.lease_token = p."leaseToken"`;

const PRUNE = `delete from hub.webhook_delivery d using unnest($1::uuid[]) u (id)
  where d.webhook_id = u.id and d.id <= (select o.id from hub.webhook_delivery o where o.webhook_id = u.id
    order by o.id desc offset ${KEPT} limit 1)`;

/** The delivering side of webhooks: who holds which, and what became of attempts. */
export class DeliveryStore {
  /** This process among those that deliver. */
  readonly holder = randomUUID();
  private readonly unpruned = new Map<string, number>();

  constructor(private readonly db: Db) {}

  /** Takes webhooks that nobody holds, for so many milliseconds of the database's clock; not those that this process still knows. */
  claim(leaseMs: number, limit: number, known: readonly string[]): Promise<Lease[]> {
    return this.db.transaction((orm) => prepared<Lease>(orm, CLAIM, [this.holder, leaseMs, limit, known]));
  }

  /** Held webhooks as they are now; those that are not live are left out. */
  async read(ids: readonly string[]): Promise<Held[]> {
    if (ids.length === 0) return [];
    const rows = await this.db.sql.unsafe<Held[]>(READ, [this.holder, ids as string[]], { prepare: true });
    return rows.map((row) => ({
      ...row,
      failingSince: instant(row.failingSince),
      nextAttemptAt: instant(row.nextAttemptAt),
      keys: row.keys.map((key) => ({ ...key, expiresAt: instant(key.expiresAt) })),
    }));
  }

  /** Renews leases and writes down where deliveries stand, in one transaction with the attempts made. */
  async keep(leaseMs: number, progress: readonly Progress[], made: readonly Delivery[]): Promise<Seen[]> {
    return this.db.transaction(async (orm) => {
      const [seen] = await Promise.all([
        prepared<Seen>(orm, KEEP, [this.holder, leaseMs, JSON.stringify(progress)]),
        bulkInsert(orm, webhookDelivery, made),
        ...this.prune(made).map((ids) => prepared(orm, PRUNE, [ids])),
      ]);
      return seen;
    });
  }

  /** Webhooks whose history has grown since it was last cut. */
  private prune(made: readonly Delivery[]): string[][] {
    for (const { webhookId } of made) this.unpruned.set(webhookId, (this.unpruned.get(webhookId) ?? 0) + 1);
    const grown = [...this.unpruned].filter(([, n]) => n >= KEPT / 5).map(([id]) => id);
    for (const id of grown) this.unpruned.delete(id);
    return grown.length > 0 ? [grown] : [];
  }

  /** Every webhook that this process holds. */
  async survey(): Promise<Seen[]> {
    return this.db.sql.unsafe<Seen[]>(SURVEY, [this.holder], { prepare: true });
  }

  async release(held: readonly Lease[]): Promise<void> {
    if (held.length === 0) return;
    const which = JSON.stringify(held.map(({ id, leaseToken }) => ({ id, leaseToken })));
    await this.db.transaction((orm) => prepared(orm, RELEASE, [this.holder, which]));
  }
}

/** The driver hands instants over as texts. */
const instant = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));
