import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKnownCodes } from '../../src/reference/core.js';
import { identityThatFits, sampleUscc } from '../kit/sample.js';
import { importWorld, temporary } from './kit.js';

const file = temporary();
const HEADER = '企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址';
const row = (name: string, code: string) =>
  `${name},${code},2015-03-06,有限责任公司,50万人民币,煤炭销售,甘肃,武威,民勤县三雷镇1号`;
const csv = (rows: string[]) => `\ufeff${[HEADER, ...rows].join('\n')}\n`;

describe('codes as files have them', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
    await loadKnownCodes(world.db);
  });
  const rejectedOf = (path: string) => readFileSync(`${path}.rejected.csv`, 'utf8').split('\n').slice(1, -1);
  const known = async (codes: string[]) =>
    (await world.db.sql<{ uscc: string }[]>`select uscc from hub.enterprise where uscc = any(${codes}) order by 1`).map(
      (r) => r.uscc,
    );

  it('a spreadsheet’s numbers were called too short, or mistyped: the message says what happened and how it is mended', async () => {
    const whole = sampleUscc(70_001);
    const path = file(
      'scientific.csv',
      csv([
        row('民勤科学计数一有限公司', '9.16206E+17'),
        row('民勤科学计数二有限公司', '9.1620621E+17'),
        row('民勤科学计数三有限公司', '916206217612340000'),
        row('民勤完好有限公司', whole),
      ]),
    );
    expect(await world.run(path)).toMatchObject({ read: 4, inserted: 1, rejected: 3 });
    const rejected = rejectedOf(path);
    expect(rejected.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['2', 'USCC_SPREADSHEET'],
      ['3', 'USCC_SPREADSHEET'],
      ['4', 'USCC_SPREADSHEET'],
    ]);
    for (const line of rejected) expect(line).toContain('format the column as text before pasting the codes');
    expect(await known([whole])).toEqual([whole]);
  });

  it('characters that cannot be seen made a code too long: they are dropped, wherever they stand', async () => {
    const codes = [1, 2, 3, 4, 5].map((n) => sampleUscc(70_010 + n)) as [string, string, string, string, string];
    const [a, b, c, d, e] = codes;
    const path = file(
      'invisible.csv',
      csv([
        row('民勤零宽一有限公司', `${a.slice(0, 8)}\u200b${a.slice(8)}`),
        row('民勤零宽二有限公司', `${b}\u00a0`),
        row('民勤零宽三有限公司', `\u200e${c}\u202c`),
        row('民勤零宽四有限公司', `\u2060${d}`),
        row('民勤零宽五有限公司', `\t${e}\t`),
      ]),
    );
    expect(await world.run(path)).toMatchObject({ read: 5, inserted: 5, rejected: 0 });
    expect(await known(codes)).toEqual([...codes].sort());
    expect(await world.run(path)).toMatchObject({ inserted: 0, updated: 0, unchanged: 5 });
  });

  it('one company in three spellings is one', async () => {
    const code = sampleUscc(70_020);
    const wide = [...code.slice(0, 8)].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
    const path = file(
      'spellings.csv',
      csv([
        row('民勤旧名有限公司', code),
        row('民勤新名有限公司', code.toLowerCase()),
        row('民勤最新名有限公司', `${wide} ${code.slice(8)}`),
      ]),
    );
    expect(await world.run(path)).toMatchObject({ read: 3, inserted: 1, rejected: 0 });
    expect(await known([code])).toEqual([code]);
  });

  it('a person’s number was taken for a company: it is refused, masked in every file and message, and so it stays', async () => {
    const person = identityThatFits();
    const spaced = `${person.slice(0, 6)}     ${person.slice(6, 14)}\u200b${person.slice(14)}`;
    const path = file('persons.csv', csv([row('民勤某某商店', person), row('民勤某某小店', spaced)]));
    expect(await world.run(path)).toMatchObject({ read: 2, rejected: 2 });
    const rejected = rejectedOf(path);
    expect(rejected.map((line) => line.split(',')[1])).toEqual(['USCC_IDENTITY_NUMBER', 'USCC_IDENTITY_NUMBER']);
    expect(rejected.join('').replace(/[^\d*]/g, '')).not.toContain(person);
    expect(await world.run(`${path}.rejected.csv`)).toMatchObject({ read: 2, rejected: 2 });
    expect(readFileSync(`${path}.rejected.csv.rejected.csv`, 'utf8')).toContain('USCC_IDENTITY_NUMBER');
  });

  it('a code that a pilot issued is told from a typing error, and an old number is called what it is', async () => {
    const path = file(
      'old.csv',
      csv([
        row('厦门某某有限公司', '91350203M0001QKT19'),
        row('民勤老厂', '620621100000014'),
        row('民勤老店', 'PDY00001-X'),
        row('民勤误字有限公司', `${sampleUscc(70_030).slice(0, 12)}O${sampleUscc(70_030).slice(13)}`),
      ]),
    );
    expect(await world.run(path)).toMatchObject({ read: 4, rejected: 4 });
    const rejected = rejectedOf(path);
    for (const [i, said] of [
      'USCC_ISSUED_NON_CONFORMING',
      '工商注册号',
      '组织机构代码',
      'position 13 is O, likely 0',
    ].entries())
      expect(rejected[i]).toContain(said);
  });

  it('a document’s number that a spreadsheet broke is refused, and not kept as what is left of it', async () => {
    const [a, b] = [sampleUscc(70_001), sampleUscc(70_020)];
    const path = file(
      'documents.csv',
      `文书编号,统一社会信用代码,执行标准,标准化等级,发证日期\n1.23E+15,${a},AQ/T 9006,三级,2024-03-01\nBZH-2024-1,${b},AQ/T 9006,三级,2024-03-01\n`,
    );
    expect(await world.run(path, { register: 'gradings' })).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
    expect(rejectedOf(path)[0]).toMatch(/^2,SPREADSHEET,.*power of ten/);
  });
});
