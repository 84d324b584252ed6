import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportedFields, exportRecords, undoImport } from '../../src/exchange/index.js';
import { importFile } from '../../src/intake/core.js';
import { csvText } from '../../src/intake/table/csv-text.js';
import { identityCheck } from '../../src/kernel/identity-number.js';
import { type Answer, type OpenHub, openHub } from '../exchange/open-hub.js';
import { listener, temporary } from '../intake/kit.js';
import { sampleUscc } from '../kit/sample.js';

/** Invented: no province has a district 99. */
const HEAD = '62069919800101123';
const NUMBER = HEAD + identityCheck(HEAD);
/** What no arithmetic finds: mistyped. */
const MISTYPED = HEAD + (identityCheck(HEAD) === '1' ? '2' : '1');
const [NAME, PHONE] = ['王大山', '13800138000'];

const CF =
  'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB,CF_FR_ZJLX,CF_FR_SFZH,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ';

describe('files of administrative penalties', () => {
  let hub: OpenHub;
  const file = temporary();
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '红沙岗煤业' }]);
  });
  const bring = async (name: string, text: string) => {
    const report = listener();
    const provider = await hub.agency('SAFETY_REGULATOR');
    const path = file(name, text);
    const receipt = randomUUID();
    const summary = await importFile({
      file: path,
      importer: hub.rooms.importers.penalties,
      db: hub.db,
      provider,
      report,
      receipt,
    });
    const refused = summary.rejectedFile ? readFileSync(summary.rejectedFile, 'utf8') : '';
    return { ...summary, warnings: report.warnings, refused };
  };
  /** A row of the national table; what it does not say is blank. */
  const row = (cells: Record<string, string>, header = CF) =>
    csvText([header.split(',').map((name) => cells[name] ?? '')]).trim();
  const decision = (CF_WSH: string, more: Record<string, string> = {}) => ({
    ...{
      CF_XDR_LB: '法人及非法人组织',
      CF_XDR_SHXYM: uscc,
      CF_WSH,
      CF_WFXW: '超能力生产',
      CF_CFLB: '罚款',
      CF_JDRQ: '2026/3/1',
    },
    ...more,
  });
  const stored = async (number: string): Promise<Answer> =>
    (
      await hub.db
        .sql`select kinds, fine, confiscated, facts, content, licence_withheld, decided_on::text, valid_until::text,
      published_until::text, decided_by from hub.penalty where document_number = ${number}`
    )[0];
  const all = async () => {
    const records: Answer[] = [];
    for await (const some of exportRecords(hub.db.sql, hub.rooms.ledgers.penalties, { at: 1e9 })) records.push(...some);
    return records;
  };

  it('are taken as the national table of double publicity has them; persons’ columns are read over', async () => {
    const cells = decision('民应急罚〔2026〕1号', {
      ...{
        CF_XDR_MC: '红沙岗煤业',
        CF_FRDB: NAME,
        CF_FR_ZJLX: '身份证',
        CF_FR_SFZH: NUMBER,
        CF_XDR_GSZC: '620621200001234',
      },
      ...{
        CF_SY: '超能力生产',
        CF_YJ: '安全生产法第九十九条',
        CF_CFLB: '警告;罚款、没收违法所得',
        CF_NR: '罚款十万五千元',
      },
      ...{
        CF_NR_FK: '10.500001',
        CF_NR_WFFF: '0.000100',
        CF_NR_ZKDX: '甘K-1',
        CF_YXQ: '2026年12月31日',
        CF_GSJZQ: '20290228',
      },
      ...{ CF_CFJG: '民勤县应急管理局', CF_SJLY: '民勤县应急管理局', BZ: '无' },
    });
    expect(await bring('cf.csv', `${CF}\n${row(cells)}\n`)).toMatchObject({ inserted: 1, rejected: 0, warnings: [] });
    expect(await stored('民应急罚〔2026〕1号')).toEqual({
      ...{ kinds: ['WARNING', 'FINE', 'CONFISCATION'], fine: '105000.01', confiscated: '1.00', facts: '超能力生产' },
      ...{ content: '罚款十万五千元', licence_withheld: '甘K-1', decided_on: '2026-03-01', valid_until: '2026-12-31' },
      ...{ published_until: '2029-02-28', decided_by: '民勤县应急管理局' },
    });
    const kept = JSON.stringify([
      await hub.db.sql`select * from hub.penalty`,
      await hub.db.sql`select data from hub.event`,
    ]);
    for (const secret of [NAME, NUMBER]) expect(kept).not.toContain(secret);
  });

  it('are taken by their Chinese headers, amounts to the fen by the unit that the header says', async () => {
    const header =
      '处罚决定书文号,行政相对人类别,统一社会信用代码,违法行为类型,处罚类别,处罚决定日期,公示截止期,没收金额（元）';
    const rows = (fine: string, value: string, number: string) =>
      `${header},${fine}\n${number},个体工商户,${uscc},未建立台账,责令停产停业整顿,2026-03-01,2026-06-01,0.07,${value}\n`;
    const cases: [header: string, value: string, fine: string | null][] = [
      ['罚款金额（万元）', '3', '30000.00'],
      ['罚款金额(万元)', '"1,234.567891"', '12345678.91'],
      ['罚款金额（元）', '3', '3.00'],
      ['CF_NR_FK', '0.000001', '0.01'],
    ];
    for (const [i, [unit, value, fine]] of cases.entries()) {
      expect(await bring(`zh-${i}.csv`, rows(unit, value, `Z-${i}`)), unit).toMatchObject({
        inserted: 1,
        warnings: [],
      });
      expect(await stored(`Z-${i}`), unit).toMatchObject({ fine, confiscated: '0.07', kinds: ['SUSPENSION'] });
    }
    // Less than a fen is no amount; a column without its unit is ten thousand times something.
    expect(await bring('fen.csv', rows('罚款金额(万元)', '0.0000001', 'Z-9'))).toMatchObject({
      inserted: 0,
      rejected: 1,
    });
    const bare = await bring('unit.csv', rows('罚款金额', '3', 'Z-8'));
    expect(bare).toMatchObject({ inserted: 0, rejected: 1, warnings: [] });
    expect(await bring('unit-said.csv', rows('罚款金额', '3万元', 'Z-8'))).toMatchObject({ inserted: 1, warnings: [] });
    expect(await stored('Z-8')).toMatchObject({ fine: '30000.00' });
  });

  it('are refused where they are about a natural person, and nothing of that person is repeated', async () => {
    const person = { CF_XDR_LB: '自然人', CF_XDR_MC: NAME, CF_XDR_ZJLX: '身份证' };
    const rows = [
      row(decision('人-1', { ...person, CF_XDR_SHXYM: '', CF_XDR_ZJHM: NUMBER, CF_SY: `${NAME}，电话${PHONE}` })),
      row(decision('人-2', { ...person, CF_XDR_SHXYM: MISTYPED, CF_XDR_ZJHM: MISTYPED })),
      row(decision('好-1')),
    ];
    const { inserted, refused } = await bring('persons.csv', `${CF}\n${rows.join('\n')}\n`);
    expect(inserted).toBe(1);
    const lines = refused.trim().split('\n');
    expect(lines.slice(1).map((l) => l.replace(/,+$/, ''))).toEqual([
      '2,PERSON_PARTY,is about a natural person 自然人; the hub takes records of organisations and sole traders alone,,本条记录的当事人是自然人，本系统只接收法人、非法人组织和个体工商户的记录。请不要导入本行。',
      '3,PERSON_PARTY,is about a natural person 自然人; the hub takes records of organisations and sole traders alone,,本条记录的当事人是自然人，本系统只接收法人、非法人组织和个体工商户的记录。请不要导入本行。',
    ]);
    for (const secret of [NAME, NUMBER, MISTYPED, PHONE]) expect(refused).not.toContain(secret);
    const json = { documentNumber: '人-3', uscc: MISTYPED, partyKind: '自然人', CF_FR_SFZH: NUMBER };
    const ndjson = await bring('persons.ndjson', `${JSON.stringify(json)}\n`);
    expect(ndjson).toMatchObject({ rejected: 1 });
    expect(ndjson.refused).toMatch(/^\ufeffline,code,message,cell,原因,record\n1,PERSON_PARTY,\D*,\n$/);
    expect(await hub.db.sql`select from hub.penalty where document_number like '人%'`).toHaveLength(0);
  });

  it('are refused where they may be about one: the kind of party is not known, and it has no code or a person’s document', async () => {
    const unknown = { CF_XDR_MC: NAME, CF_SY: `${NAME}违章`, BZ: NAME };
    const rows = [
      row(decision('疑-1', { ...unknown, CF_XDR_LB: '', CF_XDR_ZJLX: '身份证', CF_XDR_ZJHM: NUMBER })),
      row(decision('疑-2', { ...unknown, CF_XDR_LB: '自然人（公民）' })),
      row(decision('疑-3', { ...unknown, CF_XDR_LB: '', CF_XDR_SHXYM: '' })),
      row(decision('好-2', { CF_XDR_LB: '' })),
    ];
    const { inserted, refused } = await bring('doubtful.csv', `${CF}\n${rows.join('\n')}\n`);
    expect(inserted).toBe(1);
    const lines = refused.trim().split('\n').slice(1);
    expect(lines.map((l) => l.split(',')[1])).toEqual(Array(3).fill('PERSON_PARTY'));
    expect(refused).not.toContain(NAME);
    expect(refused).not.toContain(NUMBER);
  });

  it('a rejected file repeated the identity and phone numbers of its rows: masked, and the rest as it was', async () => {
    const amount = '15000000000';
    const header = `${CF},罚款金额(元),经办人`.replace(',CF_NR_FK', '');
    const rows = [
      row(
        {
          ...decision('罚-1', { CF_JDRQ: '3月1日', CF_FRDB: NAME, CF_FR_SFZH: MISTYPED, CF_SY: '超产' }),
          '罚款金额(元)': amount,
          经办人: `赵${PHONE}`,
        },
        header,
      ),
      row({ ...decision('罚-2', { CF_SY: `${NAME}，身份证号码${NUMBER}` }), '罚款金额(元)': amount }, header),
      row({ ...decision(NUMBER) }, header),
      `${row(decision('罚-4', { CF_SY: PHONE }), header)},多`,
    ];
    const { refused } = await bring('masked.csv', `${header}\n${rows.join('\n')}\n`);
    for (const secret of [NUMBER, MISTYPED, PHONE]) expect(refused).not.toContain(secret);
    expect(refused.match(/^\d+,[A-Z_]+/gm)).toEqual(['2,DATE', '3,PERSONAL_DATA', '4,PERSONAL_DATA', '5,COLUMNS']);
    // The amount looks like a phone, and was read as an amount.
    expect(refused.split(amount)).toHaveLength(3);
    expect(refused).toContain('赵138******00');
    // Mended, they come back; a number that was masked is still no document's.
    const mended = refused.replaceAll('3月1日', '2026-03-01');
    const again = await bring('mended.csv', mended.split('\n').slice(0, 4).join('\n'));
    expect(again.refused.match(/^\d+,[A-Z_]+/gm)).toEqual(['4,PERSONAL_DATA']);
    expect(await stored('罚-1')).toMatchObject({ fine: '15000000000.00', facts: '超产' });
    const record = {
      documentNumber: 'J-1',
      uscc,
      fine: 15_000_000_000,
      facts: PHONE,
      CF_FR_SFZH: MISTYPED,
      note: PHONE,
    };
    const json = await bring('masked.ndjson', `${JSON.stringify(record)}\n`);
    expect(json.refused).toContain('15000000000');
    for (const secret of [MISTYPED, PHONE]) expect(json.refused).not.toContain(secret);
  });

  it.each(['ndjson', 'csv'] as const)('change nothing where an export is imported again, as %s', async (format) => {
    const records = await all();
    expect(records.length).toBeGreaterThan(5);
    const fields = exportedFields(hub.rooms.ledgers.penalties);
    const text =
      format === 'ndjson'
        ? records.map((r) => `${JSON.stringify(r)}\n`).join('')
        : csvText([fields, ...records.map((r) => fields.map((f) => String(r[f] ?? '')))]);
    const { unchanged, updated, refused } = await bring(`again.${format}`, text);
    expect({ unchanged, updated, refused }).toEqual({ unchanged: records.length, updated: 0, refused: '' });
    expect(await all()).toEqual(records);
  });

  it('are taken back by their receipt: what was new ends, what was changed says again what it said', async () => {
    const before = await stored('好-1');
    const rows = [row(decision('误-1')), row(decision('好-1', { CF_CFLB: '责令关闭、警告', CF_NR_FK: '1' }))];
    const { receipt } = await bring('wrong.csv', `${CF}\n${rows.join('\n')}\n`);
    expect(await stored('好-1')).toMatchObject({ kinds: ['WARNING', 'CLOSURE'], fine: '10000.00' });
    const registers = Object.values(hub.rooms.importers).map((i) => i.register);
    expect(await undoImport(hub.db, { receipt, registers })).toMatchObject({ ended: 1, restored: 1, left: 0 });
    expect([await stored('误-1'), await stored('好-1')]).toEqual([undefined, before]);
    const told = await hub.db
      .sql`select type, public from hub.event where data::json->>'takesBack' = ${receipt} order by type`;
    expect([...told]).toEqual([
      { type: 'penalty.recorded', public: false },
      { type: 'penalty.retracted', public: false },
    ]);
  });
});
