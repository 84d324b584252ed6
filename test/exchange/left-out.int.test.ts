import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../src/cli/import/index.js';
import { filled } from '../../src/kernel/left-out.js';
import { listener, temporary } from '../import/kit.js';
import { sampleUscc } from '../kit/sample.js';
import { day, type OpenHub, openHub, SUBMIT } from './open-hub.js';

const REPORT = {
  accidents: 'mutation ($i: AccidentInput!) { reportAccident(input: $i) { accident { id } } }',
  hazards: 'mutation ($i: HazardInput!) { reportHazard(input: $i) { id } }',
};

/** A record as a file first has it, and what the API says of it afterwards. */
interface Case {
  required: Record<string, string | number>;
  more: Record<string, unknown>;
  /** What is there where the optional facts are cleared, as columns of the table. */
  cleared: Record<string, unknown>;
}

describe('what a record leaves out', () => {
  let hub: OpenHub;
  const file = temporary();
  const uscc = sampleUscc(1);
  const document = { documentNumber: 'L-1', uscc };
  const cases: Record<keyof OpenHub['rooms']['importers'], Case> = {
    enterprises: {
      required: { uscc: sampleUscc(2), name: '民勤县红沙岗煤业' },
      more: {
        ...{ status: 'SUSPENDED', entityType: '有限责任公司', registeredOn: '2012-05-01', registeredCapital: '5.00' },
        ...{ currency: 'USD', address: '红沙岗镇', businessScope: '采煤', division: '620622', industry: '0610' },
      },
      cleared: { status: 'ACTIVE', registered_on: null, registered_capital: null, currency: null, industry_code: null },
    },
    gradings: {
      required: { ...document, standard: 'GB/T 33000-2016', grade: 'GRADE_2', issuedOn: day(-100) },
      more: {
        ...{ validUntil: day(100), score: 80.5, gradedBy: '安评中心', publishedOn: day(-90), division: '620622' },
        ...{ revokedOn: day(-5), revocationReason: '发生较大事故' },
      },
      cleared: { score: null, published_on: null, revoked_on: null, division_code: '620621' },
    },
    ratings: {
      required: { ...document, level: 'AA', ratedOn: day(-50) },
      more: { ratedBy: '信用办', validUntil: day(300), basis: '年度评价', division: '620622' },
      cleared: { rated_by: null, valid_until: null, basis: null, division_code: '620621' },
    },
    findings: {
      required: { ...document, kind: 'NO_LICENCE', foundOn: day(-20) },
      more: {
        ...{ penalised: true, grave: true, basis: '安全生产法第九十四条', accidentId: '7', division: '620622' },
        ...{ withdrawnOn: day(-1), withdrawalReason: '复议撤销' },
      },
      cleared: {
        penalised: false,
        grave: false,
        basis: null,
        accident_id: null,
        withdrawn_on: null,
        division_code: '620621',
      },
    },
    accidents: {
      required: {
        ...{ ...document, division: '620621', occurredAt: `${day(-3)}T08:00:00+08:00`, category: 'ROOF_FALL' },
        ...{ deaths: 1, seriousInjuries: 0 },
      },
      more: { missing: 2, directEconomicLoss: '5.00', description: '顶板冒落', responsibility: 'MAIN' },
      cleared: { missing: 0, direct_economic_loss: null, description: null, responsibility: 'UNDETERMINED' },
    },
    hazards: {
      required: { ...document, level: 'MAJOR', description: '顶板离层', foundOn: day(-10) },
      more: {
        ...{ deadline: day(20), division: '620622' },
        fiveImplementations: { measures: '补强', responsible: '李强', funds: '5.00', deadline: day(20), plan: 'P-1' },
      },
      cleared: { deadline: null, plan_measures: null, plan_funds: null, division_code: '620621' },
    },
  };
  const registers = Object.keys(cases) as (keyof typeof cases)[];
  const PROVIDER = { enterprises: 'MARKET_REGULATION', ratings: 'CREDIT_OFFICE' } as const;
  const TABLE = {
    enterprises: 'enterprise',
    gradings: 'grading',
    ratings: 'rating',
    accidents: 'accident',
    hazards: 'hazard',
    findings: 'finding',
  };
  const providerOf = (register: string) =>
    hub.agency(PROVIDER[register as keyof typeof PROVIDER] ?? 'SAFETY_REGULATOR');

  const importOf = async (register: keyof typeof cases, name: string, content: string) => {
    const importer = hub.rooms.importers[register] as never;
    const provider = await providerOf(register);
    const at = file(name, content);
    return importFile({ file: at, importer, db: hub.db, provider, report: listener() });
  };
  const submit = async (register: keyof typeof cases, record: object) => {
    const provider = await providerOf(register);
    if (register === 'accidents' || register === 'hazards') await hub.run(REPORT[register], { i: record }, provider);
    else await hub.run(SUBMIT[register], { r: [record] }, provider);
  };
  const stored = async (register: keyof typeof cases) => {
    const key = cases[register].required;
    const [row] = await hub.db
      .sql`select * from ${hub.db.sql(`hub.${TABLE[register]}`)} where uscc = ${key.uscc ?? ''}`;
    return row as Record<string, unknown>;
  };

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '绿洲建材厂' }]);
  });

  it.each(registers)('stays in %s: the same file again, after the API said more, changes nothing', async (register) => {
    const { required, more, cleared } = cases[register];
    const header = Object.keys(required);
    const csv = `${header.join(',')}\n${Object.values(required).join(',')}\n`;
    const flat = Object.keys(more).filter((k) => k !== 'fiveImplementations');
    const blank = `${[...header, ...flat].join(',')}\n${Object.values(required).join(',')}${',N/A'.repeat(flat.length)}\n`;
    expect(await importOf(register, `${register}.csv`, csv)).toMatchObject({ inserted: 1, rejected: 0 });
    await submit(register, { ...required, ...more });
    const full = await stored(register);
    const files = [
      [`${register}.csv`, csv],
      [`${register}-blank.csv`, blank],
      [`${register}.ndjson`, `${JSON.stringify(required)}\n`],
    ] as const;
    for (const [name, content] of files)
      expect(await importOf(register, name, content), name).toMatchObject({ unchanged: 1, updated: 0, rejected: 0 });
    // Interpreted and compiled alike.
    for (let i = 0; i < 3; i++) await submit(register, required);
    expect(await stored(register)).toEqual(full);
    const nulls = Object.fromEntries(Object.keys(more).map((k) => [k, null]));
    await submit(register, { ...required, ...nulls });
    expect(await stored(register)).toMatchObject(cleared);
    await submit(register, { ...required, ...more });
    const ndjson = `${JSON.stringify({ ...required, ...nulls })}\n`;
    expect(await importOf(register, `${register}-null.ndjson`, ndjson)).toMatchObject({ updated: 1, rejected: 0 });
    expect(await stored(register)).toMatchObject(cleared);
  });

  it('is what held then, where a correction names an earlier day', async () => {
    const own = { uscc: sampleUscc(3), name: '甲' };
    await submit('enterprises', { ...own, registeredOn: '2015-01-01', address: '旧址' });
    await submit('enterprises', { ...own, validFrom: '2020-01-01', address: '新址' });
    await submit('enterprises', { ...own, name: '乙', validFrom: '2017-01-01' });
    const at = 'query ($u: USCC!, $on: Date) { enterprise(uscc: $u, validOn: $on) { name address } }';
    const on = async (day: string | null) => (await hub.run(at, { u: own.uscc, on: day })).enterprise;
    expect(await on('2018-01-01')).toEqual({ name: '乙', address: '旧址' });
    expect(await on(null)).toEqual({ name: '甲', address: '新址' });
  });

  it('must go together with what is said: a revocation with its reason, a validity with its issue', async () => {
    const own = { ...cases.gradings.required, documentNumber: 'L-2', uscc: sampleUscc(2) };
    const outcome = async (record: object) => {
      const { results } = (await hub.run(SUBMIT.gradings, { r: [record] }, await providerOf('gradings')))
        .submitGradings;
      return results[0].code ?? results[0].status;
    };
    expect(await outcome(own)).toBe('INSERTED');
    expect(await outcome({ ...own, revokedOn: day(-1) })).toBe('REVOCATION');
    expect(await outcome({ ...own, revokedOn: day(-1), revocationReason: '事故' })).toBe('UPDATED');
    expect(await outcome({ ...own, revokedOn: day(-2) })).toBe('UPDATED');
    expect(await outcome({ ...own, revokedOn: null })).toBe('REVOCATION');
    // Three years from issue, and the issue was misread: the validity follows it.
    expect(await outcome({ ...own, issuedOn: day(-110) })).toBe('UPDATED');
    expect(await outcome({ ...own, issuedOn: day(-110), validUntil: day(50) })).toBe('UPDATED');
    expect(await outcome({ ...own, issuedOn: day(-111) })).toBe('UPDATED');
    const [row] = await hub.db.sql`select valid_until::text v from hub.grading where document_number = 'L-2'`;
    expect(row?.v).toBe(day(50));
  });

  it('never outlives what is said: for every field, the record’s own word, else what stands', () => {
    const value = fc.option(fc.string(), { nil: null });
    const said = fc.record({ a: fc.option(value, { nil: undefined }), b: fc.option(value, { nil: undefined }) });
    fc.assert(
      fc.property(said, fc.option(fc.record({ a: value, b: value }), { nil: undefined }), (record, standing) => {
        const row = filled(record, standing);
        for (const field of ['a', 'b'] as const) {
          const word = record[field];
          expect(row[field]).toBe(word === undefined ? (standing?.[field] ?? null) : word);
        }
      }),
    );
  });
});
