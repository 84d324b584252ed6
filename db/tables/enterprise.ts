import { sql } from 'drizzle-orm';
import { check, date, index, jsonb, numeric, primaryKey, text } from 'drizzle-orm/pg-core';
import { ENTERPRISE_STATUSES } from '../../src/kernel/vocabulary.js';
import { code, hub, oneOf } from './base.js';
import { provenance, superseded } from './provenance.js';
import { division } from './reference.js';

const columns = () => ({
  name: text('name').notNull(),
  status: text('status', { enum: ENTERPRISE_STATUSES }).notNull(),
  entityType: text('entity_type'),
  registeredOn: date('registered_on', { mode: 'string' }),
  registeredCapital: numeric('registered_capital', { precision: 20, scale: 2 }),
  currency: text('currency'),
  address: text('address'),
  businessScope: text('business_scope'),
  industryCode: code('industry_code'),
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  ...provenance(),
  /** What was written 原文 of the texts that were cleaned, by their fields in the API; null of nearly every version. */
  asWritten: jsonb('as_written').$type<Readonly<Partial<Record<string, string>>>>(),
});

/** The register of enterprises as the hub knows it now: one row a code. */
export const enterprise = hub.table(
  'enterprise',
  {
    /** Its index holds name, status and division too (migration 0009): what checks and pages read of many enterprises. */
    uscc: code('uscc').primaryKey(),
    divisionCode: code('division_code')
      .notNull()
      .references(() => division.code),
    ...columns(),
  },
  (t) => [
    check('enterprise_uscc', sql`hub.is_uscc(uscc)`),
    check('enterprise_name', sql`length(name) between 1 and 300`),
    check('enterprise_status', oneOf('status', ENTERPRISE_STATUSES)),
    check('enterprise_capital', sql`registered_capital >= 0 and (registered_capital is null) = (currency is null)`),
    check('enterprise_currency', sql`currency ~ '^[A-Z]{3}$'`),
    index('enterprise_division').on(t.divisionCode, t.uscc),
    index('enterprise_industry').on(t.industryCode, t.uscc),
    index('enterprise_name_bigrams').using('gin', sql`hub.bigrams(name)`),
  ],
);

/** Versions that a later one superseded, and corrections of an earlier time than the present version's. */
export const enterpriseHistory = hub.table(
  'enterprise_history',
  { uscc: code('uscc').notNull(), divisionCode: code('division_code').notNull(), ...columns(), ...superseded() },
  (t) => [primaryKey({ columns: [t.uscc, t.position] })],
);
