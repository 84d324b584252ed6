import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import type { HubContext } from '../access/index.js';
import { CursorScalar, DateTimeScalar, UsccScalar } from '../kernel/scalars.js';
import { selectedUnder } from '../kernel/selection.js';
import type { CheckAnswer } from './checker.js';
import type { CreditDeps } from './credit.deps.js';
import { CreditCheck } from './credit.type.js';

export const PURPOSE =
  'What it is asked for 查询用途, for example a loan application’s number; at most 200 characters. Left out: the purpose that the operation is registered with, if it is. It is recorded with who asked about whom and when, and stands in the receipt.';
const AS_OF = 'A past instant: what the hub knew then about that day. Left out: now.';

@Resolver(() => CreditCheck)
export class CreditCheckResolver {
  constructor(private readonly deps: Pick<CreditDeps, 'checker' | 'receipts' | 'cursorAt'>) {}

  @Query(() => CreditCheck, { description: 'Checks one enterprise. An unknown code is an outcome, not an error.' })
  async creditCheck(
    @Arg('uscc', () => UsccScalar) uscc: string,
    @Arg('purpose', () => String, { nullable: true, description: PURPOSE }) purpose: string | null,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: AS_OF }) asOf: Date | null,
    @Ctx() context: HubContext,
  ): Promise<CreditCheck> {
    return (
      await this.deps.checker.answer(context, [uscc], { purpose: purpose ?? context.purpose ?? null, asOf })
    )[0] as CheckAnswer;
  }

  @Query(() => [CreditCheck], { description: 'Checks up to 10,000 enterprises at one instant, in the order asked.' })
  async creditChecks(
    @Arg('usccs', () => [UsccScalar]) usccs: string[],
    @Arg('purpose', () => String, { nullable: true, description: PURPOSE }) purpose: string | null,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: AS_OF }) asOf: Date | null,
    @Ctx() context: HubContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreditCheck[]> {
    const { checker, receipts, cursorAt } = this.deps;
    const answers = await checker.answer(context, usccs, { purpose: purpose ?? context.purpose ?? null, asOf });
    const [first] = answers;
    // All at once: ten thousand promises, one a field, cost as much as what they promise.
    const selected = selectedUnder(info, '');
    if (first && selected.has('cursor')) {
      const cursor = await cursorAt(first.position);
      for (const answer of answers) answer.cursor = cursor;
    }
    if (first && receipts && selected.has('receipt')) {
      const made = await receipts.issue(answers, first.request, context.viewer.agencyId);
      for (const [i, answer] of answers.entries()) answer.receipt = made[i] as string;
    }
    return answers;
  }

  @FieldResolver(() => CursorScalar, {
    description:
      'The position as a cursor: give it as `after` to a subscription or to `events`, and what changes the answer after it is told. Of a past instant it may be older than what is kept.',
  })
  cursor(@Root() answer: CreditCheck): string | Promise<string> {
    const { cursor, position } = answer as CheckAnswer;
    return cursor ?? this.deps.cursorAt(position);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Signed receipt 签名回执: proof of this answer that stands alone and is checked offline with the hub’s public keys, years later too (`npx hub receipt verify`; PROTOCOL.md, "Receipts"). It is made where it is asked for. Null: this process signs nothing.',
  })
  receipt(@Root() answer: CreditCheck, @Ctx() { viewer }: HubContext): string | Promise<string> | null {
    const found = answer as CheckAnswer;
    if (found.receipt !== undefined) return found.receipt;
    const made = this.deps.receipts?.issue([found], found.request, viewer.agencyId);
    return made?.then(([receipt]) => receipt as string) ?? null;
  }
}
