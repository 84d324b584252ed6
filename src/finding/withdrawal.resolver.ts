import { Arg, Ctx, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Db } from '../../db/client.js';
import { authoriseProvider, type HubContext } from '../access/index.js';
import type { RegisterSpec } from '../exchange/index.js';
import { notFound } from '../kernel/errors.js';
import { RecordReader } from '../kernel/record-reader.js';
import {
  factFields,
  readFacts,
  recordId,
  registerGraph,
  registerView,
  withFields,
  writeOne,
} from '../register/index.js';
import { WITHDRAWAL } from './finding.facts.js';
import { findingRegister } from './finding.register.js';
import { type FindingRow, findingStore } from './finding.store.js';
import { decideWithdrawal, type WithdrawFinding } from './withdrawal.decide.js';

const { Type } = registerGraph(findingRegister).types;

@InputType({ description: 'Why a finding is taken back 撤销认定.' })
class FindingWithdrawalInput {}
withFields(
  FindingWithdrawalInput,
  factFields(WITHDRAWAL, ({ description }) => description, { input: true }),
);

/** How the withdrawal of one finding takes part in a batch. */
const withdrawal: RegisterSpec<WithdrawFinding, FindingRow, null> = {
  operation: 'withdrawFinding',
  keyOf: ({ id }) => id,
  prepare: async (orm, commands) => ({
    current: await findingStore.ofIds(
      orm,
      commands.map(({ id }) => id),
    ),
    facts: null,
  }),
  decide: (command, current, _facts, recording) => decideWithdrawal(command, current, recording),
  insert: findingStore.insert,
  update: findingStore.update,
  eventOf: findingRegister.events.version,
};

@Resolver(() => Type)
export class WithdrawalResolver {
  constructor(private readonly db: Db) {}

  @Mutation(() => Type, {
    description:
      'Takes a finding back 撤销认定: what followed from it ends. By a regulator of its division; the same withdrawal again changes nothing.',
  })
  async withdrawFinding(
    @Arg('id', () => ID, { description: 'The finding.' }) id: string,
    @Arg('input', () => FindingWithdrawalInput) input: FindingWithdrawalInput,
    @Ctx() context: HubContext,
  ): Promise<FindingRow> {
    const provider = authoriseProvider(context.viewer, findingRegister.submits);
    const known = recordId('finding', id);
    const read = () => RecordReader.read({ ...input }, (r) => ({ id: known, ...readFacts(r, WITHDRAWAL) }));
    const attempt = { provider, receivedAt: context.receivedAt, read, body: { id, input } };
    await writeOne(this.db, withdrawal, attempt);
    const [row] = await findingStore.byId(this.db, registerView(context, findingRegister.reads), [id]);
    if (!row) throw notFound(`finding ${id}`);
    return row;
  }
}
