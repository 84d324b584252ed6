import { Arg, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { DivisionCodeScalar, IndustryCodeScalar } from '../kernel/scalars.js';
import { searchText } from '../kernel/search-text.js';
import type { Catalogue } from './catalogue.js';
import { Division, Industry, SafetySector } from './reference.type.js';

@Resolver(() => Division)
export class DivisionResolver {
  constructor(private readonly catalogue: Catalogue) {}

  @Query(() => Division, { nullable: true, description: 'A division by its code.' })
  division(@Arg('code', () => DivisionCodeScalar) code: string): Division | null {
    return this.catalogue.division(code);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division above it.' })
  parent(@Root() division: Division): Division | null {
    const code = this.catalogue.division(division.code)?.parentCode;
    return code ? this.catalogue.division(code) : null;
  }

  @FieldResolver(() => [Division], { description: 'The divisions directly below it, in the order of their codes.' })
  children(@Root() division: Division): Division[] {
    return this.catalogue.childrenOf(division.code);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'What replaced a retired code.' })
  successor(@Root() division: Division): Division | null {
    const code = this.catalogue.division(division.code)?.successorCode;
    return code ? this.catalogue.division(code) : null;
  }
}

@Resolver(() => Industry)
export class IndustryResolver {
  constructor(private readonly catalogue: Catalogue) {}

  @Query(() => Industry, { nullable: true, description: 'An industry by its code.' })
  industry(@Arg('code', () => IndustryCodeScalar) code: string): Industry {
    return { code };
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the section 门类, for example 采矿业.' })
  sectionName(@Root() industry: Industry): string | null {
    return this.catalogue.industry(industry.code).section?.name ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Letter of the section.' })
  section(@Root() industry: Industry): string | null {
    return this.catalogue.industry(industry.code).section?.code ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the division 大类, for example 煤炭开采和洗选业.',
  })
  name(@Root() industry: Industry): string | null {
    const { division, section } = this.catalogue.industry(industry.code);
    return (division ?? section)?.name ?? null;
  }

  @FieldResolver(() => [SafetySector], {
    description:
      'Safety sectors that the code suggests. A division or group (06) suggests those of all its classes, since any of them may be meant; a section letter suggests none. The licence decides.',
  })
  safetySectors(@Root() industry: Industry): SafetySector[] {
    return this.catalogue.suggestedSectors(industry.code);
  }
}

@Resolver()
export class SafetySectorResolver {
  constructor(private readonly catalogue: Catalogue) {}

  @Query(() => [SafetySector], { description: 'All safety sectors, or those of a named set such as PLAN_FOCUS.' })
  safetySectors(@Arg('set', () => String, { nullable: true }) set: string | null): SafetySector[] {
    const asked = searchText('set', set);
    return this.catalogue.sectors.filter((s) => !asked || s.sets.includes(asked));
  }
}
