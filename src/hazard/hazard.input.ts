import { Field, InputType } from 'type-graphql';
import { HazardLevelEnum, HazardStateEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import type { HazardLevel, HazardState } from '../kernel/vocabulary.js';

@InputType({
  description: 'The five implementations 五落实. A field that is left out stays as it is; an explicit null clears it.',
})
export class FiveImplementationsInput {
  @Field(() => String, { nullable: true, description: 'Measures 整改措施, at most 2,000 characters.' })
  measures?: string | null;

  @Field(() => String, { nullable: true, description: 'Who is responsible 责任人, at most 200 characters.' })
  responsible?: string | null;

  @Field(() => YuanScalar, { nullable: true, description: 'Funds 整改资金, in yuan.' })
  funds?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Deadline of the plan 整改时限; not before the day of finding.',
  })
  deadline?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Plan 整改方案、预案: its name or number, at most 2,000 characters.',
  })
  plan?: string | null;
}

@InputType({
  description:
    'A hazard found. The document number identifies it at its provider. Repeated with other facts it is a new version while the hazard is FOUND, and CONFLICT later. In a repeat, a field that is left out stays as it is; an explicit null clears it.',
})
export class HazardInput {
  @Field(() => String, { description: 'Number of the report or inspection record.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise; it must be in the register.' })
  uscc: string;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Division where the hazard is; the enterprise’s where left out.',
  })
  division?: string | null;

  @Field(() => HazardLevelEnum, { description: 'Level 隐患等级.' })
  level: HazardLevel;

  @Field(() => String, {
    description:
      'What was found, at most 2,000 characters: internal, read by the authorities of its division. No identity or phone number.',
  })
  description: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody else reads of it 公开表述, at most 2,000 characters: no name of a person, no identity or phone number. None: they read none.',
  })
  publicDescription?: string | null;

  @Field(() => DateScalar, { description: 'Day of finding; not in the future.' })
  foundOn: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day for rectification, where it is known already; the order sets it.',
  })
  deadline?: string | null;

  @Field(() => FiveImplementationsInput, {
    nullable: true,
    description: 'The five implementations, as far as they are known.',
  })
  fiveImplementations?: FiveImplementationsInput | null;
}

@InputType({ description: 'Which hazards; conditions are joined by "and".' })
export class HazardFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'Of this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'In this division or below it.' })
  division?: string | null;

  @Field(() => HazardLevelEnum, { nullable: true, description: 'Of this level.' })
  level?: HazardLevel | null;

  @Field(() => [HazardStateEnum], { nullable: true, description: 'In one of these states.' })
  status?: HazardState[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'With the deadline passed as of today and the rectification open (true) or not (false), whether or not anybody marked it.',
  })
  overdue?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Listed for supervision 挂牌督办 as of today (true) or not (false).',
  })
  listed?: boolean | null;

  @Field(() => DateScalar, { nullable: true, description: 'Found on this day or later.' })
  foundFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Found on this day or earlier.' })
  foundUntil?: string | null;
}
