import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { authoriseProvider, forCaller, type HubContext } from '../access/index.js';
import type { RegisterSpec } from '../exchange/index.js';
import { notFound } from '../kernel/errors.js';
import { type Attempt, recordId, writeOne } from '../register/index.js';
import { readAccident } from './accident.check.js';
import { AccidentInput } from './accident.input.js';
import { conclusionRegister, reportRegister, supplementRegister, wordingRegister } from './accident.register.js';
import type { AccidentDeps } from './accident.resolver.js';
import type { AccidentRow } from './accident.store.js';
import { AccidentReport } from './accident.type.js';
import { readConclusion, readSupplement, readWording } from './amendment.check.js';
import { AccidentConclusionInput, AccidentSupplementInput } from './amendment.input.js';

const accidentId = (id: string) => recordId('accident', id);
const KEY = { nullable: true, description: 'A repeat under this key writes nothing and answers as the first did.' };

@Resolver(() => AccidentReport)
export class ReportResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @Mutation(() => AccidentReport, {
    description:
      'Reports an accident 事故快报. Repeated with the same facts it changes nothing; with other facts it corrects a report that has not been supplemented or concluded (else CONFLICT).',
  })
  reportAccident(
    @Arg('input', () => AccidentInput) input: AccidentInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentReport> {
    const { store, loaders } = this.deps;
    const attempt = { read: () => readAccident({ ...input }), body: input, idempotencyKey };
    return this.write(reportRegister(this.deps), attempt, context, ({ documentNumber }, providerId) =>
      store.byNumber(loaders.viewOf(context), providerId, documentNumber),
    );
  }

  @Mutation(() => AccidentReport, {
    description:
      'Supplements an accident of the caller’s division 补报. Casualties change within 30 days of the accident, 7 for road traffic and fire (SUPPLEMENT_WINDOW names the last day); the loss also later.',
  })
  supplementAccident(
    @Arg('id', () => ID, { description: 'The accident.' }) id: string,
    @Arg('input', () => AccidentSupplementInput) input: AccidentSupplementInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentReport> {
    const attempt = { read: () => readSupplement(accidentId(id), { ...input }), body: { id, input }, idempotencyKey };
    return this.amend(supplementRegister, id, attempt, context);
  }

  @Mutation(() => AccidentReport, {
    description:
      'Concludes an accident of the caller’s division 结案: the finding, the final figures, the publication. It closes the record.',
  })
  concludeAccident(
    @Arg('id', () => ID, { description: 'The accident.' }) id: string,
    @Arg('input', () => AccidentConclusionInput) input: AccidentConclusionInput,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentReport> {
    const attempt = { read: () => readConclusion(accidentId(id), { ...input }), body: { id, input }, idempotencyKey };
    return this.amend(conclusionRegister, id, attempt, context);
  }

  @Mutation(() => AccidentReport, {
    description:
      'Sets what the public and other agencies read of an accident of the caller’s division 公开表述, or clears it, whatever the record’s state: a new version; the text before it is shown no more.',
  })
  setAccidentPublicDescription(
    @Arg('id', () => ID, { description: 'The accident.' }) id: string,
    @Arg('publicDescription', () => String, {
      nullable: true,
      description: 'At most 4,000 characters, without any person; null clears it.',
    })
    publicDescription: string | null,
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentReport> {
    const read = () => readWording(accidentId(id), publicDescription);
    const attempt = { read, body: { id, input: { publicDescription } }, idempotencyKey, argument: null };
    return this.amend(wordingRegister, id, attempt, context);
  }

  private amend<C, R extends object, F>(
    register: RegisterSpec<C, R, F>,
    id: string,
    attempt: Attempt<C>,
    context: HubContext,
  ): Promise<AccidentReport> {
    return this.write(register, attempt, context, () => this.deps.loaders.byId(context).load(id));
  }

  /** Writes one record as a batch of one: the same lock, decisions and idempotency as every other way into the register. */
  private async write<C, R extends object, F>(
    register: RegisterSpec<C, R, F>,
    attempt: Attempt<C>,
    context: HubContext,
    find: (command: C, providerId: string) => Promise<AccidentRow | null>,
  ): Promise<AccidentReport> {
    const provider = authoriseProvider(context.viewer, 'accident.submit');
    const one = { provider, receivedAt: context.receivedAt, ...attempt };
    const { command, position } = await writeOne(this.deps.db, register, one);
    // What this request has loaded so far may be of the version before.
    context.loaders.clear();
    const accident = await forCaller(context, () => find(command, provider.agencyId));
    if (!accident) throw notFound('the accident');
    return { accident, position };
  }
}
