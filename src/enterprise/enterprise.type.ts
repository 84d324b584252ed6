import 'reflect-metadata';
import { Directive, Field, ObjectType } from 'type-graphql';
import { EnterpriseStatusEnum } from '../kernel/enums.js';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar, IndustryCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import { divisionStub } from '../kernel/stub.type.js';
import type { EnterpriseStatus } from '../kernel/vocabulary.js';
import type { EnterpriseRow } from './enterprise.store.js';

export const DivisionStub = divisionStub('enterprise');
export type DivisionStub = InstanceType<typeof DivisionStub>;

@Directive('@key(fields: "code")')
@ObjectType('Industry', { description: 'Industry 国民经济行业 (GB/T 4754-2017, amendment 1 of 2019).' })
export class IndustryStub {
  @Field(() => IndustryCodeScalar, { description: 'The code as registered: two to four digits, or a section letter.' })
  code: string;
}

@ObjectType({ description: 'A text as it was written 原文, where it is kept without characters that show nowhere.' })
export class WrittenText {
  @Field(() => String, {
    description:
      'The field whose text it is: `name`, `entityType`, `address`, `businessScope` or, where a state 登记状态 was written that says none of the hub’s (迁出), `status`.',
  })
  field: string;

  @Field(() => String, { description: 'What was written 原文, its invisible characters and all.' })
  text: string;
}

export const AS_WRITTEN =
  'What the provider wrote 原文, beside the provenance: of each text that is kept otherwise, without invisible characters, a layout’s spaces, a cell’s line breaks or a spreadsheet’s apostrophe; null where all stand as written.';

@ObjectType()
abstract class EnterpriseFacts
  implements
    Pick<
      EnterpriseRow,
      | 'name'
      | 'status'
      | 'entityType'
      | 'registeredOn'
      | 'registeredCapital'
      | 'currency'
      | 'address'
      | 'businessScope'
      | 'validFrom'
    >
{
  @Field(() => String, { description: 'Registered name 企业名称.' })
  name: string;

  @Field(() => DivisionStub, { description: 'Division of registration 行政区划.' })
  division?: DivisionStub;

  @Field(() => EnterpriseStatusEnum, { description: 'Operating state 登记状态.' })
  status: EnterpriseStatus;

  @Field(() => String, { nullable: true, description: 'Kind of enterprise 企业类型, as registered.' })
  entityType: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Date of registration 注册日期.' })
  registeredOn: string | null;

  @Field(() => YuanScalar, { nullable: true, description: 'Registered capital 注册资金, in units of `currency`.' })
  registeredCapital: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Currency of the capital (ISO 4217), CNY unless registered otherwise.',
  })
  currency: string | null;

  @Field(() => String, { nullable: true, description: 'Registered address 注册地址.' })
  address: string | null;

  @Field(() => String, { nullable: true, description: 'Business scope 经营范围.' })
  businessScope: string | null;

  @Field(() => DateScalar, { description: 'Since when these facts hold (business time).' })
  validFrom: string;
}

@Directive('@key(fields: "uscc")')
@ObjectType({
  description: 'Enterprise 企业: a production or business unit, identified by its unified social credit code.',
})
export class Enterprise extends EnterpriseFacts {
  @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
  uscc: string;
}

@ObjectType({ description: 'One version of an enterprise’s record: what held since when, and when the hub knew it.' })
export class EnterpriseVersion extends EnterpriseFacts {}

export const EnterpriseConnection = connectionOf('Enterprise', () => Enterprise);
export type EnterpriseConnection = Page<Enterprise>;
