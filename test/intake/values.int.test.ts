import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { undoImport } from '../../src/exchange/index.js';
import { importFile } from '../../src/intake/core.js';
import { projectRoot } from '../../src/kernel/project.js';
import type { RegisterName } from '../../src/server/registers.js';
import { type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf } from '../kit/samples.js';
import { listener, temporary } from './kit.js';

const file = temporary();
const FIELD = join(projectRoot, 'test/intake/field');

interface Loaded {
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  receipt: string;
  /** By the line of the file: the codes of its faults, and what they say. */
  refused: Map<number, { code: string; message: string }>;
}

describe('what the cells of a file mean', () => {
  let hub: OpenHub;
  const load = async (register: RegisterName, name: string, text: string | Buffer): Promise<Loaded> => {
    const importer = hub.rooms.importers[register];
    const provider = await hub.agency(providerOf(register));
    const path = file(name, text);
    const receipt = randomUUID();
    const summary = await importFile({ file: path, importer, db: hub.db, provider, receipt, report: listener() });
    const refused = new Map<number, { code: string; message: string }>();
    if (summary.rejectedFile) {
      const rows: Record<string, string>[] = parse(readFileSync(summary.rejectedFile), {
        columns: true,
        bom: true,
        relax_column_count: true,
      });
      for (const { line, code = '', message = '' } of rows) refused.set(Number(line), { code, message });
    }
    const { inserted, updated, unchanged, rejected } = summary;
    return { inserted, updated, unchanged, rejected, receipt, refused };
  };
  const field = (name: string, register: RegisterName = 'enterprises') =>
    load(register, name, readFileSync(join(FIELD, name)));
  const stored = async (column: string, like: string) => {
    const { sql } = hub.db;
    const rows = await sql<{ name: string; value: string | null }[]>`
      select name, ${sql(column)}::text value from hub.enterprise where name like ${like} order by name`;
    return rows.map(({ value }) => value);
  };
  const found = async (
    name: string,
  ): Promise<{ uscc: string; name: string; asWritten: { text: string }[] | null }[]> => {
    const source = `query ($name: String) { enterprises(filter: { name: $name }) { nodes { uscc name asWritten { field text } } } }`;
    return (await hub.run(source, { name })).enterprises.nodes;
  };

  beforeAll(async () => {
    hub = await openHub();
  });

  it('in ="…" is the text alone', async () => {
    expect(await field('02-excel-equals-quotes.csv')).toMatchObject({ inserted: 3, rejected: 0 });
    expect(await stored('name', '民勤等号%')).toEqual([
      '民勤等号一有限公司',
      '民勤等号三有限公司',
      '民勤等号二有限公司',
    ]);
    expect(await stored('registered_on', '民勤等号%')).toEqual(Array(3).fill('2015-03-06'));
  });

  it('has no invisible characters, is found by its visible letters, and shows what was written', async () => {
    const once = await field('21-invisible-characters.csv');
    expect(once).toMatchObject({ inserted: 5, rejected: 0 });
    for (const n of ['一', '二', '三', '四', '五']) {
      const [one, ...more] = await found(`民勤零宽${n}有限公司`);
      expect(more).toEqual([]);
      expect(one?.name).toBe(`民勤零宽${n}有限公司`);
      // Whoever copies the name out of the same page finds it too.
      expect(await found(`民勤\u200b零宽${n}\u00a0有限`)).toEqual([one]);
    }
    const written = new Map((await found('民勤零宽')).map((e) => [e.name, e.asWritten]));
    expect(written.get('民勤零宽一有限公司')).toBeNull();
    expect(written.get('民勤零宽二有限公司')).toEqual([{ field: 'name', text: '民勤\u200b零宽二有限公司\u200b' }]);
    expect(written.get('民勤零宽四有限公司')).toEqual([{ field: 'name', text: '民勤零宽四\u00a0有限公司' }]);
    // A repeat is none the less one, with its invisible characters or without.
    expect(await field('21-invisible-characters.csv')).toMatchObject({ unchanged: 5, updated: 0 });
    const rows = (await found('民勤零宽')).map(({ uscc, name }) => `${uscc},${name}`);
    const clean = await load('enterprises', 'clean.csv', ['uscc,name', ...rows].join('\n'));
    expect(clean).toMatchObject({ inserted: 0, updated: 0, unchanged: 5 });
  });

  it('as it was written goes with its version: through a change of something else, into the history, and back by an undo', async () => {
    const uscc = sampleUscc(83_001);
    const read = async () =>
      (
        await hub.run(
          `query ($u: USCC!) { enterprise(uscc: $u) { name address asWritten { field text } history { name asWritten { field text } } } }`,
          { u: uscc },
        )
      ).enterprise;
    const bring = (name: string, record: object) =>
      load('enterprises', `${name}.ndjson`, JSON.stringify({ uscc, ...record }));
    await bring('w1', { name: '民勤\u200b写法煤业', businessScope: '采矿' });
    const asName = { field: 'name', text: '民勤\u200b写法煤业' };
    await bring('w2', { name: '民勤\u200b写法煤业', address: '红沙岗\u200b镇' });
    expect(await read()).toMatchObject({ asWritten: [asName, { field: 'address', text: '红沙岗\u200b镇' }] });
    const last = await bring('w3', { name: '民勤写法煤业', address: '三雷镇' });
    expect((await read()).asWritten).toBeNull();
    expect((await read()).history.map((v: { asWritten: unknown }) => v.asWritten).filter(Boolean)).toHaveLength(2);
    const registers = Object.values(hub.rooms.importers).map((i) => i.register);
    await undoImport(hub.db, { receipt: last.receipt, registers });
    expect(await read()).toMatchObject({
      address: '红沙岗镇',
      asWritten: [asName, { field: 'address', text: '红沙岗\u200b镇' }],
    });
  });

  it('is found by its visible letters also where it was stored before texts were cleaned', async () => {
    const uscc = sampleUscc(83_002);
    await load('enterprises', 'old.csv', `uscc,name\n${uscc},民勤旧存煤业公司`);
    await hub.db
      .sql`update hub.enterprise set name = ${'民勤\u200b旧存\u{e0100}煤业\u2060公司'}, position = position + 1000000,
      recorded_at = recorded_at where uscc = ${uscc}`;
    for (const name of ['旧存煤业', '旧', '勤旧存煤业公', '旧存\u200b煤业'])
      expect(
        (await found(name)).map((e) => e.uscc),
        name,
      ).toEqual([uscc]);
  });

  it('is a date only where it can be one day', async () => {
    const { inserted, refused } = await field('24-dates.csv');
    const days = await stored('registered_on', '民勤日期%');
    // 02 to 07, and 16, counted from 00; 03 is an instant, in Shanghai of that day.
    expect(days).toEqual(Array(7).fill('2015-03-06'));
    expect(inserted).toBe(7);
    // Line 2 is row 00.
    const codes = [...refused].map(([line, { code }]) => [line - 2, code]);
    expect(codes).toEqual([
      [0, 'DATE_NUMBER'],
      [1, 'DATE_NUMBER'],
      [8, 'DATE_AMBIGUOUS'],
      [9, 'DATE_AMBIGUOUS'],
      [10, 'DATE_AMBIGUOUS'],
      [11, 'DATE'],
      [12, 'DATE'],
      [13, 'DATE'],
      [14, 'DATE'],
      [15, 'DATE'],
    ]);
    expect(refused.get(2)?.message).toContain('a spreadsheet’s day number, which would be 2015-03-06');
    expect(refused.get(11)?.message).toContain('2015-03-06 or 2015-06-03');
  });

  it('is capital only where its unit is known', async () => {
    const { refused } = await field('25-capital.csv');
    const { sql } = hub.db;
    const rows =
      await sql`select name, registered_capital, currency from hub.enterprise where name like '民勤资金%' order by name`;
    const said = new Map(rows.map((r) => [Number(/\d+/.exec(r.name)?.[0]), [r.registered_capital, r.currency]]));
    const half = ['500000.00', 'CNY'];
    expect([...said]).toEqual([
      ...[0, 1, 2].map((n) => [n, half]),
      [3, ['500000.00', 'USD']],
      [4, ['5000000.00', 'CNY']],
      [5, [null, null]],
      [8, ['50000000.00', 'USD']],
      [10, half],
      [11, ['0.00', 'CNY']],
      [13, half],
      [15, half],
    ]);
    const codes = [...refused].map(([line, { code }]) => [line - 2, code]);
    expect(codes).toEqual([
      [6, 'CAPITAL_UNIT'],
      [7, 'CAPITAL_UNIT'],
      [9, 'CAPITAL'],
      [12, 'CAPITAL'],
      [14, 'CAPITAL'],
      [16, 'CAPITAL'],
    ]);
    expect(refused.get(8)?.message).toMatch(/--capital-unit.*/);
    expect(refused.get(8)?.message).toContain('注册资金(万元) or 注册资金(元)');
    // What the file cannot say, whoever hands it in can.
    const bare = (unit: string) =>
      JSON.stringify({
        uscc: sampleUscc(83_010),
        name: '民勤单位煤业',
        registeredCapitalText: '50',
        registeredCapitalUnit: unit,
      });
    await load('enterprises', 'unit.ndjson', bare('TEN_THOUSAND_YUAN'));
    expect(await stored('registered_capital', '民勤单位煤业')).toEqual(['500000.00']);
    await load('enterprises', 'unit.ndjson', bare('YUAN'));
    expect(await stored('registered_capital', '民勤单位煤业')).toEqual(['50.00']);
  });

  it('is an amount in the currency that a column beside it says', async () => {
    const rows = ['50万,美元', '50万,', '50万美元,美元', '50万美元,港元', '50万,贝壳'].map(
      (cells, n) => `${sampleUscc(83_020 + n)},民勤币种${n},${cells}`,
    );
    const { refused } = await load('enterprises', 'currency.csv', ['uscc,name,注册资金,币种', ...rows].join('\n'));
    expect(await stored('currency', '民勤币种%')).toEqual(['USD', 'CNY', 'USD']);
    expect([...refused].map(([line, { code }]) => [line, code])).toEqual([
      [5, 'CURRENCY'],
      [6, 'CURRENCY'],
    ]);
  });

  it('of a re-export with words for "not known" leaves what is known as it is', async () => {
    expect(await field('26a-before-null-words.csv')).toMatchObject({ inserted: 1 });
    const row = () => hub.db.sql`select * from hub.enterprise where name = '民勤空值有限公司'`;
    const before = await row();
    expect(await field('26b-null-words.csv')).toMatchObject({ inserted: 0, updated: 0, unchanged: 10, rejected: 0 });
    expect(await row()).toEqual(before);
    expect(before[0]).toMatchObject({ address: '民勤县真实路8号', registered_capital: '500000.00' });
  });

  it('of an amount that a comma without quotes cut in two is refused', async () => {
    const { inserted, refused } = await field('27-thousands-separator-unquoted.csv');
    expect(inserted).toBe(0);
    expect([...refused.keys()]).toEqual([2, 3]);
    expect(refused.get(3)?.code).toBe('THOUSANDS');
  });

  it('of an office’s sheet of accidents is a count, an amount in the column’s unit, a time of Shanghai', async () => {
    await load('enterprises', 'a.csv', 'uscc,name\n91620621PDY0000878,民勤事故单位');
    const { refused } = await field('39-accidents-agency.csv', 'accidents');
    const rows = await hub.db.sql`select document_number n, deaths, direct_economic_loss loss, level,
      (occurred_at at time zone 'Asia/Shanghai')::text at from hub.accident where document_number like '试-39%' order by 1`;
    expect(rows.map((r) => [r.n, r.deaths, r.loss, r.level, r.at])).toEqual([
      ['试-39-01', 3, '125000.00', 'RELATIVELY_LARGE', '2026-03-18 03:40:00'],
      ['试-39-02', 3, '125000.00', 'RELATIVELY_LARGE', '2026-03-18 03:40:00'],
      ['试-39-06', 0, '12500000.00', 'RELATIVELY_LARGE', '1988-07-01 00:30:00'],
    ]);
    // Every fault of a row at once, and none that is none: 3人 and 12.5万元 are read.
    expect(Object.fromEntries([...refused].map(([line, { code }]) => [line, code]))).toEqual({
      4: 'COUNT',
      5: 'DATE_TIME; REQUIRED; AMOUNT',
      6: 'DIVISION_CODE; AMOUNT',
    });
    const mended = [
      '文书编号,统一社会信用代码,行政区划代码,事故发生时间,事故类别,死亡人数,重伤人数,直接经济损失(万元)',
      '试-39-03,91620621PDY0000878,６２０６２１,2026-03-18 03:40:00,物体打击,3人,0,12.5万元',
    ];
    expect(await load('accidents', 'mended.csv', mended.join('\n'))).toMatchObject({ inserted: 1, rejected: 0 });
    const [third] = await hub.db
      .sql`select direct_economic_loss loss from hub.accident where document_number = '试-39-03'`;
    expect(third?.loss).toBe('125000.00');
  });

  it('of half a character is refused, with the half and its place', async () => {
    const { inserted, refused } = await field('42-lone-surrogate.ndjson');
    expect(inserted).toBe(2);
    expect(refused.get(1)).toMatchObject({ code: 'SURROGATE' });
    expect(refused.get(1)?.message).toContain('name: has half of a character, U+D83D, as character 5');
  });

  it('is a state of the registry in its own words, or is refused with what to do', async () => {
    const words = [
      '存续（在营、开业、在册）',
      '在营（开业）',
      '开业',
      '吊销，未注销',
      '吊销,已注销',
      '歇业',
      '在业（存续）',
      '迁出',
      '撤销',
      '清算',
    ];
    const rows = words.map((word, n) => `${sampleUscc(83_100 + n)},民勤状态${n},"${word}"`);
    const { refused } = await load('enterprises', 'states.csv', ['uscc,name,登记状态', ...rows].join('\n'));
    expect(await stored('status', '民勤状态%')).toEqual([
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'REVOKED',
      'CANCELLED',
      'SUSPENDED',
      'ACTIVE',
      'ACTIVE',
    ]);
    expect([...refused.keys()]).toEqual([10, 11]);
    // Whoever moved is registered elsewhere: the row is taken, the state left as it stands.
    expect((await found('民勤状态7')).map((e) => e.asWritten)).toEqual([[{ field: 'status', text: '迁出' }]]);
    const moved = `uscc,name,address,登记状态\n${sampleUscc(83_105)},民勤状态5,红沙岗镇,迁出`;
    expect(await load('enterprises', 'moved.csv', moved)).toMatchObject({ updated: 1, rejected: 0 });
    expect(await stored('status', '民勤状态5')).toEqual(['SUSPENDED']);
    expect((await found('民勤状态5')).map((e) => e.asWritten)).toEqual([[{ field: 'status', text: '迁出' }]]);
  });

  it('overwrote names and addresses with what was lost of them, and with what fills a cell', async () => {
    const refused: [row: string, code: string][] = [
      ['往返乙?,东大街', 'ENCODING'],
      ['???煤业有限公司,东?街', 'ENCODING; ENCODING'],
      ['0,东大街', 'WORDLESS'],
      ['TRUE,东大街', 'WORDLESS'],
      ['往返乙㐂,0', 'WORDLESS'],
    ];
    const nothing = ['?', '？？', '*', '...', '没有', '未登记', '无注册地址', 'XXX'].map((word) => `往返乙㐂,${word}`);
    const bring = (rows: string[]) =>
      load(
        'enterprises',
        'lost.csv',
        ['uscc,name,address', ...rows.map((row, n) => `${sampleUscc(83_400 + n)},${row}`)].join('\n'),
      );
    const later = [...refused.map(([row]) => row), ...nothing];
    expect(await bring(later.map(() => '往返乙㐂,民勤县东大街1号'))).toMatchObject({ inserted: later.length });
    const again = await bring(later);
    expect(again).toMatchObject({ updated: 0, unchanged: nothing.length });
    expect([...again.refused.values()].map(({ code }) => code)).toEqual(refused.map(([, code]) => code));
    const other = sampleUscc(83_450);
    // A name that was broken into lines is found by its letters.
    await load('enterprises', 'lines.csv', `uscc,name\n${other},"民勤换\n行煤业有限\n公司"`);
    expect(await found('民勤换行煤业有限公司')).toMatchObject([
      { uscc: other, asWritten: [{ field: 'name', text: '民勤换\n行煤业有限\n公司' }] },
    ]);
  });

  it('of penalties is a numbered list of kinds, and amounts with their unit', async () => {
    await load('enterprises', 'p.csv', `uscc,name\n${sampleUscc(83_200)},民勤处罚单位`);
    const kinds = ['1、罚款；2、警告', '①罚款②没收违法所得', '(一)警告;(二)责令停产停业'];
    const rows = kinds.map(
      (kind, n) =>
        `罚-${n},${sampleUscc(83_200)},违章,"${kind}",2026-01-0${n + 1},"${['1.5', '1.5万元', '￥1,500.00'][n]}"`,
    );
    const header = '文书编号,统一社会信用代码,违法行为类型,处罚类别,处罚决定日期,罚款金额(万元)';
    expect(await load('penalties', 'penalties.csv', [header, ...rows].join('\n'))).toMatchObject({
      inserted: 3,
      rejected: 0,
    });
    const said = await hub.db
      .sql`select kinds, fine from hub.penalty where document_number like '罚-%' order by document_number`;
    expect(said.map((p) => [p.kinds, p.fine])).toEqual([
      [['WARNING', 'FINE'], '15000.00'],
      [['FINE', 'CONFISCATION'], '15000.00'],
      [['WARNING', 'SUSPENSION'], '15000000.00'],
    ]);
  });

  it('has the same words through the API: nothing of them is stored', async () => {
    const provider = await hub.agency('MARKET_REGULATION');
    const uscc = sampleUscc(83_300);
    const submit = (record: object) =>
      hub.run(
        'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted updated unchanged rejected results { code message } } }',
        { r: [{ uscc, ...record }] },
        provider,
      );
    expect((await submit({ name: '民勤\u200b接口煤业', address: '红沙岗' })).submitEnterprises.inserted).toBe(1);
    const again = await submit({ name: '民勤接口煤业', address: '#REF!', businessScope: '暂无' });
    expect(again.submitEnterprises).toMatchObject({ unchanged: 1 });
    const { results } = (await submit({ name: '无' })).submitEnterprises;
    expect(results[0]).toMatchObject({ code: 'REQUIRED', message: 'name is required; "无" says that it is not known' });
  });
});
