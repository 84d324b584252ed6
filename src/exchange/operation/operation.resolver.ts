import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Action, authorise, authoriseProvider, type HubContext, type Viewer } from '../../access/index.js';
import { HubError, notFound } from '../../kernel/errors.js';
import type { OperationDesk } from './desk.js';
import { OperationInput } from './operation.input.js';
import type { DocumentCheck } from './operation.js';
import { OperationReceipt, OperationRegister } from './operation.type.js';

const AGENCY = { nullable: true, description: 'Which agency, by its id: for operators. Left out: the caller.' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The agency that a call is about: the caller, or for an operator any. */
function agencyOf(viewer: Viewer, action: Action, named: string | null): string {
  const { agencyId } = authoriseProvider(viewer, action);
  if (named === null || named === agencyId) return agencyId;
  if (authorise(viewer, action) !== 'ALL')
    throw new HubError('FORBIDDEN', `${action} is open to an agency for itself, and to operators`, { action });
  if (!UUID.test(named)) throw notFound('this agency');
  return named;
}

@Resolver()
export class OperationResolver {
  constructor(
    private readonly desk: OperationDesk,
    /** Null where the process cannot check documents: it then registers none. */
    private readonly check: DocumentCheck | null,
  ) {}

  @Query(() => OperationRegister, { description: 'The registered operations of the caller.' })
  registeredOperations(
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Ctx() { viewer }: HubContext,
  ): Promise<OperationRegister> {
    return this.desk.read(agencyOf(viewer, 'operation.read', agency));
  }

  @Mutation(() => [OperationReceipt], {
    description:
      'Registers operations of the caller, each by itself, at most 500 a call; one under an id that is there replaces it. Each has a receipt, in the order handed in. Repeating it changes nothing. They may be asked for within two seconds.',
  })
  registerOperations(
    @Arg('operations', () => [OperationInput], { description: 'The operations.' }) operations: OperationInput[],
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Say what would become of them, and write nothing.',
    })
    dryRun: boolean,
    @Ctx() { viewer, receivedAt }: HubContext,
  ): Promise<OperationReceipt[]> {
    const whose = agencyOf(viewer, 'operation.manage', agency);
    if (!this.check)
      throw new HubError('UNAVAILABLE', 'this process registers no operations; ask one that serves the hub');
    return this.desk.register(whose, operations, this.check, { at: receivedAt, dryRun });
  }

  @Mutation(() => [ID], {
    description: 'Removes registered operations of the caller; answers the ids that there were.',
  })
  removeOperations(
    @Arg('ids', () => [ID], { description: 'Which operations, at most 500.' }) ids: string[],
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Ctx() { viewer }: HubContext,
  ): Promise<string[]> {
    return this.desk.remove(agencyOf(viewer, 'operation.manage', agency), ids);
  }

  @Mutation(() => OperationRegister, {
    description:
      'Says whether the caller runs its registered operations and no others: a lost key then asks nothing else. This mutation must be registered itself to be taken back by the caller; an operator can at any time.',
  })
  requireRegisteredOperations(
    @Arg('only', () => Boolean, { description: 'Whether others are refused.' }) only: boolean,
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Ctx() { viewer }: HubContext,
  ): Promise<OperationRegister> {
    return this.desk.require(agencyOf(viewer, 'operation.manage', agency), only);
  }
}
