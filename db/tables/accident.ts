import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { ACCIDENT, FIGURES } from '../../src/accident/accident.facts.js';
import { ACCIDENT_LEVELS } from '../../src/kernel/vocabulary.js';
import { code, hub, RECORDED_ON } from './base.js';
import { enterprise } from './enterprise.js';
import { superseded } from './provenance.js';
import { division } from './reference.js';
import { checksOf, columnName, columnsOf, type RegisterTables } from './register.js';

/** The database computes the level, and so need not check it. */
const { level: _, ...SAID } = ACCIDENT;
const missing = () => integer('missing').notNull().default(0);
const columns = () => ({ ...columnsOf(ACCIDENT), missing: missing() });

/** The level, computed by the database too: the worst of deaths, serious injuries and loss (Decree 493, art. 3). */
const LEVEL = sql`case
  when deaths >= 30 or serious_injuries >= 100 or direct_economic_loss >= 100000000 then 'PARTICULARLY_MAJOR'
  when deaths >= 10 or serious_injuries >= 50 or direct_economic_loss >= 50000000 then 'MAJOR'
  when deaths >= 3 or serious_injuries >= 10 or direct_economic_loss >= 10000000 then 'RELATIVELY_LARGE'
  else 'ORDINARY' end`;

/** Work-safety accidents, as reported, supplemented and concluded. */
export const accident = hub.table(
  'accident',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    divisionCode: code('division_code')
      .notNull()
      .references(() => division.code),
    ...columns(),
    level: text('level', { enum: ACCIDENT_LEVELS }).notNull().generatedAlwaysAs(LEVEL),
  },
  (t) => [
    uniqueIndex('accident_document').on(t.providerId, t.documentNumber),
    index('accident_uscc').on(t.uscc, t.occurredAt, t.id),
    index('accident_occurred').on(t.occurredAt, t.id),
    index('accident_county').on(sql`left(division_code, 6)`, t.occurredAt, t.id),
    // Publications that lie ahead: few, and looked for every day.
    index('accident_to_publish').on(t.publishedOn).where(sql`published_on > ${RECORDED_ON}`),
    ...checksOf('accident', SAID),
    check(
      'accident_casualties',
      sql`deaths >= 0 and serious_injuries >= 0 and missing >= 0 and direct_economic_loss >= 0`,
    ),
    check('accident_reported', sql`reported_at >= occurred_at`),
    check('accident_concluded', sql`(status = 'CONCLUDED') = (concluded_on is not null)`),
    check('accident_published', sql`published_on >= concluded_on`),
    check('accident_document_number', sql`document_number is not null`),
  ],
);

export const accidentHistory = hub.table(
  'accident_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    ...columns(),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('accident_history_uscc').on(t.uscc)],
);

export const accidents: RegisterTables = {
  name: 'accident',
  live: accident,
  history: accidentHistory,
  column: columnName,
};

/** Supplementary reports 补报: what each said, in the order recorded. */
export const accidentSupplement = hub.table(
  'accident_supplement',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    accidentId: bigint('accident_id', { mode: 'number' })
      .notNull()
      .references(() => accident.id),
    changedOn: date('changed_on', { mode: 'string' }).notNull(),
    ...columnsOf(FIGURES),
    missing: missing(),
    note: text('note'),
  },
  (t) => [
    index('accident_supplement_accident').on(t.accidentId, t.position),
    uniqueIndex('accident_supplement_document').on(t.providerId, t.documentNumber),
    check('accident_supplement_document_number', sql`document_number is not null`),
  ],
);
