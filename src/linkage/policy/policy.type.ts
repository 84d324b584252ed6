import 'reflect-metadata';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, JsonScalar } from '../../kernel/scalars.js';

@ObjectType({ description: 'A text in the two languages of the hub.' })
export class Bilingual {
  @Field(() => String, { description: 'English.' })
  en: string;

  @Field(() => String, { description: 'Chinese 中文.' })
  zh: string;
}

@ObjectType({
  description:
    'Linkage policy 信用联动政策: what triggers a case, who decides, for how long, with which consequences; data, in versions.',
})
export class LinkagePolicy {
  @Field(() => String, { description: 'Names the policy.' })
  code: string;

  @Field(() => Int, { description: 'Version of its document, from 1.' })
  version: number;

  @Field(() => Bilingual, { description: 'Its name.' })
  name: Bilingual;

  @Field(() => DateScalar, { description: 'First day of the facts that it decides.' })
  effectiveFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the facts that it decides; null: no end is named.',
  })
  effectiveTo: string | null;

  @Field(() => [String], { description: 'Documents that it rests on 依据, by their official Chinese titles.' })
  legalBasis: string[];

  @Field(() => [String], { description: 'The same documents in English, in the same order.' })
  legalBasisEnglish: string[];

  @Field(() => JsonScalar, {
    description: 'The whole document: triggers, procedure, term, consequences, recipients, exit.',
  })
  document: object;

  @Field(() => DateTimeScalar, { description: 'When the hub recorded it.' })
  recordedAt: Date;
}

@InputType({ description: 'Which policies; conditions are joined by "and".' })
export class LinkagePolicyFilter {
  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'That concern this division: its own, and those above it.',
  })
  division?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'That decide facts of this day.' })
  on?: string | null;
}
