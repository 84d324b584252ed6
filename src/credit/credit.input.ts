import { Field, InputType } from 'type-graphql';
import { RatingLevelEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../kernel/scalars.js';
import type { RatingLevel } from '../kernel/vocabulary.js';

@InputType({
  description:
    'A credit rating. The document number identifies it at its provider; a repeat with other facts is a new version. In a repeat, a field that is left out stays as it is; an explicit null clears it.',
})
export class CreditRatingInput {
  @Field(() => String, { description: 'Number of the rating document.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise rated; it must be in the register.' })
  uscc: string;

  @Field(() => RatingLevelEnum, { description: 'Level, AAA best.' })
  level: RatingLevel;

  @Field(() => DateScalar, { description: 'Day of the rating; not in the future.' })
  ratedOn: string;

  @Field(() => String, { nullable: true, description: 'Who rated.' })
  ratedBy?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day of validity; none: until the next rating.' })
  validUntil?: string | null;

  @Field(() => String, { nullable: true, description: 'Basis of the rating.' })
  basis?: string | null;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Division it belongs to; the enterprise’s where left out.',
  })
  division?: string | null;
}
