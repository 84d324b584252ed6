import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { authoriseProvider, forCaller, type HubContext } from '../../access/index.js';
import { notFound } from '../../kernel/errors.js';
import { recordId } from '../../register/index.js';
import type { CaseReadStore } from '../case/case.read.store.js';
import type { CaseRow } from '../case/case.store.js';
import { LinkageCase } from '../case/case.type.js';
import { restrictionView } from '../restriction/restriction.view.js';
import type { CaseStepName } from '../rules/index.js';
import { LinkageCaseStepInput } from '../step/case-step.input.js';
import { type CaseStepDeps, readCaseStep, takeCaseStep } from '../step/case-step.js';

const Id = () => Arg('id', () => ID, { description: 'The case.' });
const Input = () => Arg('input', () => LinkageCaseStepInput, { nullable: true });
type Input = LinkageCaseStepInput | null;
const step = (description: string) => Mutation(() => LinkageCase, { description });

/** One mutation for each step of rules/case.machine.ts, and one path behind them all. */
@Resolver(() => LinkageCase)
export class CaseStepResolver {
  constructor(private readonly deps: CaseStepDeps & { cases: CaseReadStore }) {}

  private async take(context: HubContext, by: CaseStepName, id: string, input: Input): Promise<CaseRow> {
    const provider = authoriseProvider(context.viewer, 'case.decide');
    await takeCaseStep(
      this.deps,
      provider,
      recordId('linkage case', id),
      readCaseStep(by, { ...input }, context.today),
    );
    const [row] = await forCaller(context, () => this.deps.cases.byId(restrictionView(context), [id]));
    if (!row) throw notFound(`linkage case ${id}`);
    return row;
  }

  @step('Serves the prior notice 告知书 → PRIOR_NOTICE: what is proposed, on what facts, with which rights.')
  servePriorNotice(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'servePriorNotice', id, input);
  }

  @step('Records the party’s statement and defence 陈述申辩 → STATEMENT.')
  recordStatement(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'recordStatement', id, input);
  }

  @step('Records that the party disputes the facts 异议 → OBJECTION.')
  recordObjection(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'recordObjection', id, input);
  }

  @step('Records that the party asks for a hearing 申请听证 → HEARING.')
  requestHearing(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'requestHearing', id, input);
  }

  @step('Records that the hearing was held 举行听证 → HEARING; it was announced in time (`announcedOn`).')
  holdHearing(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'holdHearing', id, input);
  }

  @step('Records that the party takes its request for a hearing back, or stays away 放弃听证 → STATEMENT.')
  waiveHearing(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'waiveHearing', id, input);
  }

  @step('Decides 作出决定 → IN_FORCE: restrictions begin, notices go out. Not before the periods have run.')
  decideCase(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'decideCase', id, input);
  }

  @step('Drops a case before its decision 不予列入 → WITHDRAWN.')
  dropCase(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'dropCase', id, input);
  }

  @step('Takes a decision back 撤销决定 → WITHDRAWN: it should not have been.')
  revokeDecision(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'revokeDecision', id, input);
  }

  @step('Records that the enterprise applies for repair 申请信用修复 → REPAIR_REQUESTED; the restrictions go on.')
  applyForRepair(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'applyForRepair', id, input);
  }

  @step('Approves the repair 准予修复 → LIFTED: publicity, sharing and restrictions end together.')
  approveRepair(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'approveRepair', id, input);
  }

  @step('Refuses the repair 不予修复 → IN_FORCE.')
  refuseRepair(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'refuseRepair', id, input);
  }

  @step('Restores what was lifted by fraud 恢复列入 → IN_FORCE.')
  restoreListing(@Id() id: string, @Input() input: Input, @Ctx() context: HubContext) {
    return this.take(context, 'restoreListing', id, input);
  }
}
