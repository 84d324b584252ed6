import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportSummary, ReadOptions } from '../../src/intake/core.js';
import { importFile } from '../../src/intake/core.js';
import { projectRoot } from '../../src/kernel/project.js';
import type { RegisterName } from '../../src/server/registers.js';
import { importWorld, listener, temporary } from './kit.js';

/** Files in the manner of what agencies hand in, each after a fault that users of importers reported in public. */
const FIELD = join(projectRoot, 'test/intake/field');

interface Case {
  register?: RegisterName;
  reading?: ReadOptions;
  /** Read, inserted, updated, unchanged, rejected. */
  counts: readonly [number, number, number, number, number];
  /** Lines that are rejected, each with the code of its first fault. */
  rejected?: Record<number, string>;
}

const CASES: Record<string, Case> = {
  '02-excel-equals-quotes.csv': { counts: [3, 3, 0, 0, 0] },
  '03-scientific-notation.csv': {
    counts: [4, 1, 0, 0, 3],
    rejected: { 2: 'USCC_SPREADSHEET', 3: 'USCC_SPREADSHEET', 4: 'USCC_SPREADSHEET' },
  },
  '08-gbk-looks-like-utf8.csv': { counts: [2, 2, 0, 0, 0] },
  '09-gbk-file-utf8-rows-appended.csv': { counts: [14, 14, 0, 0, 0] },
  '12-cr-only.csv': { counts: [3, 3, 0, 0, 0] },
  '13-sep-line.csv': { counts: [1, 1, 0, 0, 0] },
  '15-trailing-comma.csv': { counts: [4, 4, 0, 0, 0] },
  '17-title-row.csv': { counts: [4, 2, 0, 0, 2], rejected: { 6: 'FOOTER', 7: 'FOOTER' } },
  '19-stray-opening-quote.csv': { counts: [6, 6, 0, 0, 0] },
  '21-invisible-characters.csv': { counts: [5, 5, 0, 0, 0] },
  '24-dates.csv': {
    counts: [17, 7, 0, 0, 10],
    rejected: {
      ...{ 2: 'DATE_NUMBER', 3: 'DATE_NUMBER', 10: 'DATE_AMBIGUOUS', 11: 'DATE_AMBIGUOUS', 12: 'DATE_AMBIGUOUS' },
      ...{ 13: 'DATE', 14: 'DATE', 15: 'DATE', 16: 'DATE', 17: 'DATE' },
    },
  },
  '25-capital.csv': {
    counts: [17, 11, 0, 0, 6],
    rejected: { 8: 'CAPITAL_UNIT', 9: 'CAPITAL_UNIT', 11: 'CAPITAL', 14: 'CAPITAL', 16: 'CAPITAL', 18: 'CAPITAL' },
  },
  '26a-before-null-words.csv': { counts: [1, 1, 0, 0, 0] },
  '26b-null-words.csv': { counts: [10, 0, 0, 10, 0] },
  '27-thousands-separator-unquoted.csv': { counts: [2, 0, 0, 0, 2] },
  '29-same-code-three-spellings.csv': { counts: [3, 1, 2, 0, 0] },
  '37-html-table-named.xls': { counts: [1, 1, 0, 0, 0] },
  '39-accidents-agency.csv': { register: 'accidents', counts: [6, 3, 0, 0, 3] },
  '42-lone-surrogate.ndjson': { counts: [3, 2, 0, 0, 1], rejected: { 1: 'SURROGATE' } },
};

