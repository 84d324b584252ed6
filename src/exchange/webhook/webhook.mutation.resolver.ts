import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { authoriseProvider, forCaller, type HubContext, type Provider } from '../../access/index.js';
import { WebhookSignatureEnum } from '../../kernel/enums.js';
import { HubError } from '../../kernel/errors.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { WebhookSignature } from '../../kernel/vocabulary.js';
import type { EventReader } from '../feed/event.reader.js';
import type { Delivery } from './delivery.store.js';
import { disableAndTell } from './disable.js';
import { type NewKey, newKey } from './signature.js';
import { tester, type WebhookServices } from './tester.js';
import { checkOverlap, checkWebhook } from './webhook.check.js';
import { WebhookChangeInput, WebhookInput } from './webhook.input.js';
import { found, webhookView } from './webhook.resolver.js';
import type { SealedKey, WebhookRow, WebhookStore, WebhookView } from './webhook.store.js';
import { IssuedWebhook, Webhook, WebhookDelivery } from './webhook.type.js';

const HOUR_MS = 3_600_000;
const WHICH = { description: 'Which webhook.' };

export interface WebhookMutationDeps {
  db: Db;
  store: WebhookStore;
  reader: EventReader;
  /** Null where the process sends nothing: it then changes no webhook either. */
  services: WebhookServices | null;
}

@Resolver(() => Webhook)
export class WebhookMutationResolver {
  private readonly test: ReturnType<typeof tester> | null;

  constructor(private readonly deps: WebhookMutationDeps) {
    const { db, store, reader, services } = deps;
    this.test = services && tester(db, reader, store, services);
  }

  @Mutation(() => IssuedWebhook, {
    description:
      'Makes a webhook of the caller, and answers the secret (HMAC_SHA256) or the public key (ED25519) that its deliveries are verified with. At most 20 an agency.',
  })
  async createWebhook(
    @Arg('input', () => WebhookInput) input: WebhookInput,
    @Ctx() context: HubContext,
  ): Promise<IssuedWebhook> {
    const { viewer, receivedAt } = context;
    const { agencyId } = authoriseProvider(viewer, 'webhook.manage');
    const { store, reader } = this.deps;
    const { url = '', types = null, divisions = null } = checkWebhook(input, viewer, this.services.sender.guard);
    const position = input.after == null ? (await reader.state()).head : await reader.positionOf(input.after);
    const key = newKey(input.signature ?? 'ED25519');
    const made = { url, types, divisions, position, key: this.sealed(key) };
    return issued(await forCaller(context, () => store.create(agencyId, made, receivedAt)), key);
  }

  @Mutation(() => Webhook, { description: 'Changes a webhook of the caller from its position on.' })
  updateWebhook(
    @Arg('id', () => ID, WHICH) id: string,
    @Arg('input', () => WebhookChangeInput) input: WebhookChangeInput,
    @Ctx() context: HubContext,
  ): Promise<WebhookRow> {
    const view = this.own(context);
    const change = checkWebhook(input, context.viewer, this.services.sender.guard);
    return found(id, () => this.deps.store.change(view, id, change));
  }

  @Mutation(() => IssuedWebhook, {
    description:
      'Gives a webhook of the caller a new key. For `overlapHours` the one before it signs too: both signatures stand in the header. 0 ends it at once, as after a leak.',
  })
  async rotateWebhookSecret(
    @Arg('id', () => ID, WHICH) id: string,
    @Arg('overlapHours', () => Int, { defaultValue: 24, description: 'Hours from 0 to 168.' }) overlapHours: number,
    @Arg('signature', () => WebhookSignatureEnum, { nullable: true, description: 'Left out: as before.' })
    signature: WebhookSignature | null,
    @Ctx() context: HubContext,
  ): Promise<IssuedWebhook> {
    const view = this.own(context);
    const { store } = this.deps;
    const until = new Date(context.receivedAt.getTime() + checkOverlap(overlapHours) * HOUR_MS);
    await found(id, () => store.byId(view, id));
    const [[present] = []] = await forCaller(context, () => store.keys([id], context.receivedAt));
    const key = newKey(signature ?? present?.signature ?? 'ED25519');
    const rotate = () => store.rotate(view, id, this.sealed(key), context.receivedAt, until);
    return issued(await found(id, () => forCaller(context, rotate)), key);
  }

