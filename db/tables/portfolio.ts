import { sql } from 'drizzle-orm';
import { check, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { agency } from './access.js';
import { code, hub, instant } from './base.js';

/** Lists of companies that agencies watch 关注名单, each its agency's own. */
export const portfolio = hub.table(
  'portfolio',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    name: text('name').notNull(),
    size: integer('size').notNull().default(0),
    /** Goes up with each change of its members: who holds them in memory sees by it that they are old. */
    revision: integer('revision').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [
    uniqueIndex('portfolio_name').on(t.agencyId, t.name),
    check('portfolio_name_length', sql`length(name) between 1 and 100`),
    check('portfolio_size', sql`size between 0 and 200000`),
  ],
);

/**
 * Its companies. A code need not be in the register: it may come to be. No foreign key: checking it row by row took as long as
 * writing two hundred thousand of them, and whoever writes here holds the portfolio's row.
 */
export const portfolioMember = hub.table(
  'portfolio_member',
  {
    portfolioId: uuid('portfolio_id').notNull(),
    uscc: code('uscc').notNull(),
  },
  (t) => [primaryKey({ columns: [t.portfolioId, t.uscc] }), check('portfolio_member_uscc', sql`length(uscc) = 18`)],
);
