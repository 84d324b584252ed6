import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { describe, expect, it } from 'vitest';
import { type Capital, parseCurrency, readCapital } from '../../src/enterprise/capital.js';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { projectRoot } from '../../src/kernel/project.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { sampleUscc } from '../kit/sample.js';

const EXPORT = join(projectRoot, '../shared/data/gansu-enterprises.csv.gz');

describe('registered capital as registers export it', () => {
  it.each([
    // In words behind the number.
    ['36700万人民币', '367000000.00', 'CNY'],
    ['25.3万人民币', '253000.00', 'CNY'],
    ['36万人民币元', '360000.00', 'CNY'],
    ['100万元人民币', '1000000.00', 'CNY'],
    ['58万', '580000.00', 'CNY'],
    ['58万元', '580000.00', 'CNY'],
    ['1.5元人民币', '1.50', 'CNY'],
    ['20元人民币', '20.00', 'CNY'],
    ['1亿元', '100000000.00', 'CNY'],
    ['1.2亿元人民币', '120000000.00', 'CNY'],
    ['5千万元', '50000000.00', 'CNY'],
    ['2百万美元', '2000000.00', 'USD'],
    ['５０万元（人民币）', '500000.00', 'CNY'],
    ['50万元(美元)', '500000.00', 'USD'],
    // In brackets.
    ['43(万元人民币)', '430000.00', 'CNY'],
    ['10,000(万元人民币)', '100000000.00', 'CNY'],
    ['10,000,000(万元人民币)', '100000000000.00', 'CNY'],
    ['312.5700(万元人民币)', '3125700.00', 'CNY'],
    ['17,815.9633(万元人民币)', '178159633.00', 'CNY'],
    ['300(万元人民币元)', '3000000.00', 'CNY'],
    ['95(万)', '950000.00', 'CNY'],
    ['3(万元)', '30000.00', 'CNY'],
    ['43（万元人民币）', '430000.00', 'CNY'],
    ['４３（万元人民币）', '430000.00', 'CNY'],
    [' 43 (万元人民币) ', '430000.00', 'CNY'],
    ['50(元人民币)', '50.00', 'CNY'],
    // Nothing said: ten thousands, as the column's other rows.
    ['5()', '50000.00', 'CNY'],
    ['3,394()', '33940000.00', 'CNY'],
    ['0()', '0.00', 'CNY'],
    // Before, behind, in Chinese numerals, with a remark.
    ['人民币50万元', '500000.00', 'CNY'],
    ['人民幣50萬圓', '500000.00', 'CNY'],
    ['50万元整', '500000.00', 'CNY'],
    ['伍拾万元整', '500000.00', 'CNY'],
    ['五十万元', '500000.00', 'CNY'],
    ['人民币壹仟贰佰万元整', '12000000.00', 'CNY'],
    ['一亿元', '100000000.00', 'CNY'],
    ['50万美金', '500000.00', 'USD'],
    ['50万USD', '500000.00', 'USD'],
    ['US$50万', '500000.00', 'USD'],
    ['500万元人民币（实缴）', '5000000.00', 'CNY'],
    ['500万元人民币(认缴)', '5000000.00', 'CNY'],
    ['5,000(万美元)', '50000000.00', 'USD'],
    ['50萬元', '500000.00', 'CNY'],
    ['￥50万', '500000.00', 'CNY'],
    ['¥50万元', '500000.00', 'CNY'],
    ['50.000000万人民币', '500000.00', 'CNY'],
    ['人民币：50万', '500000.00', 'CNY'],
    ['1亿2000万元', '120000000.00', 'CNY'],
    ['1亿200.5万元人民币', '102005000.00', 'CNY'],
    ['50万元.', '500000.00', 'CNY'],
    ['50万元。', '500000.00', 'CNY'],
    ['注册资本50万元', '500000.00', 'CNY'],
    ['注册资金：人民币：50万', '500000.00', 'CNY'],
    ['12 345元', '12345.00', 'CNY'],
    ['1 234.5 万元', '12345000.00', 'CNY'],
    ['0', '0.00', 'CNY'],
    ['0.00', '0.00', 'CNY'],
    // Other currencies.
    ['30(万元美元)', '300000.00', 'USD'],
    ['767.8777(万美元)', '7678777.00', 'USD'],
    ['120(万元香港元)', '1200000.00', 'HKD'],
    ['3,000(万香港元)', '30000000.00', 'HKD'],
    ['200万港币', '2000000.00', 'HKD'],
    ['1,300(万日元)', '13000000.00', 'JPY'],
    ['3,000(万元日元)', '30000000.00', 'JPY'],
    ['50万欧元', '500000.00', 'EUR'],
    ['50万英镑', '500000.00', 'GBP'],
    ['50(万元澳大利亚元)', '500000.00', 'AUD'],
    ['50(万澳门元)', '500000.00', 'MOP'],
    ['50万加拿大元', '500000.00', 'CAD'],
    ['50万新加坡元', '500000.00', 'SGD'],
    ['50万新台币', '500000.00', 'TWD'],
    ['50万瑞士法郎', '500000.00', 'CHF'],
    ['1000美元', '1000.00', 'USD'],
  ])('%j is %s %s', (text, amount, currency) => {
    const read = readCapital(text);
    expect(read).toMatchObject({ amount });
    expect((read as Capital).currency ?? 'CNY').toBe(currency);
  });

  it.each(['', ' ', '-', '--', 'N/A', '无', '()', '（）', '企业选择不公示', '\\N', '#N/A'])(
    '%j means unknown',
    (text) => expect(readCapital(text)).toBeNull(),
  );

  it.each(['500000', '500000.00', '2', '0.2', '5,000', '￥500000', 'US$500000', '五百'])(
    '%j does not say its unit: it was taken for ten thousands, and 500000 for five thousand million yuan',
    (text) => {
      expect(readCapital(text)).toEqual({ fault: 'CAPITAL_UNIT' });
      const [yuan, tenThousands] = (['YUAN', 'TEN_THOUSAND_YUAN'] as const).map((unit) => readCapital(text, unit));
      const cents = (read: unknown) => BigInt((read as Capital).amount.replace('.', ''));
      expect(cents(tenThousands)).toBe(cents(yuan) * 10_000n);
    },
  );

  it('counts what its column says only where it says nothing itself', () => {
    const both = (text: string) => (['YUAN', 'TEN_THOUSAND_YUAN'] as const).map((unit) => readCapital(text, unit));
    const million = { amount: '1000000.00', currency: null };
    expect(both('100万')).toEqual([million, million]);
    expect(both('100万元').map((c) => (c as Capital).amount)).toEqual(['1000000.00', '1000000.00']);
    expect(both('100')).toEqual([{ amount: '100.00', currency: null }, million]);
    expect(both('0')).toEqual([million, million].map((c) => ({ ...c, amount: '0.00' })));
    // One of the two is wrong.
    expect(both('100元')[1]).toEqual({ fault: 'CAPITAL' });
    expect(both('5()')[0]).toEqual({ fault: 'CAPITAL' });
  });

  it.each([
    '-5万人民币',
    '1,00(万元人民币)',
    '1,0000万人民币',
    ',5()',
    '5.()',
    '.5万',
    '万元人民币',
    '000(万美元)',
    '0500万',
    '-50万',
    '1.5E+03',
    '50W',
    '$50万',
    '约50万',
    '一百五万元',
    '五十余万元',
    '￥50万美元',
    '认缴500万元 实缴100万元',
    '50万卢布',
    '50万德国马克',
    '50万比特币交易所代',
    '50(千元人民币)',
    '1e5',
    '0x10',
    '50万人民币50万',
    '1.00001元人民币',
    '1234567890123456789(万元)',
    'fifty',
    '50 60',
    '50 60万',
    '1 50 600元',
    '1亿20000万元',
    '1.5亿2000万元',
    '1亿2000',
    '50.',
    '注册资本',
    '人民币：',
    '出资50万元',
    '50%',
  ])('%j is refused, never guessed', (text) => expect(readCapital(text)).toEqual({ fault: 'CAPITAL' }));

  it.each([
    ['$50万', /^"\$50万" is not an amount of capital: \$ is of several currencies: write US\$50万/],
    ['约50万', /an approximation is not taken: write the amount/],
    ['50W', /write one number with its unit and currency, as 50万人民币/],
  ])('%j is refused with how to write it', (registeredCapitalText, message) => {
    const read = checkRecord(() => readEnterprise({ uscc: sampleUscc(1), name: '甲', registeredCapitalText }));
    expect(read).toMatchObject({ ok: false, code: 'CAPITAL', message: expect.stringMatching(message) });
  });

  // The export is not part of the project: where it lies beside it, its every shape is read.
  it('parses in every shape of the exported register', async () => {
    if (!existsSync(EXPORT)) return;
    const shapes = new Map<string, string>();
    const rows = createReadStream(EXPORT)
      .pipe(createGunzip())
      .pipe(parse({ columns: true, bom: true }));
    for await (const row of rows as AsyncIterable<Record<string, string>>) {
      const text = row.注册资金 ?? '';
      const shape = text.replace(/\d+/g, '9');
      if (!shapes.has(shape)) shapes.set(shape, text);
    }
    expect(shapes.size).toBeGreaterThan(30);
    for (const [shape, text] of shapes) {
      const capital = readCapital(text);
      if (!/\d/.test(text)) expect(capital, text).toBeNull();
      // Three of its 69,553 rows, of branches of the post, have a number alone.
      else if (/^[\d.]+$/.test(text)) expect(capital, text).toEqual({ fault: 'CAPITAL_UNIT' });
      else {
        expect(capital, text).toMatchObject({ amount: expect.stringMatching(/^\d+\.\d\d$/) });
        expect((capital as Capital).currency ?? 'CNY', text).toBe(currencyOf(shape));
      }
    }
  });
});

const currencyOf = (shape: string) =>
  shape.includes('美') ? 'USD' : shape.includes('香港') ? 'HKD' : shape.includes('日') ? 'JPY' : 'CNY';

describe('a currency', () => {
  it.each([
    ['CNY', 'CNY'],
    ['usd', 'USD'],
    ['ＨＫＤ', 'HKD'],
    ['RMB', 'CNY'],
    ['rmb', 'CNY'],
    ['人民币', 'CNY'],
    ['美元', 'USD'],
    ['港币', 'HKD'],
    ['ABC', null],
    ['XYZ', null],
    ['U$D', null],
    ['贝壳', null],
    ['', null],
  ])('%j is %s', (text, code) => expect(parseCurrency(text)).toBe(code));
});
