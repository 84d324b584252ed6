import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { authoriseProvider, forCaller, type HubContext } from '../access/index.js';
import { type Checked, type RegisterSpec, writeBatch } from '../exchange/index.js';
import { badInput, notFound } from '../kernel/errors.js';
import { checkRecord } from '../kernel/record-reader.js';
import { readAccident } from './accident.check.js';
import { accidentRefusal } from './accident.errors.js';
import { AccidentInput } from './accident.input.js';
import { conclusionRegister, reportRegister, supplementRegister, wordingRegister } from './accident.register.js';
import { type AccidentDeps, ID_SHAPE } from './accident.resolver.js';
import type { AccidentRow } from './accident.store.js';
import { AccidentReport } from './accident.type.js';
import { type AccidentView, accidentView } from './accident.view.js';
import { readConclusion, readSupplement, readWording } from './amendment.check.js';
import { AccidentConclusionInput, AccidentSupplementInput } from './amendment.input.js';

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
    const { directory, catalogue, store } = this.deps;
    const checked = checkRecord(() => readAccident({ ...input }));
    const find = (view: AccidentView, providerId: string) =>
      checked.ok ? store.byNumber(view, providerId, checked.command.documentNumber) : null;
    return this.write(reportRegister(directory, catalogue), checked, input, idempotencyKey, context, find);
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
    const checked = checkRecord(() => readSupplement(id, { ...input }));
    return this.amend(supplementRegister, id, checked, input, idempotencyKey, context);
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
    const checked = checkRecord(() => readConclusion(id, { ...input }));
    return this.amend(conclusionRegister, id, checked, input, idempotencyKey, context);
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
    authoriseProvider(context.viewer, 'accident.submit');
    const checked = checkRecord(() => readWording(id, publicDescription));
    if (!checked.ok) throw badInput([{ path: checked.path, code: checked.code, message: checked.message }]);
    return this.amend(wordingRegister, id, checked, { publicDescription }, idempotencyKey, context);
  }

  private amend<C, R extends object, F>(
    register: RegisterSpec<C, R, F>,
    id: string,
    checked: Checked<C>,
    input: object,
    idempotencyKey: string | null,
    context: HubContext,
  ): Promise<AccidentReport> {
    authoriseProvider(context.viewer, 'accident.submit');
    if (!ID_SHAPE.test(id)) throw notFound(`accident ${id}`);
    const find = async (view: AccidentView) => (await this.deps.store.byId(view, [id]))[0] ?? null;
    return this.write(register, checked, { id, input }, idempotencyKey, context, find);
  }

  /** Writes one record as a batch of one: the same lock, decisions and idempotency as every other way into the register. */
  private async write<C, R extends object, F>(
    register: RegisterSpec<C, R, F>,
    checked: Checked<C>,
    body: unknown,
    idempotencyKey: string | null,
    context: HubContext,
    find: (view: AccidentView, providerId: string) => Promise<AccidentRow | null> | null,
  ): Promise<AccidentReport> {
    const provider = authoriseProvider(context.viewer, 'accident.submit');
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body };
    const receipt = await writeBatch(this.deps.db, register, [checked], options);
    const result = receipt.results[0];
    if (result?.status === 'REJECTED') throw accidentRefusal(result);
    // What this request has loaded so far may be of the version before.
    context.loaders.clear();
    const accident = await forCaller(context, () => find(accidentView(context), provider.agencyId));
    if (!accident) throw notFound('the accident');
    return { accident, position: receipt.position };
  }
}
