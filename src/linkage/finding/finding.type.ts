import 'reflect-metadata';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { FindingKindEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../../kernel/scalars.js';
import type { FindingKind } from '../../kernel/vocabulary.js';
import type { FindingRow } from './finding.store.js';

@ObjectType()
abstract class FindingFacts implements Pick<FindingRow, 'kind' | 'foundOn' | 'penalised' | 'grave' | 'withdrawnOn'> {
  @Field(() => FindingKindEnum, { description: 'Conduct 失信行为.' })
  kind: FindingKind;

  @Field(() => DateScalar, { description: 'Day of the finding 认定日期.' })
  foundOn: string;

  @Field(() => Boolean, { description: 'Whether an administrative penalty was imposed 已受行政处罚.' })
  penalised: boolean;

  @Field(() => Boolean, { description: 'Vile or grave 性质恶劣、情节严重.' })
  grave: boolean;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was taken back 撤销日期; null: it stands.' })
  withdrawnOn: string | null;
}

@ObjectType({
  description: 'Finding 违法失信行为认定 of an authority against an enterprise: conduct that no other register tells.',
})
export class Finding extends FindingFacts implements Pick<FindingRow, 'id' | 'documentNumber'> {
  @Field(() => ID, { description: 'Identifies the finding at the hub.' })
  id: string;

  @Field(() => String, { description: 'Number of the document at its provider.' })
  documentNumber: string;
}

@ObjectType({ description: 'One recorded version of a finding.' })
export class FindingVersion extends FindingFacts {
  @Field(() => Date, { description: 'When the hub recorded it.' })
  recordedAt: Date;
}

export const FindingConnection = connectionOf('Finding', () => Finding);
export type FindingConnection = Page<FindingRow>;

@InputType({
  description: 'A finding of an authority 违法失信行为认定; its document number with its provider identifies it.',
})
export class FindingInput {
  @Field(() => String, { description: 'Number of the document 文号 at the provider.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise 统一社会信用代码.' })
  uscc: string;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Where it was found; left out: the enterprise’s division.',
  })
  division?: string | null;

  @Field(() => FindingKindEnum, { description: 'Conduct 失信行为.' })
  kind: FindingKind;

  @Field(() => DateScalar, { description: 'Day of the finding 认定日期.' })
  foundOn: string;

  @Field(() => ID, { nullable: true, description: 'Id of the accident that it is about; null: about none.' })
  accidentId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an administrative penalty was imposed; left out: no.' })
  penalised?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Vile or grave 性质恶劣、情节严重; left out: no.' })
  grave?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it rests on 认定依据, at most 500 characters; no person’s name.',
  })
  basis?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was taken back 撤销日期, with its reason.' })
  withdrawnOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was taken back 撤销原因.' })
  withdrawalReason?: string | null;
}

@InputType({ description: 'Why a finding is taken back 撤销认定.' })
export class FindingWithdrawalInput {
  @Field(() => DateScalar, { nullable: true, description: 'Day of the withdrawal; left out: today.' })
  withdrawnOn?: string | null;

  @Field(() => String, { description: 'Why, at most 500 characters; no person’s name.' })
  reason: string;
}

@InputType({ description: 'Which findings; conditions are joined by "and".' })
export class FindingFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'Against this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Of this division or below it.' })
  division?: string | null;

  @Field(() => [FindingKindEnum], { nullable: true, description: 'Of one of these kinds.' })
  kind?: FindingKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Taken back, or standing.' })
  withdrawn?: boolean | null;
}
