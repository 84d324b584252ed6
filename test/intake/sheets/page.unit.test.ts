import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/kernel/project.js';
import { encodeGb18030 } from '../gb18030.js';
import { temporary } from '../kit.js';
import { readSheet } from './book.js';

const file = temporary();
const page = (body: string, head = '<meta charset="utf-8">') => `<html><head>${head}</head><body>${body}</body></html>`;
const covered = (column: number) => ({ column, is: 'COVERED' });
const read = (body: string, asked?: string) => readSheet(file('page.xls', page(body)), asked);

describe('a table of a web page called .xls', () => {
  it('of a real writer is read', async () => {
    const { cells, about, warnings } = await readSheet(
      join(projectRoot, 'test/intake/sheets/files/libreoffice-page.xls'),
    );
    expect(cells[1]).toEqual([
      '民勤县甲煤业有限责任公司',
      '91620621PDY6260041',
      '2015-03-06',
      '50万元',
      '红沙岗镇\n1号',
      '95',
    ]);
    expect(about).toBe('it is a web page, of whose tables number 1 was read: 1 "5 × 6 cells", 2 "1 × 2 cells"');
    expect(warnings).toEqual([
      expect.stringContaining('only the longest table of the page is read'),
      expect.stringContaining('the page has cells over several rows of its table (the first in row 6)'),
    ]);
  });

  it('was refused as unknown columns: it is read in the encoding that it declares, or that its byte order mark says', async () => {
    const table = '<table><tr><th>企业名称</th></tr><tr><td>民勤网页表有限公司</td></tr></table>';
    const expected = [['企业名称'], ['民勤网页表有限公司']];
    const declared = (charset: string) =>
      page(table, `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`);
    const files = {
      gb2312: encodeGb18030(declared('gb2312')),
      GBK: encodeGb18030(declared('GBK')),
      utf8: Buffer.from(declared('utf-8')),
      // What they declare is another encoding than the one that they are in.
      gb2312ButUtf8: Buffer.from(declared('gb2312')),
      utf8ButGbk: encodeGb18030(declared('utf-8')),
      latin1ButGbk: encodeGb18030(declared('iso-8859-1')),
      none: encodeGb18030(page(table, '')),
      noneUtf8: Buffer.from(page(table, '')),
      unknown: Buffer.from(declared('x-nobody')),
      bom: Buffer.from(`\ufeff${declared('gb2312')}`),
      utf16: Buffer.from(`\ufeff${declared('utf-16')}`, 'utf16le'),
      utf16be: Buffer.from(`\ufeff${declared('utf-16')}`, 'utf16le').swap16(),
      xml: Buffer.from(`<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<!-- x -->\n${page(table, '')}`),
      bare: Buffer.from(`\n  ${table}`),
    };
    for (const [name, bytes] of Object.entries(files))
      expect((await readSheet(file(`${name}.xls`, bytes))).cells, name).toEqual(expected);
  });

  it('of rows in two encodings has the others in doubt, and what its bytes leave open is as it declares', async () => {
    const row = (name: string) => `<tr><td>${name}</td></tr>\n`;
    const head = '<meta charset="gb2312"><table>\n';
    const mixed = Buffer.concat([
      Buffer.from(head + row('民勤网页表有限公司') + row('民勤红沙岗煤业有限责任公司')),
      encodeGb18030(row('兰州新区物流有限责任公司')),
      Buffer.from('</table>'),
    ]);
    const { cells, rows } = await readSheet(file('mixed.xls', mixed));
    expect(rows).toHaveLength(3);
    expect(cells.slice(0, 2)).toEqual([['民勤网页表有限公司'], ['民勤红沙岗煤业有限责任公司']]);
    expect(['兰州新区物流有限责任公司', '\ufdd0']).toContain(cells[2]?.[0]);
    const open = encodeGb18030(`<meta charset="gb2312"><table><tr><td>联通</td></tr></table>`);
    expect((await readSheet(file('open.xls', open))).cells).toEqual([['联通']]);
  });

  it('has cells as the page shows them', async () => {
    const { cells } = await read(`<style>td { mso-number-format:"\\@" }</style><table>
      <thead><tr><th> 企业
        名称 </th><th>代码</th></tr></thead>
      <tbody><tr><td style='mso-number-format:"\\@"'>甲&nbsp;乙&amp;丙&#x4e01;<br>二<br/>三</td><td x:num="9.1E+17">0620</td></tr>
      <tr><td>  <p>段</p><p>落</p><script>"<td>x</td>"</script></td><td><b>粗</b><!-- 注 --><a href="?a=1&b=2">链</a></td>
      </tbody></table>`);
    expect(cells).toEqual([
      ['企业 名称', '代码'],
      ['甲\u00a0乙&丙丁\n二\n三', '0620'],
      ['段\n落', '粗链'],
    ]);
  });

  it('keeps columns in their place where cells span columns and rows: the text stands in the first place alone', async () => {
    const { rows, warnings } = await read(`<table>
      <tr><td colspan=3>标题</td></tr>
      <tr><td rowspan=2>甲<td colspan="2">乙
      <tr><td>丙<td>丁
      <tr><td>&nbsp;<td> <td></tr>
      <tr><td rowspan="2" colspan="2">戊</td><td>己</td></tr><tr><td>庚</td></tr></table>`);
    expect(rows).toEqual([
      { line: 1, cells: ['标题'] },
      { line: 2, cells: ['甲', '乙'] },
      { line: 3, cells: ['', '丙', '丁'], marks: [covered(0)] },
      { line: 5, cells: ['戊', '', '己'] },
      { line: 6, cells: ['', '', '庚'], marks: [covered(0), covered(1)] },
    ]);
    expect(warnings).toEqual([
      'FILE: the page has cells over several rows of its table (the first in row 2): only the first row of each has the text; a row is refused whose cell in a column with a name is one of the others',
    ]);
  });

  it('stands in a table that only places it: the inner one is read', async () => {
    const { cells, about } = await read(
      '<table><tr><td>菜单</td><td><table><caption>企业</caption><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table>',
    );
    expect(cells).toEqual([
      ['甲', '乙'],
      ['1', '2'],
    ]);
    expect(about).toContain('1 "企业 (2 × 2 cells)"');
  });

  it('is the longest of the page; where another may be its continuation, the page is refused until one is named', async () => {
    const table = (mark: string, rows: number, width: number) =>
      `<table>${`<tr>${`<td>${mark}</td>`.repeat(width)}</tr>`.repeat(rows)}</table>`;
    const { cells, warnings } = await read(table('查询', 2, 5) + table('甲', 3, 2));
    expect(cells).toHaveLength(3);
    expect(warnings).toEqual([
      'FILE: only the longest table of the page is read; the option sheet names another: 1 "2 × 5 cells", 2 "3 × 2 cells"',
    ]);
    expect((await read(table('查询', 2, 5) + table('甲', 3, 2), '1')).cells).toHaveLength(2);
    await expect(read(table('甲', 3, 2) + table('乙', 2, 2))).rejects.toThrow(
      'FILE: is a web page with several such tables; the option sheet says which to read: 1 "3 × 2 cells", 2 "2 × 2 cells"',
    );
    await expect(read(table('甲', 3, 2), '4')).rejects.toThrow('FILE: is a web page without the table "4"; it has 1');
  });

  it('has rows that the page does not show: they are read, and that is said', async () => {
    const { cells, warnings } = await read(
      '<table><tr><td>甲</td></tr><tr style="DISPLAY: none"><td>乙</td></tr></table>',
    );
    expect(cells).toEqual([['甲'], ['乙']]);
    expect(warnings).toEqual(['FILE: the page does not show 1 rows of its table; they are read too']);
  });

  it('is no table at all, or was cut off: exit 1, and nothing of it is imported', async () => {
    await expect(read('<form>密码<input type="password"></form>')).rejects.toThrow(
      /^FILE: is a web page without a table/,
    );
    const cut = page(`<table>${'<tr><td>甲</td><td>乙</td></tr>'.repeat(50)}</table>`).slice(0, 700);
    await expect(readSheet(file('cut.xls', cut))).rejects.toThrow('FILE: is a web page that ends within its table');
    await expect(readSheet(file('a.mht', 'MIME-Version: 1.0\r\nContent-Type: multipart/related'))).rejects.toThrow(
      'FILE: is a web archive (MHTML)',
    );
  });

  it('is not what a CSV is that is called .xls, or begins with a smaller-than sign', async () => {
    for (const text of ['uscc,name\n1,甲\n', 'uscc\tname\n1\t甲\n', '<5人,name\n'])
      await expect(readSheet(file('text.xls', text))).rejects.toThrow('is no sheet');
  });
});