  @Mutation(() => Webhook, {
    description:
      'Enables a webhook: it goes on from its position, and failures before are forgotten. One that is active and waits for its next attempt tries now. One that an operator disabled, an operator alone enables.',
  })
  async enableWebhook(@Arg('id', () => ID, WHICH) id: string, @Ctx() context: HubContext): Promise<WebhookRow> {
    const view = webhookView(context, 'webhook.switch');
    const { store } = this.deps;
    const row = await found(id, () => store.byId(view, id));
    if (row.status === 'ACTIVE') return found(id, () => forCaller(context, () => store.change(view, id, {})));
    if (row.disabledReason === 'OPERATOR' && view.agencyId !== null)
      throw new HubError('FORBIDDEN', 'an operator disabled this webhook, and alone can enable it', {
        action: 'webhook.switch',
      });
    const active = { status: 'ACTIVE' as const, disabledReason: null, statusSince: context.receivedAt };
    return found(id, () => forCaller(context, () => store.change(view, id, active, { anew: true })));
  }

  @Mutation(() => Webhook, { description: 'Disables a webhook: nothing is sent, and it keeps its position.' })
  async disableWebhook(@Arg('id', () => ID, WHICH) id: string, @Ctx() context: HubContext): Promise<WebhookRow> {
    const view = webhookView(context, 'webhook.switch');
    const { db, store } = this.deps;
    const row = await found(id, () => store.byId(view, id));
    const reason = row.agencyId === context.viewer.agencyId ? 'AGENCY' : 'OPERATOR';
    const why = { reason, at: context.receivedAt } as const;
    const disabled = await forCaller(context, () => disableAndTell(db, store, view, id, why));
    return disabled ?? found(id, () => forCaller(context, () => store.byId(view, id)));
  }

  @Mutation(() => ID, { description: 'Deletes a webhook of the caller, and its keys; answers its id.' })
  async deleteWebhook(@Arg('id', () => ID, WHICH) id: string, @Ctx() context: HubContext): Promise<string> {
    const view = this.own(context);
    const row = await found(id, () => this.deps.store.remove(view, id, context.receivedAt));
    return row.id;
  }

  @Mutation(() => Webhook, {
    description:
      'Sets the position of a webhook of the caller: everything behind the cursor is delivered (again), with the same ids. A later cursor skips what lies before it.',
  })
  async replayWebhook(
    @Arg('id', () => ID, WHICH) id: string,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Left out: from the oldest event kept.' })
    after: string | null,
    @Ctx() context: HubContext,
  ): Promise<WebhookRow> {
    const view = this.own(context);
    const { store, reader } = this.deps;
    const position = after === null ? (await reader.state()).startPosition : await reader.positionOf(after);
    return found(id, () => forCaller(context, () => store.change(view, id, { position })));
  }

  @Mutation(() => WebhookDelivery, {
    description:
      'Sends one signed event of the type webhook.test to a webhook of the caller now, and answers what became of it. It changes nothing of its deliveries.',
  })
  async testWebhook(@Arg('id', () => ID, WHICH) id: string, @Ctx() context: HubContext): Promise<Delivery> {
    const view = this.own(context);
    const row = await found(id, () => this.deps.store.byId(view, id));
    if (!this.test) throw unserved();
    return this.test(row);
  }

  private own({ viewer }: HubContext): WebhookView & Pick<Provider, 'agencyId'> {
    return { agencyId: authoriseProvider(viewer, 'webhook.manage').agencyId };
  }

  private get services(): WebhookServices {
    if (!this.deps.services) throw unserved();
    return this.deps.services;
  }

  private sealed({ signature, privateText, publicKey }: NewKey): SealedKey {
    return { signature, publicKey, sealed: this.services.keyring.seal(privateText) };
  }
}

const unserved = () => new HubError('UNAVAILABLE', 'this process sends no webhooks; ask one that serves the hub');

const issued = (webhook: WebhookRow, { signature, privateText, publicKey }: NewKey): IssuedWebhook => ({
  webhook,
  secret: signature === 'HMAC_SHA256' ? privateText : null,
  publicKey,
});
