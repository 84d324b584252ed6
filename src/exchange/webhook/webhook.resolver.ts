import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { type Action, authorise, type HubContext, perRequest } from '../../access/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { notFound } from '../../kernel/errors.js';
import { Loader } from '../../kernel/loader.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { EventReader } from '../feed/event.reader.js';
import { headLoader } from '../feed/head.loader.js';
import { lagOf } from '../feed/lag.js';
import { followsOf } from './follows.js';
import type { DeliveryRow, KeyRow, WebhookRow, WebhookStore, WebhookView } from './webhook.store.js';
import { Webhook, WebhookConnection, WebhookDelivery, WebhookDeliveryConnection, WebhookKey } from './webhook.type.js';

const LIST = 'webhooks';
const HISTORY = 'webhookDeliveries';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isInstant = (text: string) => !Number.isNaN(Date.parse(text));

/** Whose webhooks an action reaches: the caller's own, or an operator's everybody's. */
export function webhookView({ viewer }: HubContext, action: Action): WebhookView {
  return { agencyId: authorise(viewer, action) === 'ALL' ? null : viewer.agencyId };
}

/** The webhook of an id; NOT_FOUND also where it is not the caller's. */
export async function found(id: string, find: () => Promise<WebhookRow | null>): Promise<WebhookRow> {
  const row = UUID.test(id) ? await find() : null;
  if (!row) throw notFound(`webhook ${id.slice(0, 40)}`);
  return row;
}

@Resolver(() => Webhook)
export class WebhookResolver {
  private readonly head: ReturnType<typeof headLoader>;
  private readonly keysOf: (context: HubContext) => Loader<string, KeyRow[]>;

  constructor(
    private readonly db: Db,
    private readonly store: WebhookStore,
    private readonly reader: EventReader,
  ) {
    this.head = headLoader(reader);
    this.keysOf = perRequest(({ receivedAt }) => new Loader((ids) => store.keys(ids, receivedAt)));
  }

  @Query(() => WebhookConnection, { description: 'The caller’s webhooks in the order made; an operator’s: all.' })
  async webhooks(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<WebhookConnection> {
    const view = webhookView(context, 'webhook.read');
    const limit = pageSize(first);
    const key = after === null ? null : (readCursor(LIST, after, [isInstant, UUID]) as [string, string]);
    const rows = await this.store.page(view, key, limit);
    return pageOf(rows, limit, (r) => writeCursor(LIST, [r.createdAt.toISOString(), r.id]), after);
  }

  @Query(() => Webhook, { description: 'A webhook of the caller; an operator’s: any. NOT_FOUND where there is none.' })
  webhook(
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
    @Ctx() context: HubContext,
  ): Promise<WebhookRow> {
    const view = webhookView(context, 'webhook.read');
    return found(id, () => this.store.byId(view, id));
  }

  @FieldResolver(() => String, { description: 'Name of the agency whose it is.' })
  agency(@Root() { owner }: WebhookRow): string {
    return owner.name;
  }

  @FieldResolver(() => CursorScalar, { description: 'Its position as a cursor: what follows has yet to be delivered.' })
  cursor(@Root() { position }: WebhookRow): Promise<string> {
    return this.reader.cursorAt(position);
  }

  @FieldResolver(() => Int, { description: 'Failed attempts since its last success.' })
  failures(@Root() { attempt }: WebhookRow): number {
    return attempt;
  }

  @FieldResolver(() => Int, {
    description:
      'Events that it has yet to get. Exact to 10,000 positions behind the head of the log; beyond that, every further position counts.',
  })
  async lag(@Root() row: WebhookRow, @Ctx() context: HubContext): Promise<number> {
    return lagOf(this.db, followsOf(row), await this.head(context));
  }

  @FieldResolver(() => [WebhookKey], { description: 'Keys that sign now, the newest first.' })
  keys(@Root() { id }: WebhookRow, @Ctx() context: HubContext): Promise<KeyRow[]> {
    return this.keysOf(context).load(id);
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'Its latest attempts, the last one first; the last 1,000 or so are kept.',
  })
  async deliveries(
    @Root() row: WebhookRow,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
  ): Promise<WebhookDeliveryConnection> {
    const limit = pageSize(first);
    const [before = null] = after === null ? [] : readCursor(HISTORY, after, [/^\d{1,15}$/]);
    const rows = await this.store.deliveries(row, before === null ? null : Number(before), limit);
    return pageOf<DeliveryRow>(rows, limit, (r) => writeCursor(HISTORY, [r.id]), after);
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => Boolean, { description: 'Whether it was acknowledged with 2xx.' })
  acknowledged(@Root() { error }: Pick<DeliveryRow, 'error'>): boolean {
    return error === null;
  }
}
