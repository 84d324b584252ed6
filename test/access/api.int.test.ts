import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const U = sampleUscc(1);
const FINANCE: AgencyKind[] = ['BANKING', 'SECURITIES', 'INSURANCE', 'GUARANTEE'];

/** Every way to ask for a register's records. */
const READS: Record<string, string[]> = {
  accidents: [
    '{ accidents { nodes { id } } }',
    '{ accident(id: "1") { id } }',
    '{ accidentStatistics(by: [LEVEL]) { accidents } }',
    `{ enterprise(uscc: "${U}") { accidents { nodes { id } } } }`,
  ],
  hazards: [
    '{ hazards { nodes { id } } }',
    '{ hazard(id: "1") { id } }',
    `{ enterprise(uscc: "${U}") { hazards { nodes { id } } } }`,
  ],
  ratings: [
    `{ enterprise(uscc: "${U}") { rating { level } } }`,
    `{ enterprise(uscc: "${U}") { rating(knownAt: "2026-01-01T00:00:00Z") { level } } }`,
    `{ enterprise(uscc: "${U}") { ratings { level } } }`,
    `{ enterprises { nodes { rating { level } } } }`,
  ],
  checks: [`{ creditCheck(uscc: "${U}") { outcome } }`, `{ creditChecks(usccs: ["${U}"]) { outcome } }`],
  open: [
    `{ enterprise(uscc: "${U}") { name grading { grade } gradings { grade } restrictions { domain } } }`,
    '{ enterprises { nodes { name } } gradings { nodes { grade } } restrictions { nodes { domain } } }',
    '{ division(code: "620621") { name } industry(code: "B0610") { name } safetySectors { name } }',
  ],
};
const hazard = { documentNumber: 'H', uscc: U, level: 'GENERAL', description: '堵塞', foundOn: day(-1) };
const accident = {
  documentNumber: 'A',
  uscc: U,
  division: '620621',
  occurredAt: `${day(-1)}T08:00:00+08:00`,
  category: 'FIRE',
  deaths: 0,
  seriousInjuries: 1,
};
/** Every way to write, and whose it is. */
const WRITES: [string, object, AgencyKind][] = [
  [SUBMIT.enterprises, { r: [] }, 'MARKET_REGULATION'],
  [SUBMIT.gradings, { r: [] }, 'SAFETY_REGULATOR'],
  [SUBMIT.ratings, { r: [] }, 'CREDIT_OFFICE'],
  ['mutation ($i: AccidentInput!) { reportAccident(input: $i) { position } }', { i: accident }, 'SAFETY_REGULATOR'],
  ['mutation ($i: HazardInput!) { reportHazard(input: $i) { id } }', { i: hazard }, 'SAFETY_REGULATOR'],
];
const SOME: AgencyKind[] = [
  'MARKET_REGULATION',
  'SAFETY_REGULATOR',
  'CREDIT_OFFICE',
  'OPERATOR',
  'BANKING',
  'COUNTY_GOVERNMENT',
  'PARTNER',
];

describe('who may ask for what', () => {
  let hub: OpenHub;
  const codes = async (source: string, viewer?: Viewer) =>
    ((await hub.answer(source, {}, viewer)).errors ?? []).map((e) => e.extensions.code);

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc: U, name: '红沙岗煤业' }]);
    await hub.submit('ratings', [{ documentNumber: 'R', uscc: U, level: 'A', ratedOn: day(-1) }]);
  });

  it('is refused as an error with its code on every way to it, never as a silent null', async () => {
    const cases: [AgencyKind | 'PUBLIC', string, string | null][] = [
      ...FINANCE.flatMap((kind): [AgencyKind, string, string | null][] => [
        // What is published, as the public reads it.
        [kind, 'accidents', null],
        [kind, 'hazards', 'FORBIDDEN'],
        [kind, 'ratings', null],
        [kind, 'checks', null],
        [kind, 'open', null],
      ]),
      ['PUBLIC', 'accidents', null],
      ['PUBLIC', 'hazards', null],
      ['PUBLIC', 'ratings', 'UNAUTHENTICATED'],
      ['PUBLIC', 'checks', 'UNAUTHENTICATED'],
      ['PUBLIC', 'open', null],
      ['COUNTY_GOVERNMENT', 'accidents', null],
      ['COUNTY_GOVERNMENT', 'hazards', null],
      ['COUNTY_GOVERNMENT', 'ratings', 'FORBIDDEN'],
      ['COUNTY_GOVERNMENT', 'checks', 'FORBIDDEN'],
      ['COUNTY_GOVERNMENT', 'open', null],
      ['LAND', 'accidents', null],
      ['LAND', 'ratings', null],
      ['LAND', 'checks', null],
      ['OPERATOR', 'checks', null],
    ];
    for (const [kind, register, code] of cases) {
      const viewer = kind === 'PUBLIC' ? undefined : await hub.agency(kind, '620621');
      for (const source of READS[register] as string[]) {
        // Twice, as a repeated operation is compiled.
        for (let i = 0; i < 2; i++)
          expect(await codes(source, viewer), `${kind} ${source}`).toEqual(code ? [code] : []);
      }
    }
  });

  it('is written by its provider alone', async () => {
    for (const [source, variables, provider] of WRITES) {
      const refusal = (viewer?: Viewer) => hub.refusal(source, { ...variables }, viewer);
      expect(await refusal(), source).toMatchObject({ code: 'UNAUTHENTICATED' });
      for (const kind of SOME.filter((k) => k !== provider))
        expect(await refusal(await hub.agency(kind)), `${kind} ${source}`).toMatchObject({ code: 'FORBIDDEN' });
      await hub.run(source, { ...variables }, await hub.agency(provider));
    }
  });

  it('is refused field by field: what is open is answered beside it', async () => {
    const source = `{ enterprise(uscc: "${U}") { name } creditCheck(uscc: "${U}") { outcome } }`;
    const { data, errors } = await hub.answer(source);
    expect(errors?.map((e) => [e.path, e.extensions.code])).toEqual([[['creditCheck'], 'UNAUTHENTICATED']]);
    // creditCheck is never null, so its refusal takes the answer with it; a nullable field leaves the rest standing.
    expect(data).toBeNull();
    const nullable = await hub.answer(`{ enterprise(uscc: "${U}") { name rating { level } } }`);
    expect(nullable.data).toEqual({ enterprise: { name: '红沙岗煤业', rating: null } });
    expect(nullable.errors?.[0]).toMatchObject({
      path: ['enterprise', 'rating'],
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});
