import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { HubContext } from '../access/index.js';
import type { HazardStepName } from './hazard.machine.js';
import { stepRegister } from './hazard.register.js';
import type { ShownHazard } from './hazard.store.js';
import { Hazard } from './hazard.type.js';
import { type HazardWriteDeps, hazardId, KEY, writeHazard } from './hazard.write.js';
import { readStep } from './hazard-step.check.js';
import {
  HazardAcceptanceInput,
  HazardExtensionDecisionInput,
  HazardExtensionInput,
  HazardListingInput,
  HazardOrderInput,
  HazardStepInput,
} from './hazard-step.input.js';

const Id = () => Arg('id', () => ID, { description: 'The hazard.' });
const Step = () => Arg('input', () => HazardStepInput, { nullable: true });
const Key = () => Arg('idempotencyKey', () => String, KEY);
type Key = string | null;
const step = (description: string) => Mutation(() => Hazard, { description });

/** One mutation for each step of hazard.machine.ts, and one path behind them all. */
@Resolver(() => Hazard)
export class HazardStepResolver {
  constructor(private readonly deps: HazardWriteDeps) {}

  private take(
    context: HubContext,
    by: HazardStepName,
    id: string,
    input: object | null,
    idempotencyKey: Key,
  ): Promise<ShownHazard> {
    const attempt = { read: () => readStep(hazardId(id), by, { ...input }), body: { id, input }, idempotencyKey };
    return writeHazard(this.deps, context, stepRegister(by), attempt, () => id);
  }

  @step('Orders rectification by a deadline 责令限期整改 → NOTIFIED.')
  notifyHazard(
    @Id() id: string,
    @Arg('input', () => HazardOrderInput, { nullable: true }) input: HazardOrderInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'notifyHazard', id, input, key);
  }

  @step('Lists for supervision 挂牌督办 → LISTED; the hazard is public from the day of listing on.')
  listHazard(
    @Id() id: string,
    @Arg('input', () => HazardListingInput, { nullable: true }) input: HazardListingInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'listHazard', id, input, key);
  }

  @step(
    'Approves the plan of rectification 方案批准 → PLAN_APPROVED; all five implementations must be there, and a major hazard listed.',
  )
  approveHazardPlan(
    @Id() id: string,
    @Step() input: HazardStepInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'approveHazardPlan', id, input, key);
  }

  @step('Reports that the work began or resumed 开始整改 → RECTIFYING; of a major hazard, by an approved plan.')
  startRectification(
    @Id() id: string,
    @Step() input: HazardStepInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'startRectification', id, input, key);
  }

  @step('Reports that the unit asked for more time 申请延期 → EXTENSION_REQUESTED; the deadline runs on.')
  requestHazardExtension(
    @Id() id: string,
    @Arg('input', () => HazardExtensionInput, { nullable: true }) input: HazardExtensionInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'requestHazardExtension', id, input, key);
  }

  @step(
    'Decides a request for more time 延期审批 → RECTIFYING: granted, with the later deadline; or refused, with the deadline as it was.',
  )
  decideHazardExtension(
    @Id() id: string,
    @Arg('input', () => HazardExtensionDecisionInput) input: HazardExtensionDecisionInput,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'decideHazardExtension', id, input, key);
  }

  @step('Reports that the unit asks for acceptance 申请验收 → COMPLETION_CLAIMED.')
  claimHazardCompletion(
    @Id() id: string,
    @Step() input: HazardStepInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'claimHazardCompletion', id, input, key);
  }

  @step('Begins the acceptance on site 验收 → ACCEPTANCE; due within 10 days of the request (coal: 20).')
  beginHazardAcceptance(
    @Id() id: string,
    @Step() input: HazardStepInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'beginHazardAcceptance', id, input, key);
  }

  @step('Accepts the rectification and cancels the item 销号 → DELISTED, which is final.')
  acceptHazard(
    @Id() id: string,
    @Arg('input', () => HazardAcceptanceInput) input: HazardAcceptanceInput,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'acceptHazard', id, input, key);
  }

  @step('Refuses acceptance 验收不合格 → REJECTED.')
  rejectHazard(@Id() id: string, @Step() input: HazardStepInput | null, @Key() key: Key, @Ctx() context: HubContext) {
    return this.take(context, 'rejectHazard', id, input, key);
  }

  @step('Marks a hazard whose deadline has passed 逾期 → OVERDUE.')
  markHazardOverdue(
    @Id() id: string,
    @Step() input: HazardStepInput | null,
    @Key() key: Key,
    @Ctx() context: HubContext,
  ) {
    return this.take(context, 'markHazardOverdue', id, input, key);
  }

  @step('Raises the supervision to the level above 提级督办 → ESCALATED.')
  escalateHazard(@Id() id: string, @Step() input: HazardStepInput | null, @Key() key: Key, @Ctx() context: HubContext) {
    return this.take(context, 'escalateHazard', id, input, key);
  }

  @step('Orders production stopped for rectification 停产整顿 → SUSPENDED; only acceptance permits restart.')
  suspendHazard(@Id() id: string, @Step() input: HazardStepInput | null, @Key() key: Key, @Ctx() context: HubContext) {
    return this.take(context, 'suspendHazard', id, input, key);
  }

  @step('Records that the unit was closed down 关闭 by the government → CLOSED, which is final.')
  closeHazard(@Id() id: string, @Step() input: HazardStepInput | null, @Key() key: Key, @Ctx() context: HubContext) {
    return this.take(context, 'closeHazard', id, input, key);
  }
}
