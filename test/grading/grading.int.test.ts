import { graphql } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { enterpriseRoom } from '../../src/enterprise/index.js';
import { completeEntities } from '../../src/federation/index.js';
import { gradingRoom } from '../../src/grading/index.js';
import { sampleUscc } from '../kit/sample.js';
import { contextOf, testWorld, type World } from '../kit/world.js';

describe('the register of gradings', () => {
  let world: World;
  let run: (source: string, variables?: object, kind?: 'SAFETY_REGULATOR') => Promise<Record<string, never>>;
  const uscc = sampleUscc(1);

  beforeAll(async () => {
    world = await testWorld();
    const { db, catalogue, agencies } = world;
    const enterprises = enterpriseRoom({
      db,
      catalogue,
      agencies,
      conditions: { graded: () => null as never, restricted: () => null as never },
    });
    const room = gradingRoom({ db, catalogue, agencies, directory: enterprises.directory });
    completeEntities(room.subgraph);
    const market = await world.agency('MARKET_REGULATION');
    await graphql({
      schema: enterprises.subgraph.schema,
      source: 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }',
      variableValues: { r: [{ uscc, name: '民勤县红沙岗煤业有限责任公司' }] },
      contextValue: contextOf(market),
    });
    run = async (source, variables = {}, kind) => {
      const viewer = kind ? await world.agency(kind) : undefined;
      const result = await graphql({
        schema: room.subgraph.schema,
        source,
        variableValues: variables as Record<string, unknown>,
        contextValue: contextOf(viewer),
      });
      if (result.errors) throw result.errors[0];
      return result.data as never;
    };
  });

  it('keeps the good records of a batch and says why it refused the others', async () => {
    const record = {
      documentNumber: 'G-1',
      uscc,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_2',
      issuedOn: '2025-03-01',
      score: 82.5,
      publishedOn: '2025-03-10',
    };
    const bad = [
      { ...record, documentNumber: 'G-2', uscc: '91620621PDY000010B' },
      { ...record, documentNumber: 'G-3', uscc: sampleUscc(2) },
    ];
    const data = await run(
      'mutation ($r: [GradingInput!]!) { submitGradings(records: $r) { inserted rejected results { index status code path } } }',
      { r: [record, ...bad] },
      'SAFETY_REGULATOR',
    );
    expect(data.submitGradings).toMatchObject({ inserted: 1, rejected: 2 });
    expect(JSON.stringify(data.submitGradings)).toContain('USCC_INNER_CHECK');
    expect(JSON.stringify(data.submitGradings)).toContain('UNKNOWN_ENTERPRISE');
    const list = await run(
      '{ gradings { nodes { grade validUntil status enterprise { uscc } division { code } } pageInfo { hasNextPage } } }',
    );
    expect(list.gradings).toEqual({
      nodes: [
        {
          grade: 'GRADE_2',
          validUntil: '2028-03-01',
          status: 'VALID',
          enterprise: { uscc },
          division: { code: '620621' },
        },
      ],
      pageInfo: { hasNextPage: false },
    });
  });
});
