import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../src/intake/core.js';
import { ACCIDENT_CATEGORY, HAZARD_LEVEL, RESPONSIBILITY } from '../../src/kernel/accident.words.js';
import { FINDING_KIND } from '../../src/kernel/linkage.words.js';
import { ENTERPRISE_STATUS, RATING_LEVEL, STANDARDIZATION_GRADE } from '../../src/kernel/register.words.js';
import type { Vocabulary } from '../../src/kernel/words.js';
import type { RegisterName } from '../../src/server/registers.js';
import { type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, tableOf } from '../kit/samples.js';
import { listener, temporary } from './kit.js';

const file = temporary();
describe('the words of files', () => {
  let hub: OpenHub;
  const uscc = sampleUscc(71_001);
  const load = async (register: RegisterName, name: string, text: string) => {
    const importer = hub.rooms.importers[register];
    const provider = await hub.agency(providerOf(register));
    const path = file(name, text);
    const summary = await importFile({ file: path, importer, db: hub.db, provider, report: listener() });
    return { ...summary, refused: summary.rejectedFile ? readFileSync(summary.rejectedFile, 'utf8') : '' };
  };
  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '民勤县红沙岗煤业' }]);
  });

  /** Columns before the one of the vocabulary, and what a row has in them. */
  const FILES: [RegisterName, string, string, Vocabulary<string>, string, (n: number) => string][] = [
    [
      'gradings',
      'grade',
      '等级',
      STANDARDIZATION_GRADE,
      '文书编号,信用代码,评审标准,发证日期',
      (n) => `G-${n},${uscc},AQ/T 9006,2026-01-01`,
    ],
    ['ratings', 'level', '信用等级', RATING_LEVEL, '文书编号,信用代码,评价日期', (n) => `R-${n},${uscc},2026-01-01`],
    ['findings', 'kind', '失信行为', FINDING_KIND, '文号,信用代码,认定日期', (n) => `F-${n},${uscc},2026-01-01`],
    [
      'hazards',
      'level',
      '隐患等级',
      HAZARD_LEVEL,
      '文书编号,信用代码,隐患描述,排查日期',
      (n) => `H-${n},${uscc},积水,2026-01-01`,
    ],
    [
      'accidents',
      'category',
      '事故类别',
      ACCIDENT_CATEGORY,
      '文书编号,信用代码,行政区划,发生时间,死亡人数,重伤人数',
      (n) => `A-${n},${uscc},620621,2026-01-01 08:00,0,0`,
    ],
    [
      'accidents',
      'responsibility',
      '责任认定',
      RESPONSIBILITY,
      '文书编号,信用代码,行政区划,发生时间,死亡人数,重伤人数,事故类别',
      (n) => `B-${n},${uscc},620621,2026-01-01 08:00,0,0,火灾`,
    ],
  ];
  it.each(FILES)('of %s, %s: every code, term and other writing is stored as that very code', async (...row) => {
    const [register, field, header, vocabulary, columns, cells] = row;
    const terms = vocabulary.codes.flatMap((code) =>
      [code, vocabulary.zh(code), ...(vocabulary.words[code]?.also ?? [])].map((term) => ({ code, term })),
    );
    const lines = terms.map(({ term }, n) => `${cells(n)},"${term}"`);
    const summary = await load(register, `${register}-${field}.csv`, [`${columns},${header}`, ...lines].join('\n'));
    expect([summary.refused, summary.inserted]).toEqual(['', terms.length]);
    const table = tableOf(register);
    const numbers = lines.map((line) => line.split(',')[0] as string);
    const stored = await hub.db.sql<{ number: string; said: string }[]>`
      select document_number number, ${hub.db.sql(field)} said from ${hub.db.sql(`hub.${table}`)} where document_number = any(${numbers})`;
    const by = new Map(stored.map((s) => [s.number, s.said]));
    for (const [n, { term, code }] of terms.entries())
      expect([term, by.get(numbers[n] as string)]).toEqual([term, code]);
  });

  it('of enterprises: the operating state too', async () => {
    const also = ENTERPRISE_STATUS.codes.flatMap((code) =>
      [ENTERPRISE_STATUS.zh(code), ...(ENTERPRISE_STATUS.words[code].also ?? [])].map((term) => ({ code, term })),
    );
    const lines = also.map(({ term }, n) => `${sampleUscc(72_000 + n)},企业${n},"${term}"`);
    const summary = await load('enterprises', 'states.csv', ['uscc,企业名称,登记状态', ...lines].join('\n'));
    expect([summary.refused, summary.inserted]).toEqual(['', also.length]);
    const stored = await hub.db.sql<{ uscc: string; status: string }[]>`select uscc, status from hub.enterprise`;
    const by = new Map(stored.map((s) => [s.uscc, s.status]));
    expect(also.map((_, n) => by.get(sampleUscc(72_000 + n)))).toEqual(also.map(({ code }) => code));
  });

  it('of findings: 迟报漏报 was refused, and terms of two kinds are not taken for one', async () => {
    const rows = [
      'C-1,迟报漏报',
      'C-2,迟报',
      'C-3,漏报、迟报',
      'C-4,谎报',
      'C-5,瞒报或者谎报',
      'C-6,瞒报、谎报、迟报',
      'C-7,偷懒',
    ];
    const text = ['文号,失信行为,信用代码,认定日期', ...rows.map((r) => `${r},${uscc},2026-01-01`)].join('\n');
    const { inserted, rejected, refused } = await load('findings', 'kinds.csv', text);
    expect({ inserted, rejected }).toEqual({ inserted: 5, rejected: 2 });
    const kinds = await hub.db
      .sql`select document_number, kind from hub.finding where document_number like 'C-%' order by 1`;
    const [late, false_] = ['LATE_OR_OMITTED_REPORT', 'CONCEALED_OR_FALSE_REPORT'];
    expect(kinds.map((k) => k.kind)).toEqual([late, late, late, false_, false_]);
    const [, several, unknown] = refused.split('\n');
    expect(several).toContain('says CONCEALED_OR_FALSE_REPORT 瞒报谎报 and LATE_OR_OMITTED_REPORT 迟报漏报 at once');
    for (const code of FINDING_KIND.codes) expect(unknown).toContain(`${code} ${FINDING_KIND.zh(code)}`);
  });

  it('of NDJSON: flags are truth values, counts and sums numbers, and nothing else is taken for a text', async () => {
    const finding = (documentNumber: string, more: object) =>
      JSON.stringify({ documentNumber, uscc, kind: 'NO_LICENCE', foundOn: '2026-01-01', ...more });
    const flags = [
      finding('N-1', { penalised: true, grave: false }),
      finding('N-2', { penalised: '是', grave: 'FALSE' }),
      finding('N-3', { penalised: 1, grave: 0 }),
      finding('N-4', { basis: true }),
      finding('N-5', { penalised: {}, grave: 'vielleicht', foundOn: true }),
    ];
    const findings = await load('findings', 'flags.ndjson', flags.join('\n'));
    expect(findings).toMatchObject({ inserted: 3, rejected: 2 });
    expect(findings.refused).toMatch(/^4,TYPE,"?basis: is true, not a text or a number/m);
    expect(findings.refused).toMatch(/^5,TYPE; TYPE; VALUE,/m);
    const said = await hub.db.sql`select penalised, grave from hub.finding where document_number like 'N-%'`;
    expect(said.map((s) => [s.penalised, s.grave])).toEqual(Array(3).fill([true, false]));

    const accident = {
      documentNumber: 'N-1',
      uscc,
      division: 620621,
      occurredAt: '2026-01-01T08:00:00+08:00',
      category: '触电',
    };
    const accidents = [
      { ...accident, deaths: 1, seriousInjuries: 0, missing: 2, directEconomicLoss: 1500000.5 },
      { ...accident, documentNumber: 'N-2', deaths: true, seriousInjuries: [1], directEconomicLoss: false },
    ];
    const reports = await load('accidents', 'numbers.ndjson', accidents.map((a) => JSON.stringify(a)).join('\n'));
    expect(reports).toMatchObject({ inserted: 1, rejected: 1 });
    expect(reports.refused).toMatch(
      /^2,TYPE; TYPE; TYPE,"?deaths: is true, .*; seriousInjuries: is an array, .*; directEconomicLoss: is false, /m,
    );

    const grading = { documentNumber: 17, uscc, standard: 'GB/T 33000', grade: 2, score: 82.5, issuedOn: 20260101 };
    const rating = { documentNumber: 18, uscc, level: 'a级', ratedOn: '2026-01-01' };
    const funds = { funds: 80000, plan: true };
    const hazard = { documentNumber: 'N-1', uscc, level: '重大', description: 7, foundOn: '2026-01-01' };
    expect(await load('gradings', 'numbers.ndjson', JSON.stringify(grading))).toMatchObject({ inserted: 1 });
    expect(await load('ratings', 'numbers.ndjson', JSON.stringify(rating))).toMatchObject({ inserted: 1 });
    expect(await load('hazards', 'numbers.ndjson', JSON.stringify(hazard))).toMatchObject({ inserted: 1 });
    const plan = await load('hazards', 'plan.ndjson', JSON.stringify({ ...hazard, fiveImplementations: funds }));
    expect(plan.refused).toMatch(/^1,TYPE,"?fiveImplementations.plan: is true/m);
  });

  it('tells every fault of a row, and the mended rows are taken back', async () => {
    const text = [
      '文书编号,信用代码,评审标准,等级,发证日期,得分,有效期至,撤销日期',
      `E-1,91620621PDY000010B,,特级,2026-02-30,101,2026-01-01,`,
      `E-2,${uscc},AQ/T 9006,一级,2099-01-01,90,2098-01-01,2026-01-01`,
    ].join('\n');
    const { refused, rejectedFile } = await load('gradings', 'faults.csv', text);
    const [header, first, second] = refused.split('\n');
    expect(header).toMatch(/^\ufeffline,code,message,cell,原因,文书编号,/);
    expect(first).toMatch(/^2,USCC_INNER_CHECK; REQUIRED; VALUE; NUMBER; DATE,/);
    expect(first).toMatch(/信用代码: .*; 评审标准: .*; 等级: .*特级.*GRADE_1 一级.*; 得分: .*; 发证日期: /);
    // What only the register can say is told together too.
    expect(second).toMatch(/^3,FUTURE; VALIDITY; REVOCATION; ORDER,/);
    const mended = refused
      .replace('91620621PDY000010B,,特级,2026-02-30,101', `${uscc},AQ/T 9006,二级,2025-02-28,88`)
      .replace('2099-01-01,90,2098-01-01,2026-01-01', '2025-01-01,90,2028-01-01,');
    expect(rejectedFile).toMatch(/faults\.csv\.rejected\.csv$/);
    expect(await load('gradings', 'faults-mended.csv', mended)).toMatchObject({ read: 2, inserted: 2, refused: '' });
  });

  it('and of submissions: a receipt has every problem of a record, also one that was kept before there were any', async () => {
    const submit = SUBMIT.findings.replace('code message path', 'code message path problems { path code message }');
    const provider = await hub.agency('SAFETY_REGULATOR');
    const base = { uscc, kind: 'NO_LICENCE', foundOn: '2026-01-01' };
    const records = [
      { ...base, documentNumber: 'S-1' },
      { ...base, documentNumber: ' ', uscc: '91620621PDY000010B', foundOn: '2026-02-30', basis: 'x'.repeat(501) },
      { ...base, documentNumber: 'S-3', uscc: sampleUscc(79_999), foundOn: '2099-01-01', withdrawalReason: 'x' },
    ];
    const { submitFindings: receipt } = await hub.run(submit, { r: records, key: 'words-1' }, provider);
    const told = receipt.results.map((r: { problems: { path: string; code: string }[] }) =>
      r.problems.map((p) => `${p.path} ${p.code}`),
    );
    expect(told).toEqual([
      [],
      [
        'records.1.documentNumber REQUIRED',
        'records.1.uscc USCC_INNER_CHECK',
        'records.1.foundOn DATE',
        'records.1.basis TOO_LONG',
      ],
      ['records.2.uscc UNKNOWN_ENTERPRISE', 'records.2.foundOn FUTURE', 'records.2.withdrawalReason WITHDRAWAL'],
    ]);
    for (const { code, message, path, problems } of receipt.results.slice(1))
      expect({ path, code, message }).toEqual(problems[0]);
    await hub.db.sql`alter table hub.submission disable trigger user`;
    await hub.db.sql`update hub.submission set receipt = jsonb_set(receipt, '{results}',
      (select jsonb_agg(r - 'problems') from jsonb_array_elements(receipt->'results') r)) where idempotency_key = 'words-1'`;
    const { submitFindings: again } = await hub.run(submit, { r: records, key: 'words-1' }, provider);
    expect(again.results.map((r: { problems: unknown[] }) => r.problems.length)).toEqual([0, 1, 1]);
    expect(again.results[1].problems[0]).toEqual(receipt.results[1].problems[0]);
  });

  it('and of the API: an enum that has no such value says which it has', async () => {
    const provider = await hub.agency('SAFETY_REGULATOR');
    const record = { documentNumber: 'S-9', uscc, kind: '迟报漏报', foundOn: '2026-01-01' };
    const { message } = await hub.refusal(SUBMIT.findings, { r: [record] }, provider);
    for (const code of FINDING_KIND.codes) expect(message).toContain(`${code} ${FINDING_KIND.zh(code)}`);
    await expect(hub.run('{ findings(filter: { kind: [LATE] }) { nodes { id } } }', {}, provider)).rejects.toThrow(
      'LATE_OR_OMITTED_REPORT 迟报漏报',
    );
  });
});
