import 'reflect-metadata';
import { Field, InputType } from 'type-graphql';
import { RepairConditionEnum } from '../../kernel/enums.js';
import { DateScalar } from '../../kernel/scalars.js';
import type { RepairCondition } from '../../kernel/vocabulary.js';

@InputType({ description: 'A step of a linkage case. What a step does not ask for is left out.' })
export class LinkageCaseStepInput {
  @Field(() => DateScalar, { nullable: true, description: 'Day of the step; left out: today.' })
  on?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the document 文号: prior notice, decision, reply.' })
  documentNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, at most 500 characters; no person’s name or number. Demanded of what ends or restores a case.',
  })
  reason?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a decision: number of the penalty’s document 行政处罚决定书文号, where the policy demands it.',
  })
  penaltyDocumentNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a decision: in what the vile or grave nature 性质恶劣、情节严重 lies, where the policy demands it.',
  })
  gravity?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Of a hearing: day on which the party was told of it.' })
  announcedOn?: string | null;

  @Field(() => [RepairConditionEnum], { nullable: true, description: 'Of an approved repair: what is confirmed.' })
  confirmed?: RepairCondition[] | null;
}
