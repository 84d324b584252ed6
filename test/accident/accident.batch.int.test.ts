import { drizzle } from 'drizzle-orm/postgres-js';
import { graphql } from 'graphql';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../db/client.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import { accidentRoom } from '../../src/accident/index.js';
import { contextOf } from '../kit/world.js';
import { type AccidentWorld, accidentWorld, SUPPLEMENT } from './accident-world.js';

const ENTERPRISES = 100;
const EVERYTHING = `query ($first: Int!) {
  accidents(first: $first, filter: { occurredFrom: "2025-03-01" }) {
    nodes {
      documentNumber
      enterprise {
        uscc
        accidents(first: 2) {
          nodes { documentNumber supplements { note provenance { provider } } history { level provenance { provider } } provenance { provider } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;
interface Node {
  documentNumber: string;
  supplements: { note: string }[];
  history: { level: string; provenance: { provider: string } }[];
}
interface Enterprise {
  uscc: string;
  accidents: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

describe('the accidents of many enterprises', () => {
  let w: AccidentWorld;
  let pool: postgres.Sql;
  let room: AccidentWorld['room'];
  const statements: string[] = [];

  beforeAll(async () => {
    w = await accidentWorld(ENTERPRISES);
    // Three accidents each, in three months.
    const reports = w.usccs.flatMap((uscc, i) =>
      [1, 2, 3].map((month) =>
        w.report({ documentNumber: `E-${i}-${month}`, uscc, occurredAt: `2025-0${month}-10T00:00:00.${100 + i}Z` }),
      ),
    );
    await w.importReports(reports);
    const [row] = await w.db.sql`select id::text from hub.accident where document_number = 'E-7-3'`;
    const input = { documentNumber: 'E-7-S', changedOn: '2025-03-11', deaths: 5, note: '补报' };
    await w.run(SUPPLEMENT, { id: row?.id, input }, w.regulator);
    // The same room over a pool that writes down what it sends.
    pool = postgres(w.db.url, { max: 2, onnotice() {}, debug: (_, statement) => void statements.push(statement) });
    const db: Db = { ...w.db, sql: pool, orm: drizzle(pool) };
    const enterprises = { divisions: async () => new Map<string, string>(), alongside: () => null };
    room = accidentRoom({ db, directory: enterprises, catalogue: w.catalogue, agencies: agencies(agencyStore(db)) });
  });
  afterAll(() => pool.end());

  async function ask(first: number): Promise<{ enterprises: Enterprise[]; sent: string[] }> {
    statements.length = 0;
    const contextValue = contextOf(await w.agency('OPERATOR'));
    const { data, errors } = await graphql({
      schema: room.subgraph.schema,
      source: EVERYTHING,
      variableValues: { first },
      contextValue,
    });
    expect(errors).toBeUndefined();
    const { nodes } = (data as { accidents: { nodes: { enterprise: Enterprise }[] } }).accidents;
    const sent = statements.filter((s) => s.includes('hub.') || s.includes('"hub"'));
    return { enterprises: nodes.map((n) => n.enterprise), sent };
  }

  it('cost as many statements for 100 as for 2', async () => {
    const cold = await ask(2);
    // The list, the enterprises' pages, supplements, versions; and the name of the one agency, which is remembered.
    expect(cold.sent).toHaveLength(5);
    expect((await ask(2)).sent).toHaveLength(4);
    const { enterprises, sent } = await ask(ENTERPRISES);
    expect(sent).toHaveLength(4);
    expect(new Set(enterprises.map((e) => e.uscc)).size).toBe(ENTERPRISES);
    for (const { uscc, accidents } of enterprises) {
      const i = w.usccs.indexOf(uscc);
      expect(accidents.nodes.map((n) => n.documentNumber)).toEqual([`E-${i}-3`, `E-${i}-2`]);
      expect(accidents.pageInfo.hasNextPage).toBe(true);
      expect(accidents.nodes.map((n) => n.history.length)).toEqual([i === 7 ? 2 : 1, 1]);
      expect(accidents.nodes[0]?.supplements).toMatchObject(i === 7 ? [{ note: '补报' }] : []);
    }
  });

  it('continue after a cursor, each enterprise by its own', async () => {
    const { enterprises } = await ask(3);
    for (const { uscc, accidents } of enterprises) {
      const source = `query ($u: USCC!, $after: Cursor) { accidents(first: 1, filter: { uscc: $u }) { nodes { enterprise {
        accidents(first: 2, after: $after) { nodes { documentNumber } pageInfo { hasNextPage } } } } } }`;
      const { accidents: answer } = await w.run(source, { u: uscc, after: accidents.pageInfo.endCursor }, w.regulator);
      const rest = (answer as { nodes: { enterprise: { accidents: unknown } }[] }).nodes[0]?.enterprise.accidents;
      const number = `E-${w.usccs.indexOf(uscc)}-1`;
      expect(rest).toEqual({ nodes: [{ documentNumber: number }], pageInfo: { hasNextPage: false } });
    }
  });

  it('of concurrent requests for the same enterprise come once to each', async () => {
    const answers = await Promise.all([ask(5), ask(5), ask(5)]);
    for (const { enterprises } of answers) {
      expect(enterprises.map((e) => e.accidents.nodes.length)).toEqual([2, 2, 2, 2, 2]);
    }
  });
});
