import type { PgTable } from 'drizzle-orm/pg-core';

/** A register's present and superseded versions, and the column that names a record. */
export interface VersionTables {
  live: PgTable;
  history: PgTable;
  key: 'id' | 'uscc';
}
