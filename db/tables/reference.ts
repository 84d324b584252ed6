import { boolean, check, date, index, primaryKey, text } from 'drizzle-orm/pg-core';
import { code, hub, oneOf } from './base.js';

export const DIVISION_LEVELS = ['NATION', 'PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWN'] as const;

/** Administrative divisions (GB/T 2260; towns of Gansu), retired codes with their successors. Source: db/reference. */
export const division = hub.table(
  'division',
  {
    code: code('code').primaryKey(),
    name: text('name').notNull(),
    level: text('level', { enum: DIVISION_LEVELS }).notNull(),
    parentCode: code('parent_code'),
    validFrom: date('valid_from', { mode: 'string' }),
    validTo: date('valid_to', { mode: 'string' }),
    successorCode: code('successor_code'),
    statisticalOnly: boolean('statistical_only').notNull().default(false),
  },
  (t) => [check('division_level', oneOf('level', DIVISION_LEVELS)), index('division_parent').on(t.parentCode)],
);

export const INDUSTRY_LEVELS = ['SECTION', 'DIVISION'] as const;

/** Sections and divisions of GB/T 4754-2017. */
export const industry = hub.table(
  'industry',
  {
    code: code('code').primaryKey(),
    name: text('name').notNull(),
    level: text('level', { enum: INDUSTRY_LEVELS }).notNull(),
    parentCode: code('parent_code'),
  },
  () => [check('industry_level', oneOf('level', INDUSTRY_LEVELS))],
);

/** Safety sectors 安全生产行业领域, which an industry code suggests and a licence decides. */
export const safetySector = hub.table('safety_sector', {
  code: text('code').primaryKey(),
  name: text('name').notNull(),
  english: text('english').notNull(),
  category: text('category').notNull(),
});

/** Which industry codes suggest a safety sector. */
export const safetySectorIndustry = hub.table(
  'safety_sector_industry',
  {
    sectorCode: text('sector_code')
      .notNull()
      .references(() => safetySector.code),
    industryPrefix: code('industry_prefix').notNull(),
    relation: text('relation').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sectorCode, t.industryPrefix] })],
);

/** Named sets of sectors: "high-risk industry" means another set in each document. */
export const safetySectorSet = hub.table(
  'safety_sector_set',
  {
    setCode: text('set_code').notNull(),
    sectorCode: text('sector_code')
      .notNull()
      .references(() => safetySector.code),
    source: text('source').notNull(),
  },
  (t) => [primaryKey({ columns: [t.setCode, t.sectorCode] })],
);
