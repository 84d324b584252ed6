import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { authorise, type HubContext } from '../../access/index.js';
import { covers } from '../../kernel/division-code.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { LinkagePolicy, LinkagePolicyFilter } from '../policy/policy.type.js';
import { policyView, type ToldPolicy } from '../policy/policy.view.js';
import { DivisionStub } from './stubs.type.js';

@Resolver(() => LinkagePolicy)
export class PolicyResolver {
  constructor(private readonly book: PolicyBook) {}

  @Query(() => [LinkagePolicy], {
    description: 'Policies of the linkage, by code and version. Laws are public: no key is needed.',
  })
  async policies(
    @Arg('filter', () => LinkagePolicyFilter, { nullable: true }) filter: LinkagePolicyFilter | null,
    @Ctx() { viewer }: HubContext,
  ): Promise<LinkagePolicy[]> {
    authorise(viewer, 'policy.read');
    const { rows } = await this.book.current();
    const { division, on } = filter ?? {};
    const asked = rows.filter(({ policy: { jurisdiction, effectiveFrom, effectiveTo } }) => {
      if (division && !covers(jurisdiction, division)) return false;
      return !on || (effectiveFrom <= on && (effectiveTo === null || effectiveTo >= on));
    });
    return asked.map(policyView);
  }

  @FieldResolver(() => DivisionStub, { description: 'Whose policy it is; 100000 is the nation.' })
  jurisdiction(@Root() { jurisdictionCode }: ToldPolicy): DivisionStub {
    return { code: jurisdictionCode };
  }
}
