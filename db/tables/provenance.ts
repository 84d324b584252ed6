import { bigint, text, uuid } from 'drizzle-orm/pg-core';
import { agency } from './access.js';
import { instant } from './base.js';

/**
 * Provenance and recorded time, on every record of every register: who provided it by which document, when the hub
 * received it, when it was recorded, and at which position in the hub's one order of changes.
 */
export const provenance = () => ({
  providerId: uuid('provider_id')
    .notNull()
    .references(() => agency.id),
  documentNumber: text('document_number'),
  receivedAt: instant('received_at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
});

/** What a history row has beyond its register's columns: until when the hub held it for true, and what ended it. */
export const superseded = () => ({
  supersededAt: instant('superseded_at').notNull(),
  supersededPosition: bigint('superseded_position', { mode: 'number' }).notNull(),
});
