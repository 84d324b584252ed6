import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { identityCheck } from '../../src/kernel/identity-number.js';
import { importWorld, temporary } from '../intake/kit.js';
import { day } from '../kit/county.js';
import { startTestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';

/** Invented: no province has a district 99. */
const HEAD = '62069919800101123';
const NUMBER = HEAD + identityCheck(HEAD);
const SPACED = `${NUMBER.slice(0, 6)} ${NUMBER.slice(6, 14)} ${NUMBER.slice(14)}`;
const PHONE = '138 0013 8000';
const TEXTS = [
  `死者张某，身份证号${SPACED}`,
  `联系人电话：+86 ${PHONE}`,
  '值班室（0935）4123456',
  `旧证620699800101123`,
];
/** No answer repeats any of them. */
const SAID = /\d{6} ?\d{8} ?\d{3}[\dX]|138 ?0013 ?8000|4123456|620699800101123/;

const hub = await startTestHub();
const REGULATOR = hub.keys.SAFETY_REGULATOR;
const { accident, hazard, trader } = hub.county;
const report = {
  ...{ documentNumber: 'P-1', uscc: trader, division: '620621', occurredAt: `${day(-9)}T08:30:00.000+08:00` },
  ...{ category: 'ROOF_FALL', deaths: 0, seriousInjuries: 1 },
};
const found = { documentNumber: 'P-2', uscc: trader, level: 'GENERAL', description: '护栏缺失', foundOn: day(-3) };
const STEP = 'mutation ($id: ID!, $input: LinkageCaseStepInput) { servePriorNotice(id: $id, input: $input) { id } }';

/** Every mutation with a text of one record: how it is asked, whose it is, the field, where the refusal says that it stands. */
const ONE: [name: string, mutation: string, variables: (text: string) => object, path: string, key?: string][] = [
  ...['description', 'publicDescription'].map((field): (typeof ONE)[number] => [
    `reportAccident ${field}`,
    'mutation ($input: AccidentInput!) { reportAccident(input: $input) { position } }',
    (text) => ({ input: { ...report, [field]: text } }),
    `input.${field}`,
  ]),
  [
    'supplementAccident note',
    'mutation ($id: ID!, $input: AccidentSupplementInput!) { supplementAccident(id: $id, input: $input) { position } }',
    (text) => ({ id: accident, input: { documentNumber: 'P-3', changedOn: day(0), note: text } }),
    'input.note',
  ],
  [
    'concludeAccident publicDescription',
    'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }',
    (text) => ({ id: accident, input: { concludedOn: day(0), responsibility: 'MAIN', publicDescription: text } }),
    'input.publicDescription',
  ],
  [
    'setAccidentPublicDescription',
    'mutation ($id: ID!, $text: String) { setAccidentPublicDescription(id: $id, publicDescription: $text) { position } }',
    (text) => ({ id: accident, text }),
    'publicDescription',
  ],
  ...['description', 'publicDescription'].map((field): (typeof ONE)[number] => [
    `reportHazard ${field}`,
    'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }',
    (text) => ({ input: { ...found, [field]: text } }),
    `input.${field}`,
  ]),
  ...['measures', 'responsible', 'plan'].flatMap((field): typeof ONE => [
    [
      `reportHazard ${field}`,
      'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }',
      (text) => ({ input: { ...found, fiveImplementations: { [field]: text } } }),
      `input.fiveImplementations.${field}`,
    ],
    [
      `updateHazardPlan ${field}`,
      'mutation ($id: ID!, $plan: FiveImplementationsInput!) { updateHazardPlan(id: $id, fiveImplementations: $plan) { id } }',
      (text) => ({ id: hazard, plan: { [field]: text } }),
      `fiveImplementations.${field}`,
    ],
  ]),
  [
    'a step’s note',
    'mutation ($id: ID!, $input: HazardStepInput) { approveHazardPlan(id: $id, input: $input) { id } }',
    (text) => ({ id: hazard, input: { note: text } }),
    'input.note',
  ],
  ...['note', 'publicDescription'].map((field): (typeof ONE)[number] => [
    `listHazard ${field}`,
    'mutation ($id: ID!, $input: HazardListingInput) { listHazard(id: $id, input: $input) { id } }',
    (text) => ({ id: hazard, input: { [field]: text } }),
    `input.${field}`,
  ]),
  [
    'setHazardPublicDescription',
    'mutation ($id: ID!, $text: String) { setHazardPublicDescription(id: $id, publicDescription: $text) { id } }',
    (text) => ({ id: hazard, text }),
    'publicDescription',
  ],
  ...['reason', 'gravity'].map((field): (typeof ONE)[number] => [
    `a case’s step, ${field}`,
    STEP,
    (text) => ({ id: '1', input: { [field]: text } }),
    `input.${field}`,
  ]),
  [
    'withdrawFinding reason',
    'mutation ($id: ID!, $input: FindingWithdrawalInput!) { withdrawFinding(id: $id, input: $input) { id } }',
    (text) => ({ id: '1', input: { reason: text } }),
    'input.reason',
  ],
  [
    'reportMeasure remark',
    'mutation ($id: ID!, $input: MeasureInput!) { reportMeasure(noticeId: $id, input: $input) { id } }',
    (text) => ({ id: '00000000-0000-4000-8000-000000000000', input: { kind: 'OTHER', remark: text } }),
    'input.remark',
    hub.keys.PARTNER,
  ],
];

/** Every batch with a text: the record, and its fields that take one. */
const MANY: [mutation: string, input: string, record: object, fields: string[], key: string][] = [
  [
    'submitEnterprises',
    'EnterpriseInput',
    { uscc: sampleUscc(71), name: '己矿' },
    ['name', 'entityType', 'address', 'businessScope'],
    hub.keys.MARKET_REGULATION,
  ],
  [
    'submitGradings',
    'GradingInput',
    {
      documentNumber: 'P-4',
      uscc: trader,
      standard: 'S',
      grade: 'GRADE_3',
      issuedOn: day(-9),
      revokedOn: day(-1),
      revocationReason: '事故',
    },
    ['standard', 'gradedBy', 'revocationReason', 'publicRevocationReason'],
    REGULATOR,
  ],
  [
    'submitRatings',
    'CreditRatingInput',
    { documentNumber: 'P-5', uscc: trader, level: 'A', ratedOn: day(-9) },
    ['ratedBy', 'basis'],
    hub.keys.CREDIT_OFFICE,
  ],
  [
    'submitFindings',
    'FindingInput',
    {
      documentNumber: 'P-6',
      uscc: trader,
      kind: 'NO_LICENCE',
      foundOn: day(-9),
      withdrawnOn: day(-1),
      withdrawalReason: '查无实据',
    },
    ['basis', 'withdrawalReason'],
    REGULATOR,
  ],
];

describe('a person’s number in a text', () => {
  it.each(ONE)(
    '%s is refused, with its place and without the number',
    async (_, mutation, variables, path, key = REGULATOR) => {
      for (const text of TEXTS) {
        const { errors } = await hub.ask(mutation, { key, variables: variables(text) as Record<string, unknown> });
        expect(errors.map((e) => e.extensions)).toEqual([
          {
            code: 'BAD_USER_INPUT',
            problems: [{ path, code: 'PERSONAL_DATA', message: expect.stringContaining('characters ') }],
          },
        ]);
        expect(JSON.stringify(errors)).not.toMatch(SAID);
        expect(JSON.stringify(errors)).toContain('**');
      }
    },
  );

  it.each(MANY)(
    '%s refuses the record and keeps the others, and its receipt holds no number',
    async (mutation, input, record, fields, key) => {
      const query = `mutation ($records: [${input}!]!) { ${mutation}(records: $records) { id rejected results { status code path message } } }`;
      const bad = fields.flatMap((field) => TEXTS.map((text) => ({ ...record, [field]: text })));
      const { [mutation]: receipt } = await hub.dataOf(query, { key, variables: { records: [...bad, record] } });
      expect(receipt.rejected).toBe(bad.length);
      for (const [i, result] of receipt.results.slice(0, -1).entries()) {
        const field = fields[Math.floor(i / TEXTS.length)];
        expect(result).toMatchObject({ code: 'PERSONAL_DATA', path: `records.${i}.${field}` });
      }
      expect(receipt.results.at(-1).status).toBe('INSERTED');
      expect(JSON.stringify(receipt)).not.toMatch(SAID);
      const [kept] = await hub.db.sql<
        { text: string }[]
      >`select receipt::text text from hub.submission where id = ${receipt.id}`;
      expect(kept?.text).not.toMatch(SAID);
    },
  );

  it('an identity number as document number or as code is refused, and not repeated', async () => {
    const query = 'mutation ($input: AccidentInput!) { reportAccident(input: $input) { position } }';
    const asked = (change: object) =>
      hub.ask(query, { key: REGULATOR, variables: { input: { ...report, ...change } } });
    const numbered = await asked({ documentNumber: NUMBER });
    expect(numbered.errors[0]?.extensions.problems).toMatchObject([
      { path: 'input.documentNumber', code: 'PERSONAL_DATA' },
    ]);
    const wrong = [
      numbered,
      await asked({ uscc: NUMBER }),
      await asked({ division: NUMBER }),
      await asked({ deaths: NUMBER }),
    ];
    for (const { errors } of wrong) {
      expect(errors).toHaveLength(1);
      expect(JSON.stringify(errors)).not.toMatch(SAID);
    }
  });

  it('what an agency is called holds none either', async () => {
    const named = agencies(agencyStore(hub.db)).add({ name: `王某 ${PHONE}`, kind: 'PARTNER', divisionCode: null });
    await expect(named).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      extensions: { problems: [{ path: 'name', code: 'PERSONAL_DATA' }] },
    });
  });

  describe('in a file', () => {
    const file = temporary();
    let world: Awaited<ReturnType<typeof importWorld>>;
    beforeAll(async () => {
      world = await importWorld();
    });

    it('its row is rejected with the place, and neither the message nor the progress says the number', async () => {
      const [a, b] = [sampleUscc(64_001), sampleUscc(64_002)];
      const source = file(
        'persons.csv',
        `uscc,name,注册地址\n${a},甲煤业,红沙岗镇\n${b},乙煤业,"红沙岗镇，联系人${SPACED}"\n`,
      );
      expect(await world.run(source)).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
      const row = readFileSync(`${source}.rejected.csv`, 'utf8').split('\n')[1] as string;
      expect(row).toMatch(/^3,PERSONAL_DATA,/);
      expect(row).toContain('characters 9 to 28');
      expect(row.slice(0, row.indexOf(b))).not.toMatch(SAID);
    });
  });
});
