import 'reflect-metadata';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { WebhookDisabledReasonEnum, WebhookSignatureEnum, WebhookStatusEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DivisionCodeScalar } from '../../kernel/scalars.js';
import type { WebhookDisabledReason, WebhookSignature, WebhookStatus } from '../../kernel/vocabulary.js';
import type { DeliveryRow, KeyRow, WebhookRow } from './webhook.store.js';

@ObjectType({
  description:
    'Webhook 事件推送: an address of an agency that gets the events which the agency may see, first in first out, each until it is acknowledged with 2xx.',
})
export class Webhook
  implements
    Pick<
      WebhookRow,
      | 'id'
      | 'url'
      | 'types'
      | 'divisions'
      | 'status'
      | 'statusSince'
      | 'disabledReason'
      | 'createdAt'
      | 'position'
      | 'failingSince'
      | 'nextAttemptAt'
    >
{
  @Field(() => ID, { description: 'Identifies the webhook at the hub.' })
  id: string;

  @Field(() => String, { description: 'Where events are posted to.' })
  url: string;

  @Field(() => [String], { nullable: true, description: 'Types of events that it gets; null: all.' })
  types: string[] | null;

  @Field(() => [DivisionCodeScalar], {
    nullable: true,
    description: 'Divisions whose events it gets, with all below them; null: all, also those of none.',
  })
  divisions: string[] | null;

  @Field(() => WebhookStatusEnum, { description: 'Whether it is delivered to.' })
  status: WebhookStatus;

  @Field(() => Date, { description: 'Since when it has this status.' })
  statusSince: Date;

  @Field(() => WebhookDisabledReasonEnum, { nullable: true, description: 'Why it is disabled; null while active.' })
  disabledReason: WebhookDisabledReason | null;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => Int, { description: 'Position in the log up to which everything was acknowledged.' })
  position: number;

  @Field(() => Date, { nullable: true, description: 'First failure since its last success; null where it is well.' })
  failingSince: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the next attempt may begin; null: at once.' })
  nextAttemptAt: Date | null;
}

@ObjectType({ description: 'A key that signs deliveries. During a rotation there are two, and both sign.' })
export class WebhookKey implements Omit<KeyRow, 'webhookId'> {
  @Field(() => WebhookSignatureEnum, { description: 'How it signs.' })
  signature: WebhookSignature;

  @Field(() => String, { nullable: true, description: 'Public key `whpk_…` of an ED25519 key.' })
  publicKey: string | null;

  @Field(() => Date, { description: 'Since when it signs.' })
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: 'Until when it signs; null: the present one.' })
  expiresAt: Date | null;
}

@ObjectType({ description: 'A webhook with its new key. The secret is answered here and never again.' })
export class IssuedWebhook {
  @Field(() => Webhook, { description: 'The webhook.' })
  webhook: WebhookRow;

  @Field(() => String, { nullable: true, description: 'Shared secret `whsec_…` of HMAC_SHA256: keep it.' })
  secret: string | null;

  @Field(() => String, { nullable: true, description: 'Public key `whpk_…` of ED25519.' })
  publicKey: string | null;
}

@ObjectType({ description: 'One attempt to deliver one event.' })
export class WebhookDelivery
  implements
    Pick<DeliveryRow, 'eventId' | 'eventType' | 'position' | 'attempt' | 'at' | 'durationMs' | 'responseCode' | 'error'>
{
  @Field(() => ID, { description: 'The event’s id, sent as `webhook-id`.' })
  eventId: string;

  @Field(() => String, { description: 'The event’s type.' })
  eventType: string;

  @Field(() => Int, { nullable: true, description: 'The event’s position in the log; null for a test.' })
  position: number | null;

  @Field(() => Int, { description: 'Which attempt of this event it was, from 1.' })
  attempt: number;

  @Field(() => Date, { description: 'When it began.' })
  at: Date;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  durationMs: number;

  @Field(() => Int, { nullable: true, description: 'The response’s code; null where there was none in time.' })
  responseCode: number | null;

  @Field(() => String, { nullable: true, description: 'Why it failed; null where it was acknowledged.' })
  error: string | null;
}

export const WebhookConnection = connectionOf('Webhook', () => Webhook);
export type WebhookConnection = Page<WebhookRow>;
export const WebhookDeliveryConnection = connectionOf('WebhookDelivery', () => WebhookDelivery);
export type WebhookDeliveryConnection = Page<DeliveryRow>;
