import 'reflect-metadata';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { RestrictionDomainEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DateScalar, DivisionCodeScalar, UsccScalar } from '../../kernel/scalars.js';
import { enterpriseStub } from '../../kernel/stub.type.js';
import type { RestrictionDomain } from '../../kernel/vocabulary.js';
import type { RestrictionRow } from './restriction.store.js';

export const EnterpriseStub = enterpriseStub('linkage');
export type EnterpriseStub = InstanceType<typeof EnterpriseStub>;

@Directive('@key(fields: "id")')
@ObjectType({ description: 'Restriction 限制措施 that follows an accident or an unrectified major hazard.' })
export class Restriction
  implements
    Pick<
      RestrictionRow,
      'id' | 'domain' | 'effectiveFrom' | 'effectiveUntil' | 'publishedOn' | 'cause' | 'legalBasis' | 'policy'
    >
{
  @Field(() => ID, { description: 'Identifies the restriction at the hub.' })
  id: string;

  @Field(() => RestrictionDomainEnum, { description: 'What it limits.' })
  domain: RestrictionDomain;

  @Field(() => DateScalar, { description: 'First day of its term.' })
  effectiveFrom: string;

  @Field(() => DateScalar, { description: 'Last day of its term.' })
  effectiveUntil: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of publication; null: not announced to the public.' })
  publishedOn: string | null;

  @Field(() => String, {
    description:
      'Why 事由, as it was announced: it names the policy. Which accident, hazard or finding it was is in `case { causes }`, to who may read it.',
  })
  cause: string;

  @Field(() => String, { description: 'Legal basis 依据: official Chinese titles.' })
  legalBasis: string;

  @Field(() => String, { description: 'Policy and version that it was decided by.' })
  policy: string;
}

export const RestrictionConnection = connectionOf('Restriction', () => Restriction);
export type RestrictionConnection = Page<Restriction>;

@InputType({ description: 'Which restrictions; conditions are joined by "and".' })
export class RestrictionFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'On this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'On enterprises of this division or below it.' })
  division?: string | null;

  @Field(() => [RestrictionDomainEnum], { nullable: true, description: 'In these domains.' })
  domain?: RestrictionDomain[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'In force on this day.' })
  inForceOn?: string | null;
}
