import { sql } from 'drizzle-orm';
import { bigint, check, date, index, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { HAZARD } from '../../src/hazard/hazard.facts.js';
import { HAZARD_STATES } from '../../src/kernel/vocabulary.js';
import { code, hub, instant, oneOf } from './base.js';
import { enterprise } from './enterprise.js';
import { provenance, superseded } from './provenance.js';
import { division } from './reference.js';
import { checksOf, columnName, columnsOf, type RegisterTables } from './register.js';

/** Hidden hazards and where their rectification stands. */
export const hazard = hub.table(
  'hazard',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    divisionCode: code('division_code')
      .notNull()
      .references(() => division.code),
    ...columnsOf(HAZARD),
  },
  (t) => [
    uniqueIndex('hazard_document').on(t.providerId, t.documentNumber),
    index('hazard_uscc').on(t.uscc, t.foundOn, t.id),
    index('hazard_found').on(t.foundOn, t.id),
    index('hazard_county').on(sql`left(division_code, 6)`, t.foundOn, t.id),
    index('hazard_open').on(t.deadline).where(sql`state not in ('DELISTED', 'CLOSED')`),
    ...checksOf('hazard', HAZARD),
    check('hazard_deadline', sql`deadline >= found_on`),
    check('hazard_listed', sql`listed_on >= found_on and (state <> 'LISTED' or listed_on is not null)`),
    check('hazard_funds', sql`plan_funds >= 0`),
    check('hazard_document_number', sql`document_number is not null`),
  ],
);

export const hazardHistory = hub.table(
  'hazard_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    ...columnsOf(HAZARD),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('hazard_history_uscc').on(t.uscc)],
);

export const hazards: RegisterTables = { name: 'hazard', live: hazard, history: hazardHistory, column: columnName };

/** Every step of a hazard's rectification, in the order recorded. */
export const hazardTransition = hub.table(
  'hazard_transition',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** No foreign key: the steps of a hazard that was recorded in error stay when it ends. */
    hazardId: bigint('hazard_id', { mode: 'number' }).notNull(),
    fromState: text('from_state', { enum: HAZARD_STATES }),
    toState: text('to_state', { enum: HAZARD_STATES }).notNull(),
    at: instant('at').notNull(),
    deadline: date('deadline', { mode: 'string' }),
    note: text('note'),
    ...provenance(),
  },
  (t) => [
    index('hazard_transition_hazard').on(t.hazardId, t.position),
    check('hazard_transition_from', oneOf('from_state', HAZARD_STATES)),
    check('hazard_transition_to', oneOf('to_state', HAZARD_STATES)),
  ],
);

/** Deadlines whose passing was announced: each once, whatever becomes of the hazard. */
export const hazardOverdue = hub.table(
  'hazard_overdue',
  {
    hazardId: bigint('hazard_id', { mode: 'number' }).notNull(),
    deadline: date('deadline', { mode: 'string' }).notNull(),
    /** Of the event. */
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.hazardId, t.deadline] })],
);
