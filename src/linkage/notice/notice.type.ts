import 'reflect-metadata';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MeasureKindEnum, NoticeKindEnum, NoticeStatusEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar } from '../../kernel/scalars.js';
import type { MeasureKind, NoticeKind, NoticeStatus } from '../../kernel/vocabulary.js';
import type { MeasureRow, NoticeRow } from './notice.read.store.js';

/** An agency as others see it. */
@ObjectType({ description: 'Agency 机关 that notices go to.' })
export class NoticeRecipient {
  @Field(() => ID, { description: 'Identifies the agency at the hub.' })
  id: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;
}

@ObjectType({ description: 'Measure 落实措施 that the recipient of a notice reported.' })
export class Measure implements Pick<MeasureRow, 'kind' | 'documentNumber' | 'takenOn' | 'remark'> {
  @Field(() => MeasureKindEnum, { description: 'What was done.' })
  kind: MeasureKind;

  @Field(() => String, { nullable: true, description: 'Number of the document 文号 by which it was done.' })
  documentNumber: string | null;

  @Field(() => DateScalar, { description: 'Day on which it was done.' })
  takenOn: string;

  @Field(() => String, { nullable: true, description: 'Remark 备注.' })
  remark: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub recorded the report.' })
  recordedAt: Date;
}

@ObjectType({ description: 'A result of grading that a notice tells of.' })
export class NoticeGrading {
  @Field(() => String, { description: 'What became of it: the type of the event, for example grading.published.' })
  event: string;
}

@ObjectType({
  description:
    'Notice 通报 to one agency: of the restrictions that follow from a case, or of results of grading (the plan, section 3.3, items 2 and 7).',
})
export class Notice implements Pick<NoticeRow, 'id' | 'kind' | 'dueOn'> {
  @Field(() => ID, { description: 'Identifies the notice at the hub.' })
  id: string;

  @Field(() => NoticeKindEnum, { description: 'What it tells of.' })
  kind: NoticeKind;

  @Field(() => DateTimeScalar, { description: 'When it was issued.' })
  issuedAt: Date;

  @Field(() => DateScalar, {
    description: 'Last day for the acknowledgement; after it an unacknowledged notice is OVERDUE.',
  })
  dueOn: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the recipient acknowledged it 签收; null: not yet.',
  })
  acknowledgedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the recipient reported its first measure 反馈; null: not yet.',
  })
  actedAt: Date | null;
}

export const NoticeConnection = connectionOf('Notice', () => Notice);
export type NoticeConnection = Page<NoticeRow>;

@InputType({ description: 'Which notices; conditions are joined by "and".' })
export class NoticeFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'About this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Of cases of this division or below it.' })
  division?: string | null;

  @Field(() => ID, { nullable: true, description: 'To this agency.' })
  recipient?: string | null;

  @Field(() => NoticeKindEnum, { nullable: true, description: 'Of this kind.' })
  kind?: NoticeKind | null;

  @Field(() => ID, { nullable: true, description: 'Of this case.' })
  case?: string | null;

  @Field(() => [NoticeStatusEnum], { nullable: true, description: 'In one of these statuses, as of today.' })
  status?: NoticeStatus[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or later.' })
  issuedFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or earlier.' })
  issuedUntil?: string | null;
}

@InputType({ description: 'What an agency did because of a notice 落实措施反馈.' })
export class MeasureInput {
  @Field(() => MeasureKindEnum, { description: 'What was done.' })
  kind: MeasureKind;

  @Field(() => String, { nullable: true, description: 'Number of the document 文号 by which it was done.' })
  documentNumber?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was done; left out: today.' })
  takenOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Remark 备注, at most 1,000 characters. No person’s name or number.',
  })
  remark?: string | null;
}
