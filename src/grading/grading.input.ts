import { Field, Float, InputType } from 'type-graphql';
import { StandardizationGradeEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../kernel/scalars.js';
import type { StandardizationGrade } from '../kernel/vocabulary.js';
import { GradingStatus } from './grading.type.js';

@InputType({
  description:
    'A grading result. The document number identifies it at its provider; a repeat with other facts is a new version. In a repeat, a field that is left out stays as it is; an explicit null clears it.',
})
export class GradingInput {
  @Field(() => String, { description: 'Number of the certificate or announcement.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise graded; it must be in the register.' })
  uscc: string;

  @Field(() => String, { description: 'Standard graded against, for example GB/T 33000-2016.' })
  standard: string;

  @Field(() => StandardizationGradeEnum, { description: 'Grade awarded.' })
  grade: StandardizationGrade;

  @Field(() => DateScalar, { description: 'Day of issue; not in the future.' })
  issuedOn: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of validity; three years from issue where none is given, and at most.',
  })
  validUntil?: string | null;

  @Field(() => Float, { nullable: true, description: 'Score, 0 to 100.' })
  score?: number | null;

  @Field(() => String, { nullable: true, description: 'Body that graded.' })
  gradedBy?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of publication; none: not yet public.' })
  publishedOn?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of revocation, with its reason; null for both takes a revocation back.',
  })
  revokedOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was revoked, at most 500 characters: internal, read by the authorities of its division. No identity or phone number.',
  })
  revocationReason?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody else reads of why 撤销公开表述, at most 500 characters: no name of a person, no identity or phone number. None: they read none.',
  })
  publicRevocationReason?: string | null;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Division it belongs to; the enterprise’s where left out.',
  })
  division?: string | null;
}

@InputType({ description: 'Which gradings; conditions are joined by "and".' })
export class GradingFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'Of this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'In this division or below it.' })
  division?: string | null;

  @Field(() => [StandardizationGradeEnum], { nullable: true, description: 'Of these grades.' })
  grade?: StandardizationGrade[] | null;

  @Field(() => GradingStatus, { nullable: true, description: 'Standing so today.' })
  status?: GradingStatus | null;

  @Field(() => String, {
    nullable: true,
    description: 'Graded against this standard: its name, at most 100 characters; blank counts as left out.',
  })
  standard?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or later.' })
  issuedFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or earlier.' })
  issuedUntil?: string | null;
}
