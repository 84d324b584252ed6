import { asc } from 'drizzle-orm';
import type { Db } from '../../db/client.js';
import { division, industry, safetySector, safetySectorIndustry, safetySectorSet } from '../../db/tables/reference.js';

export type DivisionRow = typeof division.$inferSelect;
export type IndustryRow = typeof industry.$inferSelect;
export type SafetySectorRow = typeof safetySector.$inferSelect & {
  sets: string[];
  industries: { prefix: string; relation: string }[];
};

export interface ReferenceTables {
  divisions: DivisionRow[];
  industries: IndustryRow[];
  sectors: SafetySectorRow[];
}

/** All reference tables, in the order of their codes. */
export async function readReference({ orm }: Db): Promise<ReferenceTables> {
  const [divisions, industries, sectors, links, sets] = await Promise.all([
    orm.select().from(division).orderBy(asc(division.code)),
    orm.select().from(industry).orderBy(asc(industry.code)),
    orm.select().from(safetySector).orderBy(asc(safetySector.code)),
    orm.select().from(safetySectorIndustry),
    orm.select().from(safetySectorSet),
  ]);
  return {
    divisions,
    industries,
    sectors: sectors.map((s) => ({
      ...s,
      sets: sets
        .filter((x) => x.sectorCode === s.code)
        .map((x) => x.setCode)
        .sort(),
      industries: links
        .filter((x) => x.sectorCode === s.code)
        .map((x) => ({ prefix: x.industryPrefix, relation: x.relation })),
    })),
  };
}
