import { beforeAll, describe, expect, it } from 'vitest';
import { type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const NAMES = [
  '民勤县红沙岗煤业有限责任公司',
  '武威煤炭运销公司',
  '民勤县 绿洲 建材厂',
  'ＡＢＣ（甘肃）科技有限公司',
  'Abc Mining Co., Ltd.',
  '折扣100%商店',
  '下划_线商行',
  '反斜杠\\店',
  '金㠭𡎚矿业', // a character beyond the basic plane
  '煤',
  '业煤商行', // the pair the other way round
  'ÉCOLE 煤业',
];

describe('searching enterprises by name', () => {
  let hub: OpenHub;
  const find = async (name: string): Promise<string[]> => {
    const source = 'query ($name: String) { enterprises(filter: { name: $name }, first: 500) { nodes { name } } }';
    return (await hub.run(source, { name })).enterprises.nodes.map((n: { name: string }) => n.name);
  };

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit(
      'enterprises',
      NAMES.map((name, i) => ({ uscc: sampleUscc(i), name })),
    );
  });

  it.each([
    ['煤业', ['民勤县红沙岗煤业有限责任公司', 'ÉCOLE 煤业']],
    ['红沙岗煤业', ['民勤县红沙岗煤业有限责任公司']],
    ['红沙煤业', []],
    ['煤', ['民勤县红沙岗煤业有限责任公司', '武威煤炭运销公司', '煤', '业煤商行', 'ÉCOLE 煤业']],
    ['金', ['金㠭𡎚矿业']],
    ['𡎚', ['金㠭𡎚矿业']],
    ['㠭𡎚矿', ['金㠭𡎚矿业']],
    ['县绿洲建', ['民勤县 绿洲 建材厂']],
    ['绿 洲', ['民勤县 绿洲 建材厂']],
    ['abc', ['ＡＢＣ（甘肃）科技有限公司', 'Abc Mining Co., Ltd.']],
    ['ａＢc', ['ＡＢＣ（甘肃）科技有限公司', 'Abc Mining Co., Ltd.']],
    ['(甘肃)科技', ['ＡＢＣ（甘肃）科技有限公司']],
    ['（甘肃）', ['ＡＢＣ（甘肃）科技有限公司']],
    ['abcmining', ['Abc Mining Co., Ltd.']],
    ['école', ['ÉCOLE 煤业']],
    ['%', ['折扣100%商店']],
    ['0%商', ['折扣100%商店']],
    ['_', ['下划_线商行']],
    ['划_', ['下划_线商行']],
    ['划线', []],
    ['\\', ['反斜杠\\店']],
    ['杠\\店', ['反斜杠\\店']],
    ['%煤', []],
    ['煤_业', []],
    ["'; drop table hub.enterprise; --", []],
    ['  煤业 ', ['民勤县红沙岗煤业有限责任公司', 'ÉCOLE 煤业']],
  ])('%j finds %j', async (text, names) => {
    const order = (a: string, b: string) => NAMES.indexOf(a) - NAMES.indexOf(b);
    expect(await find(text)).toEqual([...names].sort(order));
  });

  it('finds everything where the text is blank', async () => {
    for (const text of ['', ' ', '　']) expect(await find(text)).toHaveLength(NAMES.length);
  });

  it('finds what a plain search through the names finds, for every piece of every name', async () => {
    const form = (t: string) => t.normalize('NFKC').toLowerCase().replaceAll(' ', '');
    const pieces = new Set<string>();
    for (const name of NAMES) {
      const characters = [...name];
      for (let i = 0; i < characters.length; i++)
        for (const length of [1, 2, 3, 5]) pieces.add(characters.slice(i, i + length).join(''));
    }
    for (const piece of pieces) {
      const expected = NAMES.filter((name) => form(name).includes(form(piece)));
      expect(await find(piece), piece).toEqual(expected);
    }
  });

  it('reads the index of pairs, not every name, once there are many', async () => {
    const { sql } = hub.db;
    const names = ['商贸', '农机', '运输', '种植', '建材', '餐饮', '物业', '广告'];
    for (let from = 0; from < 12_000; from += 4000) {
      const records = Array.from({ length: 4000 }, (_, i) => ({
        uscc: sampleUscc(1000 + from + i),
        name: `武威市${String.fromCodePoint(0x4e00 + (((from + i) * 7) % 5000))}${names[i % 8]}有限公司${i}号`,
      }));
      await hub.submit('enterprises', records);
    }
    // As autovacuum does after an import: it also moves the new names from the index’s pending list into the index.
    await sql`vacuum analyze hub.enterprise`;
    const [statement] = (await hub.statements(() => find('红沙岗煤业'))).filter((s) => s.includes('bigrams'));
    expect(statement).toBeDefined();
    const parameters = [['红沙', '沙岗', '岗煤', '煤业'], '%红沙岗煤业%', 501];
    const plan = await sql.unsafe(`explain ${statement}`, parameters as never);
    const text = plan.map((r) => r['QUERY PLAN']).join('\n');
    expect(text).toContain('enterprise_name_bigrams');
    expect(text).not.toContain('Seq Scan on enterprise');
    expect(await find('红沙岗煤业')).toEqual(['民勤县红沙岗煤业有限责任公司']);
  });
});