describe('files as agencies hand them in', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  const handIn = (name: string, register: RegisterName, reading?: ReadOptions) => {
    const path = file(name, '');
    copyFileSync(join(FIELD, name), path);
    const provider = register === 'enterprises' ? world.market : world.safety;
    const importer = world.importers[register];
    return importFile({ file: path, importer, db: world.db, provider, report: listener(), reading });
  };
  const counts = ({ read, inserted, updated, unchanged, rejected }: ImportSummary) =>
    [read, inserted, updated, unchanged, rejected] as const;
  const company = async (uscc: string) =>
    (
      await world.db.sql`select name, registered_on::text "registeredOn", registered_capital capital, currency, address,
        business_scope scope, entity_type "entityType" from hub.enterprise where uscc = ${uscc}`
    )[0];

  beforeAll(async () => {
    world = await importWorld();
    // The company whose accidents an office's sheet tells.
    const own = file('own.csv', 'uscc,name\n91620621PDY0000878,民勤县红沙岗煤业\n');
    await world.run(own);
  });

  it('has a case for every file', () => {
    expect(Object.keys(CASES).sort()).toEqual(readdirSync(FIELD).sort());
  });

  it.each(Object.entries(CASES))(
    '%s',
    async (name, { register = 'enterprises', reading, counts: expected, rejected }) => {
      const first = await handIn(name, register, reading);
      expect(counts(first)).toEqual(expected);
      if (rejected) {
        const lines = readFileSync(first.rejectedFile as string, 'utf8')
          .trimEnd()
          .split('\n')
          .slice(1);
        const told = lines.map((l) => l.split(',').slice(0, 2)).map(([n, code]) => [Number(n), code?.split(';')[0]]);
        expect(Object.fromEntries(told)).toMatchObject(rejected);
      }
      const again = await handIn(name, register, reading);
      const [read, , , , refused] = expected;
      expect(counts(again)).toEqual([read, 0, 0, read - refused, refused]);
    },
  );

  describe('what they left', () => {
    const names = async (text: string) =>
      (await world.db.sql`select name from hub.enterprise where name like ${`%${text}%`} order by uscc`).map(
        (r) => r.name,
      );

    it('has neither a spreadsheet’s marks, nor bytes of another encoding, nor what does not show', async () => {
      const all = await world.db.sql`select name, address, business_scope scope, entity_type from hub.enterprise`;
      expect(all.length).toBeGreaterThan(40);
      for (const row of all)
        for (const text of Object.values(row).filter((v): v is string => typeof v === 'string')) {
          expect(text).not.toMatch(/[=\p{Cf}\u00a0ƽɽ]|\\N|NaN|nan|None|#|\(null\)|^[-/无]$/u);
          expect(text).toMatch(/^[\p{Script=Han}\p{Emoji}0-9"]+$/u);
        }
    });

    it('has every company with its own address, whatever quotes stand before it', async () => {
      const rows = await world.db
        .sql`select name, address from hub.enterprise where name like '民勤引号%' order by uscc`;
      expect(rows.map((r) => `${r.name} ${r.address}`)).toEqual([
        '民勤引号零有限公司 民勤县三雷镇1号',
        '民勤引号一有限公司 民勤县一号',
        '民勤引号二有限公司 民勤县二号',
        '民勤引号三有限公司 民勤县三号',
        '民勤引号四有限公司 民勤县四号',
        '民勤引号五有限公司 民勤县三雷镇1号',
      ]);
    });

    it('has names as they are read', async () => {
      expect(await names('平山')).toEqual(['平山煤业']);
      expect(await names('全通')).toEqual(['全通石路']);
      expect(await names('民勤混编')).toHaveLength(12);
      expect(await names('双桥')).toEqual(['民勤双桥煤业有限公司']);
      expect(await names('青山')).toEqual(['民勤青山商贸有限公司']);
      expect(await names('民勤等号')).toEqual(['民勤等号一有限公司', '民勤等号二有限公司', '民勤等号三有限公司']);
      expect(await names('民勤零宽')).toEqual(['一', '二', '三', '四', '五'].map((n) => `民勤零宽${n}有限公司`));
      expect(await names('新名')).toEqual(['民勤最新名有限公司']);
      expect(await names('网页表')).toEqual(['民勤网页表有限公司']);
      expect(await names('民勤火')).toEqual(['民勤火🔥有限公司']);
    });

    it('has the day that was written, in Shanghai', async () => {
      const rows = await world.db
        .sql`select name, registered_on::text as day from hub.enterprise where name like '民勤日期%' order by uscc`;
      expect(Object.fromEntries(rows.map((r) => [r.name.slice(4, 6), r.day]))).toEqual(
        Object.fromEntries(['02', '03', '04', '05', '06', '07', '16'].map((n) => [n, '2015-03-06'])),
      );
    });

    it('has capital by the unit and the currency that were written', async () => {
      const rows = await world.db
        .sql`select name, registered_capital capital, currency from hub.enterprise where name like '民勤资金%'`;
      const found = Object.fromEntries(
        rows.map((r) => [r.name.slice(4, 6), r.capital && `${r.capital} ${r.currency}`]),
      );
      const half = '500000.00 CNY';
      expect(found).toEqual({
        ...{ '00': half, '01': half, '02': half, '03': '500000.00 USD', '04': '5000000.00 CNY', '05': null },
        ...{ '08': '50000000.00 USD', '10': half, '11': '0.00 CNY', '13': half, '15': half },
      });
    });

    it('has what was known where a file says that it does not know', async () => {
      expect(await company('91620621PDY6218011')).toEqual({
        ...{ name: '民勤空值有限公司', registeredOn: '2015-03-06', capital: '500000.00', currency: 'CNY' },
        ...{ address: '民勤县真实路8号', scope: '煤炭销售', entityType: '有限责任公司' },
      });
    });

    it('has accidents with the deaths, the loss and the moment of the sheet', async () => {
      const rows = await world.db.sql`select document_number number, deaths, direct_economic_loss loss, level,
        to_char(occurred_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at from hub.accident order by 1`;
      const found = Object.fromEntries(rows.map(({ number, ...facts }) => [number, facts]));
      const known = { deaths: 3, loss: '125000.00', at: '2026-03-18 03:40' };
      expect(found['试-39-01']).toMatchObject(known);
      expect(found['试-39-02']).toMatchObject(known);
      expect(found['试-39-06']).toMatchObject({
        at: '1988-07-01 00:30',
        loss: '12500000.00',
        level: 'RELATIVELY_LARGE',
      });
    });
  });
});
