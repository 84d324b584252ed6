import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, drop } from './database.js';
import type { Dataset } from './dataset.js';
import { emptyDatabase } from './hub-data.js';
import { DATABASE, fresh, type ImportRound, importOnce } from './import.js';
import { readLines, writeLines } from './lines.js';
import { say } from './process.js';
import { figure, type Line, median, type PartResult, ratioLine } from './report.js';
import { type WorkbookRows, writeWorkbook } from './workbook.js';

const GOAL = 1 / 2;
/** Of memory, by a workbook ten times as long. */
const GROWTH_GOAL = 1.2;
const HEADER = [
  '企业名称',
  '统一社会信用代码',
  '注册日期',
  '企业类型',
  '注册资金',
  '经营范围',
  '所在省份',
  '地区',
  '注册地址',
];

/** The import of a workbook beside that of the same rows as CSV, in turns; and its memory beside that of a workbook of a tenth of the rows. */
export async function runXlsx(cluster: Cluster, data: Dataset, rounds: number): Promise<PartResult> {
  await emptyDatabase(cluster);
  const small = await written(data, data.n / 10);
  const large = await written(data, data.n);
  const imported = async (file: string, n: number) => importOnce(await fresh(cluster), file, n);
  const ofSmall = await imported(small.workbook, data.n / 10);
  const books: ImportRound[] = [];
  const texts: ImportRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    books.push(await imported(large.workbook, data.n));
    texts.push(await imported(large.csv, data.n));
  }
  await drop(cluster, DATABASE);
  for (const file of [small.workbook, small.csv, large.workbook, large.csv]) rmSync(file);
  const rate = ({ rows, seconds }: ImportRound) => rows / seconds;
  const lines: Line[] = [
    ratioLine(
      'import of a workbook ÷ of the same rows as CSV',
      median(books.map(rate)),
      median(texts.map(rate)),
      ' rows/s',
      GOAL,
    ),
  ];
  const peak = Math.max(...books.map((book) => book.peakRssMb ?? 0));
  const before = ofSmall.peakRssMb ?? 0;
  const known = peak > 0 && before > 0;
  lines.push({
    what: 'peak memory (RSS) of a workbook’s import ÷ of one with a tenth of its rows',
    ratio: known ? peak / before : null,
    goal: `≤ ${GROWTH_GOAL}`,
    met: known ? peak / before <= GROWTH_GOAL : null,
    hub: known ? figure(peak, ' MB') : 'not measured: no /proc here',
    reference: known ? figure(before, ' MB') : '',
  });
  return { lines, samples: { small: ofSmall, books, texts } };
}

/** The same rows as a workbook and as CSV. */
async function written(data: Dataset, n: number): Promise<{ workbook: string; csv: string }> {
  const workbook = join(data.folder, `workbook-${n}.xlsx`);
  const csv = join(data.folder, `workbook-${n}.csv`);
  const content: WorkbookRows = { header: HEADER, dates: 2, rows: () => rowsOf(data, n) };
  await writeWorkbook(workbook, content);
  await writeLines(csv, linesOf(content));
  say(`xlsx: ${n} rows of 9 columns in ${figure(statSync(workbook).size / 1e6, ' MB')}`);
  return { workbook, csv };
}

async function* linesOf({ header, rows }: WorkbookRows): AsyncGenerator<string> {
  yield header.join(',');
  for await (const row of rows()) yield row.join(',');
}

async function* rowsOf(data: Dataset, n: number): AsyncGenerator<string[]> {
  let number = 0;
  for await (const line of readLines(join(data.folder, 'enterprise.csv'))) {
    if (number >= n) return;
    const [uscc = '', name = '', , , , registeredOn = ''] = line.split(',');
    const address = `甘肃省武威市民勤县红沙岗镇工业集中区${number}号`;
    yield [
      name,
      uscc,
      registeredOn,
      '有限责任公司',
      `${50 + number}万人民币`,
      '铜、铅、锌矿选矿；道路货物运输',
      '甘肃',
      '武威',
      address,
    ];
    number++;
  }
}
