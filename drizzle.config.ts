import { defineConfig } from 'drizzle-kit';

/** drizzle-kit writes a new migration from the difference between db/tables and the last snapshot: `npm run migrations`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './db/tables/*.ts',
  out: './db/migrations',
  schemaFilter: ['hub'],
});
