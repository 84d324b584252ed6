import 'reflect-metadata';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { AccidentLevelEnum, CaseStatusEnum, FactKindEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar } from '../../kernel/scalars.js';
import type { AccidentLevel } from '../../kernel/vocabulary.js';
import type { FactKind } from '../rules/index.js';
import type { CaseStatus } from './case.row.js';
import type { CaseRow } from './case.store.js';

@ObjectType({ description: 'A fact that a linkage case rests on.' })
export class CaseCause {
  @Field(() => FactKindEnum, { description: 'What it is.' })
  kind: FactKind;

  @Field(() => ID, { description: 'Identifies the accident, the hazard or the finding at the hub.' })
  id: string;

  @Field(() => String, { description: 'Number of its document 文号 at its provider.' })
  documentNumber: string;

  @Field(() => DateScalar, { nullable: true, description: 'Its day; of a hazard the first day past its deadline.' })
  on: string | null;
}

/** Fields that say more or less of a case, by who reads it (case.told.ts). */
export const FACT_DAY = {
  nullable: true,
  description:
    'Day of the fact: the policy in force on it decides. Null to who may not read all that the case rests on.',
};
export const CAUSES = {
  description:
    'The facts that it rests on, that which completed the trigger first: those of them that the caller may read.',
};
export const LEVEL = {
  nullable: true,
  description: 'Gravest level among its accidents; null: there is none, or one that the caller may not read.',
};

@ObjectType()
abstract class CaseFacts
  implements Pick<CaseRow, 'decidedOn' | 'effectiveFrom' | 'effectiveUntil' | 'publishedOn' | 'endedOn'>
{
  @Field(() => DateScalar, { nullable: true, description: 'Day of the decision 决定日期; null: not decided.' })
  decidedOn: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day of the term.' })
  effectiveFrom: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day of the term.' })
  effectiveUntil: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of publication 公布日期; null: not announced to the public.',
  })
  publishedOn: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'From this day on it is not in force: lifted or withdrawn.' })
  endedOn: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'Linkage case 联动案件: why an enterprise is restricted, by which policy, and how far the procedure has come.',
})
export class LinkageCase extends CaseFacts implements Pick<CaseRow, 'id'> {
  @Field(() => ID, { description: 'Identifies the case at the hub.' })
  id: string;
}

@ObjectType({
  description: 'One recorded version of a linkage case: a step of the procedure, or what the linkage concluded.',
})
export class LinkageCaseVersion extends CaseFacts implements Pick<CaseRow, 'step' | 'documentNumber'> {
  @Field(() => DateScalar, FACT_DAY)
  factDay: string | null;

  @Field(() => [CaseCause], CAUSES)
  causes: CaseCause[];

  @Field(() => AccidentLevelEnum, LEVEL)
  level: AccidentLevel | null;

  @Field(() => CaseStatusEnum, { description: 'Where it stood after it; EXPIRED is no step.' })
  status: CaseStatus;

  @Field(() => DateScalar, { description: 'Day of the step.' })
  on: string;

  @Field(() => String, {
    description: 'The mutation, or openCase, changeCauses, liftCase, withdrawCase of the linkage itself.',
  })
  step: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why; to its authorities alone, as far as they may read the facts.',
  })
  reason: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the step’s document 文号; to its authorities alone.' })
  documentNumber: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the penalty’s document 行政处罚决定书文号; to its authorities alone.',
  })
  penaltyDocumentNumber: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub recorded it.' })
  recordedAt: Date;
}

export const LinkageCaseConnection = connectionOf('LinkageCase', () => LinkageCase);
export type LinkageCaseConnection = Page<CaseRow>;

@InputType({ description: 'Which linkage cases; conditions are joined by "and".' })
export class LinkageCaseFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'On this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Of facts in this division or below it; below the county, of cases whose authority the caller is.',
  })
  division?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'By the policy of this code, at most 100 characters; blank counts as left out.',
  })
  policy?: string | null;

  @Field(() => [CaseStatusEnum], { nullable: true, description: 'In one of these statuses, as of today.' })
  status?: CaseStatus[] | null;
}
