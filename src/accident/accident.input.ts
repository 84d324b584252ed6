import { Field, InputType } from 'type-graphql';
import { AccidentCategoryEnum, AccidentLevelEnum, AccidentStatusEnum, ResponsibilityEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../kernel/scalars.js';
import type { AccidentCategory, AccidentLevel, AccidentStatus, Responsibility } from '../kernel/vocabulary.js';
import { factFields, withFields } from '../register/index.js';
import { REPORT } from './accident.facts.js';

@InputType({
  description:
    'A report of an accident 事故快报. The document number identifies it at its provider; until it is supplemented or concluded, a repeat with other facts is a correction. In a repeat, a field that is left out stays as it is; an explicit null clears it. The level is computed.',
})
export class AccidentInput {
  @Field(() => String, { description: 'Number of the report, at most 100 characters.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise where it happened; it must be in the register.' })
  uscc: string;

  @Field(() => DivisionCodeScalar, { description: 'Where it happened 事故发生地; within the provider’s division.' })
  division: string;
}
withFields(
  AccidentInput,
  factFields(REPORT, (fact) => fact.input ?? fact.description, { input: true }),
);

@InputType({ description: 'Which accidents; conditions are joined by "and".' })
export class AccidentFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'Of this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'In this division or below it.' })
  division?: string | null;

  @Field(() => [AccidentLevelEnum], { nullable: true, description: 'Of these levels.' })
  level?: AccidentLevel[] | null;

  @Field(() => AccidentLevelEnum, { nullable: true, description: 'Of this level or a graver one.' })
  minLevel?: AccidentLevel | null;

  @Field(() => [AccidentCategoryEnum], { nullable: true, description: 'Of these categories.' })
  category?: AccidentCategory[] | null;

  @Field(() => [AccidentStatusEnum], { nullable: true, description: 'With a record that has come this far.' })
  status?: AccidentStatus[] | null;

  @Field(() => [ResponsibilityEnum], { nullable: true, description: 'With one of these findings.' })
  responsibility?: Responsibility[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'That happened on this day or later, in Shanghai.' })
  occurredFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'That happened on this day or earlier, in Shanghai.' })
  occurredUntil?: string | null;
}
