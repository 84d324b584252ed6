import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { code, hub, instant, oneOf } from './base.js';

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

export const KNOWN_CODE_KINDS = ['NON_CONFORMING', 'CONFIRMED'] as const;

/**
 * Unified social credit codes of which more is known than their arithmetic says: issued ones whose check characters do not fit, and ones
 * that are an organisation's although they are a citizen's number too. Kept by the operator; what is taken out stays, with its day.
 */
export const knownCode = hub.table(
  'known_code',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    code: code('code').notNull(),
    kind: text('kind', { enum: KNOWN_CODE_KINDS }).notNull(),
    replacedBy: code('replaced_by'),
    source: text('source').notNull(),
    since: date('since', { mode: 'string' }),
    notedBy: text('noted_by').notNull(),
    notedAt: instant('noted_at').notNull(),
    removedBy: text('removed_by'),
    removedAt: instant('removed_at'),
  },
  (t) => [
    check('known_code_kind', oneOf('kind', KNOWN_CODE_KINDS)),
    // Both agree with the check of registers: one that conforms is listed only as confirmed, one that does not only as issued.
    check('known_code_checks', sql`hub.is_uscc(code) = (kind = 'CONFIRMED')`),
    check('known_code_replacement', sql`replaced_by is null or (kind = 'NON_CONFORMING' and hub.is_uscc(replaced_by))`),
    check('known_code_removal', sql`(removed_at is null) = (removed_by is null)`),
    uniqueIndex('known_code_present').on(t.code).where(sql`removed_at is null`),
  ],
);
