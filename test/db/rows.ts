import type { Row, Sql } from 'postgres';
import { sampleUscc } from '../kit/sample.js';

/** A valid row of each register, written straight into its table, past every check of the hub. */
export async function plantRows(sql: Sql) {
  const [agency] = await sql`insert into hub.agency (name, kind) values ('登记', 'MARKET_REGULATION') returning id`;
  const stamp = (position: number) => ({
    provider_id: agency?.id as string,
    document_number: `D-${position}`,
    received_at: '2026-01-01T00:00:00Z',
    recorded_at: '2026-01-01T00:00:01Z',
    position,
  });
  const uscc = sampleUscc(1);
  const where = { uscc, division_code: '620621' };
  const rows = {
    enterprise: {
      ...where,
      name: '红沙岗煤业',
      status: 'ACTIVE',
      valid_from: '2012-05-01',
      registered_capital: '100.00',
      currency: 'CNY',
      ...stamp(1),
    },
    grading: {
      ...where,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_2',
      issued_on: '2025-03-01',
      valid_until: '2028-03-01',
      ...stamp(2),
    },
    rating: { ...where, level: 'A', rated_on: '2025-03-01', valid_until: '2026-03-01', ...stamp(3) },
    accident: {
      ...where,
      occurred_at: '2025-05-01T00:00:00Z',
      reported_at: '2025-05-01T01:00:00Z',
      category: 'FIRE',
      deaths: 3,
      serious_injuries: 0,
      responsibility: 'UNDETERMINED',
      status: 'REPORTED',
      ...stamp(4),
    },
    hazard: {
      ...where,
      level: 'MAJOR',
      description: '采空区积水',
      found_on: '2025-05-01',
      state: 'FOUND',
      state_since: '2025-05-01T00:00:00Z',
      ...stamp(5),
    },
  };
  for (const [table, row] of Object.entries(rows)) await sql`insert into ${sql(`hub.${table}`)} ${sql(row as Row)}`;
  return { rows, uscc, agencyId: agency?.id as string };
}
export type Planted = Awaited<ReturnType<typeof plantRows>>;
export const REGISTERS = ['enterprise', 'grading', 'rating', 'accident', 'hazard'] as const;
