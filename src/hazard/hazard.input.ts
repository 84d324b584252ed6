import { Field, InputType } from 'type-graphql';
import { HazardLevelEnum, HazardStateEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../kernel/scalars.js';
import type { HazardLevel, HazardState } from '../kernel/vocabulary.js';
import { factFields, withFields } from '../register/index.js';
import { PLAN, REPORT } from './hazard.facts.js';
import { PLAN_COLUMNS } from './hazard.plan.js';

@InputType({
  description: 'The five implementations 五落实. A field that is left out stays as it is; an explicit null clears it.',
})
export class FiveImplementationsInput {}
const implementations = factFields(PLAN, (fact) => fact.description, { input: true });
withFields(
  FiveImplementationsInput,
  Object.fromEntries(PLAN_COLUMNS.map(([field, column]) => [field, implementations[column]])),
);

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
}
withFields(HazardInput, {
  ...factFields(REPORT, (fact) => fact.input ?? fact.description, { input: true }),
  fiveImplementations: {
    type: () => FiveImplementationsInput,
    description: 'The five implementations, as far as they are known.',
    nullable: true,
  },
});

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
