import { sql } from 'drizzle-orm';
import { bigint, check, date, index, text } from 'drizzle-orm/pg-core';
import { RESTRICTION_DOMAINS } from '../../src/kernel/vocabulary.js';
import { code, hub, instant, oneOf } from './base.js';
import { enterprise } from './enterprise.js';

/**
 * Restrictions that follow an accident or an unrectified major hazard. The table and its readers stand; the linkage,
 * which decides them from the log, is the only writer to come.
 */
export const restriction = hub.table(
  'restriction',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    domain: text('domain', { enum: RESTRICTION_DOMAINS }).notNull(),
    proposedOn: date('proposed_on', { mode: 'string' }),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    effectiveUntil: date('effective_until', { mode: 'string' }).notNull(),
    decidedOn: date('decided_on', { mode: 'string' }),
    liftedOn: date('lifted_on', { mode: 'string' }),
    withdrawnOn: date('withdrawn_on', { mode: 'string' }),
    publishedOn: date('published_on', { mode: 'string' }),
    cause: text('cause').notNull(),
    legalBasis: text('legal_basis').notNull(),
    policy: text('policy').notNull(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    position: bigint('position', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    index('restriction_uscc').on(t.uscc, t.effectiveUntil),
    check('restriction_domain', oneOf('domain', RESTRICTION_DOMAINS)),
    check('restriction_term', sql`effective_until >= effective_from`),
  ],
);
