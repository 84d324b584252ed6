import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { describeRooms } from '../../src/server/index.js';
import { REGISTERS, type RegisterName } from '../../src/server/registers.js';
import { codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { providerOf, sampleOf } from '../kit/samples.js';

/** What the Federation 2 subgraph specification asks of a subgraph, at /subgraphs/NAME of a hub that serves them. */
describe('a routable subgraph', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SERVE_SUBGRAPHS: true });
  });
  const rooms = describeRooms();
  const entities = async (name: string, representations: object[], selection: string, key = hub.keys.OPERATOR) => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
    return hub.ask(query, { path: `/subgraphs/${name}`, variables: { representations }, key });
  };

  for (const { name } of rooms) {
    it(`${name} answers the file that is printed of it`, async () => {
      const { _service } = await hub.dataOf('{ _service { sdl } }', { path: `/subgraphs/${name}` });
      const printed = readFileSync(join(projectRoot, `schema/${name}.graphql`), 'utf8');
      expect(`# Printed by \`npm run schema\`. Edit the code, not this file.\n${_service.sdl}`).toBe(printed);
    });
  }

  it('takes references of every entity that it knows', async () => {
    const { mine, accident, hazard } = hub.county;
    const grading = (await hub.dataOf('{ gradings { nodes { id uscc: enterprise { uscc } } } }')).gradings.nodes[0].id;
    const cases: [subgraph: string, reference: object, selection: string, expected: object][] = [
      ['reference', { __typename: 'Division', code: '620621' }, '... on Division { name }', { name: '民勤县' }],
      ['reference', { __typename: 'Industry', code: '06' }, '... on Industry { name }', { name: '煤炭开采和洗选业' }],
      [
        'enterprise',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { name address }',
        { name: '民勤县红沙岗煤业有限责任公司', address: '红沙岗镇' },
      ],
      [
        'grading',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { grading { grade } }',
        { grading: { grade: 'GRADE_2' } },
      ],
      [
        'grading',
        { __typename: 'Grading', id: grading },
        '... on Grading { id standard }',
        { id: grading, standard: 'GB/T 33000-2016' },
      ],
      [
        'accident',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { accidents { nodes { id } } }',
        { accidents: { nodes: [{ id: accident }] } },
      ],
      ['accident', { __typename: 'Accident', id: accident }, '... on Accident { deaths }', { deaths: 4 }],
      [
        'hazard',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { hazards { nodes { id } } }',
        { hazards: { nodes: [{ id: hazard }] } },
      ],
      ['hazard', { __typename: 'Hazard', id: hazard }, '... on Hazard { status }', { status: 'LISTED' }],
      [
        'credit',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { rating { level } }',
        { rating: { level: 'A' } },
      ],
      [
        'linkage',
        { __typename: 'Enterprise', uscc: mine },
        '... on Enterprise { restrictions { domain } }',
        { restrictions: [{ domain: 'LAND_USE_APPROVAL' }, { domain: 'BANK_LOAN_REFERENCE' }] },
      ],
      [
        'linkage',
        { __typename: 'Restriction', id: '1' },
        '... on Restriction { domain }',
        { domain: 'LAND_USE_APPROVAL' },
      ],
      [
        'linkage',
        { __typename: 'LinkageCase', id: '1' },
        '... on LinkageCase { status trigger }',
        { status: 'IN_FORCE', trigger: 'ANY_ACCIDENT' },
      ],
    ];
    for (const [register, { declared }] of Object.entries(REGISTERS)) {
      const { words, operation } = declared ?? {};
      if (!words?.list || !words.entity || cases.some(([, one]) => Object.values(one).includes(words.type))) continue;
      const variables = { r: [sampleOf(register as RegisterName, 'ENTITY', mine)] };
      const key = (hub.keys as Record<string, string>)[providerOf(register as RegisterName)];
      await hub.dataOf(`mutation ($r: [${words.type}Input!]!) { ${operation}(records: $r) { id } }`, {
        variables,
        key,
      });
      const { list } = await hub.dataOf(`{ list: ${words.list.field} { nodes { id } } }`);
      const [{ id }] = list.nodes;
      const number = { documentNumber: 'ENTITY' };
      cases.push([words.subgraph, { __typename: words.type, id }, `... on ${words.type} { documentNumber }`, number]);
    }
    for (const [name, reference, selection, expected] of cases) {
      const { data, errors } = await entities(name, [reference], `__typename ${selection}`);
      const { __typename } = reference as { __typename: string };
      expect({ name, errors, entity: data?._entities[0] }).toEqual({
        name,
        errors: [],
        entity: { __typename, ...expected },
      });
    }
    // Every entity that a subgraph resolves is among them.
    const known = cases.map(
      ([name, { __typename }]: [string, { __typename?: string }, ...unknown[]]) => `${name} ${__typename}`,
    );
    const loaded = rooms.flatMap((r) =>
      Object.entries(r.entities).flatMap(([type, e]) => (e.load ? [`${r.name} ${type}`] : [])),
    );
    expect(loaded.filter((one) => !known.includes(one))).toEqual([]);
  });

  it('answers null for an entity that is not there, beside those that are', async () => {
    const { mine, unknown } = hub.county;
    const references = [unknown, mine, unknown].map((uscc) => ({ __typename: 'Enterprise', uscc }));
    const { data, errors } = await entities('enterprise', references, '... on Enterprise { uscc name }');
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([null, { uscc: mine, name: '民勤县红沙岗煤业有限责任公司' }, null]);
    for (const [name, reference] of [
      ['accident', { __typename: 'Accident', id: '999999' }],
      ['accident', { __typename: 'Accident', id: 'x' }],
      ['grading', { __typename: 'Grading', id: '999999' }],
      ['hazard', { __typename: 'Hazard', id: '999999' }],
      ['hazard', { __typename: 'Hazard', id: 'x' }],
      ['linkage', { __typename: 'Restriction', id: '999999' }],
    ] as [string, { __typename: string; id: string }][]) {
      const answer = await entities(name, [reference], `... on ${reference.__typename} { id }`);
      expect({ name, reference, errors: answer.errors, data: answer.data }).toEqual({
        name,
        reference,
        errors: [],
        data: { _entities: [null] },
      });
    }
  });

  it('says of a record asked for by reference where it came from', async () => {
    const { accident, hazard } = hub.county;
    for (const [name, __typename, id] of [
      ['grading', 'Grading', '1'],
      ['accident', 'Accident', accident],
      ['hazard', 'Hazard', hazard],
    ] as const) {
      const selection = `... on ${__typename} { provenance { provider documentNumber receivedAt recordedAt position } }`;
      const { data, errors } = await entities(name, [{ __typename, id }], selection);
      const provenance = data?._entities[0]?.provenance;
      expect({ name, errors, provider: provenance?.provider }).toEqual({
        name,
        errors: [],
        provider: 'SAFETY_REGULATOR of the test',
      });
      expect(Date.parse(provenance.receivedAt)).toBeGreaterThan(0);
    }
  });

  it('keeps the place of a reference that is refused, however often it is asked', async () => {
    const good = { __typename: 'Enterprise', uscc: hub.county.mine };
    const bad = { __typename: 'Nothing', uscc: hub.county.mine };
    const kept = { uscc: hub.county.mine };
    for (const [references, expected] of [
      [
        [good, bad],
        [kept, null],
      ],
      [
        [bad, good],
        [null, kept],
      ],
      [
        [bad, good, bad, bad, good],
        [null, kept, null, null, kept],
      ],
    ] as const) {
      for (const _ of ['interpreted', 'compiled', 'compiled']) {
        const { data, errors } = await entities('enterprise', [...references], '... on Enterprise { uscc }');
        expect(data._entities).toEqual(expected);
        expect(errors.map((e) => e.path?.[1]).sort()).toEqual(expected.flatMap((e, i) => (e === null ? [i] : [])));
      }
    }
  });

  it('shows by reference what the caller may see, and no more', async () => {
    const reference = { __typename: 'Hazard', id: hub.county.hazard };
    const asBank = await entities('hazard', [reference], '... on Hazard { level }', hub.keys.BANKING);
    expect(asBank.data._entities).toEqual([null]);
    expect(codesOf(asBank)).toEqual(['FORBIDDEN']);
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Enterprise { rating { level } } } }';
    const asPublic = await hub.ask(query, {
      path: '/subgraphs/credit',
      variables: { r: [{ __typename: 'Enterprise', uscc: hub.county.mine }] },
    });
    expect(codesOf(asPublic)).toEqual(['UNAUTHENTICATED']);
  });

  it('refuses a reference that is none', async () => {
    const uscc = hub.county.mine;
    for (const reference of [
      { __typename: 'Nothing', uscc },
      { uscc },
      'x',
      [],
      { __typename: 'Enterprise' },
      { __typename: 'constructor', uscc },
    ]) {
      const answer = await entities('enterprise', [reference as object], '... on Enterprise { name }');
      expect({ reference, codes: codesOf(answer) }).toEqual({ reference, codes: ['BAD_USER_INPUT'] });
      expect(answer.errors[0]?.extensions.problems).toMatchObject([{ path: 'representations.0', code: 'REFERENCE' }]);
    }
    const wrong = { __typename: 'Enterprise', uscc: '91620621PDY000010B' };
    expect(codesOf(await entities('enterprise', [wrong], '... on Enterprise { name }'))).toEqual(['INVALID_USCC']);
    const loose = { __typename: 'Enterprise', uscc: ` ${uscc.toLowerCase()}` };
    const read = await entities('enterprise', [loose], '... on Enterprise { uscc }');
    expect(read.data._entities).toEqual([{ uscc }]);
  });

  it('is not served unless HUB_SERVE_SUBGRAPHS says so', async () => {
    const other = await startTestHub();
    const response = await fetch(`${other.url}/subgraphs/enterprise`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });
});
