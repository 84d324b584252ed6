import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { authoriseProvider, forCaller, type HubContext } from '../access/index.js';
import { readHazard, readPlanChange, readWording } from './hazard.check.js';
import { FiveImplementationsInput, HazardInput } from './hazard.input.js';
import { hazardView } from './hazard.loader.js';
import { hazardRegister, planRegister, wordingRegister } from './hazard.register.js';
import { Hazard } from './hazard.type.js';
import { checkOne, type HazardWriteDeps, hazardId, KEY, writeOne, written } from './hazard.write.js';

@Resolver(() => Hazard)
export class HazardReportResolver {
  constructor(private readonly deps: HazardWriteDeps) {}

  @Mutation(() => Hazard, {
    description:
      'Reports a hazard 隐患上报, or corrects one that is still FOUND. The same report again changes nothing.',
  })
  async reportHazard(
    @Arg('input', () => HazardInput) input: HazardInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<Hazard> {
    const provider = authoriseProvider(context.viewer, 'hazard.submit');
    const { db, store, directory, catalogue } = this.deps;
    const command = checkOne(() => readHazard({ ...input }), 'input.');
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: input };
    await writeOne(db, hazardRegister(directory, catalogue), command, options, 'input.');
    const view = hazardView(context);
    const id = await forCaller(context, () => store.idOf(view, provider.agencyId, command.documentNumber));
    return forCaller(context, () => written(this.deps, context, id ?? command.documentNumber));
  }

  @Mutation(() => Hazard, {
    description:
      'Fills in the five implementations 五落实 before the plan is approved, or anew once the deadline was missed: a new version, no new state. What is left out stays, null clears.',
  })
  async updateHazardPlan(
    @Arg('id', () => ID, { description: 'The hazard.' }) id: string,
    @Arg('fiveImplementations', () => FiveImplementationsInput) plan: FiveImplementationsInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<Hazard> {
    const provider = authoriseProvider(context.viewer, 'hazard.submit');
    const command = checkOne(() => readPlanChange(hazardId(id), { ...plan }), '');
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: { id, plan } };
    await writeOne(this.deps.db, planRegister, command, options, '');
    return forCaller(context, () => written(this.deps, context, command.hazardId));
  }

  @Mutation(() => Hazard, {
    description:
      'Sets what everybody but the authorities of its division reads of a hazard 公开表述, or clears it, in whatever state: a new version; the text before it is shown no more.',
  })
  async setHazardPublicDescription(
    @Arg('id', () => ID, { description: 'The hazard.' }) id: string,
    @Arg('publicDescription', () => String, {
      nullable: true,
      description: 'At most 2,000 characters, without any person; null clears it.',
    })
    publicDescription: string | null,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<Hazard> {
    const provider = authoriseProvider(context.viewer, 'hazard.submit');
    const command = checkOne(() => readWording(hazardId(id), publicDescription), '');
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: { id, publicDescription } };
    await writeOne(this.deps.db, wordingRegister, command, options, '');
    return forCaller(context, () => written(this.deps, context, command.hazardId));
  }
}
