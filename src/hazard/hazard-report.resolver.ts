import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { HubContext } from '../access/index.js';
import { readHazard, readPlanChange, readWording } from './hazard.check.js';
import { FiveImplementationsInput, HazardInput } from './hazard.input.js';
import { hazardRegister, planRegister, wordingRegister } from './hazard.register.js';
import type { ShownHazard } from './hazard.store.js';
import { Hazard } from './hazard.type.js';
import { type HazardWriteDeps, hazardId, KEY, writeHazard } from './hazard.write.js';

@Resolver(() => Hazard)
export class HazardReportResolver {
  constructor(private readonly deps: HazardWriteDeps) {}

  @Mutation(() => Hazard, {
    description:
      'Reports a hazard 隐患上报, or corrects one that is still FOUND. The same report again changes nothing.',
  })
  reportHazard(
    @Arg('input', () => HazardInput) input: HazardInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<ShownHazard> {
    const { store, loaders } = this.deps;
    const attempt = { read: () => readHazard({ ...input }), body: input, idempotencyKey };
    return writeHazard(this.deps, context, hazardRegister(this.deps), attempt, (command, providerId) =>
      store.idOf(loaders.viewOf(context), providerId, command.documentNumber),
    );
  }

  @Mutation(() => Hazard, {
    description:
      'Fills in the five implementations 五落实 before the plan is approved, or anew once the deadline was missed: a new version, no new state. What is left out stays, null clears.',
  })
  updateHazardPlan(
    @Arg('id', () => ID, { description: 'The hazard.' }) id: string,
    @Arg('fiveImplementations', () => FiveImplementationsInput) plan: FiveImplementationsInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<ShownHazard> {
    const read = () => readPlanChange(hazardId(id), { ...plan });
    const attempt = { read, body: { id, plan }, idempotencyKey, argument: 'fiveImplementations' };
    return writeHazard(this.deps, context, planRegister, attempt, () => id);
  }

  @Mutation(() => Hazard, {
    description:
      'Sets what everybody but the authorities of its division reads of a hazard 公开表述, or clears it, in whatever state: a new version; the text before it is shown no more.',
  })
  setHazardPublicDescription(
    @Arg('id', () => ID, { description: 'The hazard.' }) id: string,
    @Arg('publicDescription', () => String, {
      nullable: true,
      description: 'At most 2,000 characters, without any person; null clears it.',
    })
    publicDescription: string | null,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<ShownHazard> {
    const read = () => readWording(hazardId(id), publicDescription);
    const attempt = { read, body: { id, publicDescription }, idempotencyKey, argument: null };
    return writeHazard(this.deps, context, wordingRegister, attempt, () => id);
  }
}
