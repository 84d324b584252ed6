import { Field, InputType } from 'type-graphql';
import { DateScalar, DateTimeScalar } from '../kernel/scalars.js';

@InputType({ description: 'A step of a hazard’s rectification.' })
export class HazardStepInput {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it happened: not in the future, not before the step before. Left out: now.',
  })
  at?: Date | null;

  @Field(() => String, { nullable: true, description: 'Number of the document behind the step 文号.' })
  documentNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A note, at most 1,000 characters. Internal: the authorities of its division read it.',
  })
  note?: string | null;
}

@InputType({ description: 'An order to rectify by a deadline 责令限期整改.' })
export class HazardOrderInput extends HazardStepInput {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day for rectification. Left out: as reported; without either the order is refused.',
  })
  deadline?: string | null;
}

@InputType({ description: 'A listing for supervision 挂牌督办.' })
export class HazardListingInput extends HazardStepInput {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of listing; the hazard is public from it on. Left out: the day of `at`.',
  })
  listedOn?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Last day for rectification. Left out: the order’s, which it should equal (Fujian’s rule on listed supervision, art. 7).',
  })
  deadline?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody reads of the hazard 公开表述, at most 2,000 characters, without any person. Left out: as it is; null: nothing.',
  })
  publicDescription?: string | null;
}

@InputType({ description: 'A request for more time 申请延期.' })
export class HazardExtensionInput extends HazardStepInput {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The deadline asked for, later than the present one. The present one runs on until it is granted.',
  })
  deadline?: string | null;
}

@InputType({ description: 'The decision on a request for more time.' })
export class HazardExtensionDecisionInput extends HazardStepInput {
  @Field(() => Boolean, { description: 'Whether it is granted.' })
  granted: boolean;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The new deadline, later than the present one: with a grant, and only then.',
  })
  deadline?: string | null;
}

@InputType({ description: 'An acceptance 验收通过, which cancels the item 销号.' })
export class HazardAcceptanceInput extends HazardStepInput {
  @Field(() => String, { description: 'Number of the acceptance document 验收批复.' })
  override documentNumber: string;
}
