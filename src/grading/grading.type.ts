import 'reflect-metadata';
import { Directive, Field, Float, ID, ObjectType } from 'type-graphql';
import { GradingStatusEnum, StandardizationGradeEnum } from '../kernel/enums.js';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../kernel/scalars.js';
import type { StandardizationGrade } from '../kernel/vocabulary.js';
import type { GradingRow } from './grading.store.js';

export const GradingStatus = GradingStatusEnum;
export type GradingStatus = keyof typeof GradingStatus;

@Directive('@key(fields: "uscc")')
@ObjectType('Enterprise', {
  description: 'Enterprise 企业: a production or business unit, identified by its unified social credit code.',
})
export class EnterpriseStub {
  @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
  uscc: string;
}

@Directive('@key(fields: "code")')
@ObjectType('Division', { description: 'Administrative division 行政区划 (GB/T 2260; towns of Gansu).' })
export class DivisionStub {
  @Field(() => DivisionCodeScalar, { description: 'Its code 行政区划代码.' })
  code: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'Safety-standardisation grading 安全生产标准化评审定级 of an enterprise.' })
export class Grading
  implements
    Pick<
      GradingRow,
      | 'id'
      | 'standard'
      | 'grade'
      | 'score'
      | 'issuedOn'
      | 'validUntil'
      | 'gradedBy'
      | 'publishedOn'
      | 'revokedOn'
      | 'revocationReason'
      | 'publicRevocationReason'
      | 'documentNumber'
    >
{
  @Field(() => ID, { description: 'Identifies the grading at the hub.' })
  id: string;

  @Field(() => String, { description: 'Number of the certificate or announcement at the provider.' })
  documentNumber: string;

  @Field(() => String, { description: 'Standard graded against, for example GB/T 33000-2016 or AQ/T 9006-2010.' })
  standard: string;

  @Field(() => StandardizationGradeEnum, { description: 'Grade awarded 等级.' })
  grade: StandardizationGrade;

  @Field(() => Float, { nullable: true, description: 'Score 评审得分, 0 to 100.' })
  score: number | null;

  @Field(() => DateScalar, { description: 'Day of issue 发证日期.' })
  issuedOn: string;

  @Field(() => DateScalar, {
    description: 'Last day of validity 有效期至: three years from issue unless the certificate says less.',
  })
  validUntil: string;

  @Field(() => String, { nullable: true, description: 'Body that graded 评审定级机关.' })
  gradedBy: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of publication 公告日期; null while it is not public.' })
  publishedOn: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of revocation 撤销日期.' })
  revokedOn: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was revoked 撤销原因: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one.',
  })
  revocationReason: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What everybody may read of why it was revoked 撤销公开表述; null: no public text was given.',
  })
  publicRevocationReason: string | null;
}

@ObjectType({
  description: 'One recorded version of a grading: what the hub held for true, from its `provenance.recordedAt` on.',
})
export class GradingVersion {
  @Field(() => String, { description: 'Standard graded against in this version.' })
  standard: string;

  @Field(() => StandardizationGradeEnum, { description: 'Grade in this version.' })
  grade: StandardizationGrade;

  @Field(() => Float, { nullable: true, description: 'Score in this version.' })
  score: number | null;

  @Field(() => DateScalar, { description: 'Day of issue in this version.' })
  issuedOn: string;

  @Field(() => DateScalar, { description: 'Last day of validity in this version.' })
  validUntil: string;

  @Field(() => String, { nullable: true, description: 'Body that graded in this version.' })
  gradedBy: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Publication in this version.' })
  publishedOn: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Revocation in this version.' })
  revokedOn: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Reason of the revocation in this version, as of a grading; of superseded versions the authorities of its division alone see any.',
  })
  revocationReason: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Public text on the revocation in this version; of superseded versions as `revocationReason`.',
  })
  publicRevocationReason: string | null;
}

export const GradingConnection = connectionOf('Grading', () => Grading);
export type GradingConnection = Page<Grading>;
