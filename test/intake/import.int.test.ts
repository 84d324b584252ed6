import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleUscc } from '../kit/sample.js';
import { encodeGb18030 } from './gb18030.js';
import { everything, importWorld, listener, REAL_FILE, temporary } from './kit.js';
import { CHINESE_HEADER, chineseCsv, chineseRows } from './sample.js';

const file = temporary();

describe('an import', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });
  const enterprise = async (uscc: string) => (await world.db.sql`select * from hub.enterprise where uscc = ${uscc}`)[0];

  it('brings a large export in once, and changes nothing the second time', async () => {
    const real = existsSync(REAL_FILE);
    const bad = '武威市万世红枸杞合作社,无,2011-12-22,N/A,500(),种植,甘肃,武威,武威市';
    const generated = () =>
      gzipSync([CHINESE_HEADER, ...chineseRows(8_000), bad, ...chineseRows(2_000, 8_000), bad, ''].join('\r\n'));
    const source = file('export.csv.gz', real ? readFileSync(REAL_FILE) : generated());
    const rows = real ? 69_553 : 10_002;
    const lines = real ? ['53865', '65290'] : ['8002', '10003'];

    const report = listener();
    const first = await world.run(source, { report });
    expect(first).toMatchObject({
      file: source,
      read: rows,
      inserted: rows - 2,
      updated: 0,
      unchanged: 0,
      rejected: 2,
    });
    expect(first.rejectedFile).toBe(`${source}.rejected.csv`);
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8').trimEnd().split('\n');
    expect(rejected[0]).toBe(`\ufeffline,code,message,cell,原因,${CHINESE_HEADER}`);
    expect(rejected.slice(1).map((l) => l.split(',').slice(0, 2))).toEqual(lines.map((line) => [line, 'USCC_LENGTH']));
    expect(rejected[1]).toContain('"统一社会信用代码: 无: a unified social credit code has 18 characters, this has 1"');

    const last = report.states.at(-1);
    expect(last).toMatchObject({ read: rows, inserted: rows - 2, rejected: 2 });
    expect(last?.bytesRead).toBe(last?.bytesTotal);
    expect(report.states).toHaveLength(Math.ceil(rows / 2_000));
    expect(report.ended).toBe(1);

    const again = await world.run(source);
    expect(again).toMatchObject({ read: rows, inserted: 0, updated: 0, unchanged: rows - 2, rejected: 2 });
    const [{ n: history = -1 } = {}] = await world.db.sql`select count(*)::int n from hub.enterprise_history`;
    expect(history).toBe(0);
  });

  it('reads GB18030, CRLF, quotes, line breaks in cells and units in words', async () => {
    const uscc = sampleUscc(60_001, '620602');
    const row = `红沙岗"一号"煤业,${uscc},N/A,,"1,250(万元美元)","采矿，\r\n销售；""双回路""供电",甘肃,武威,`;
    const source = file('gbk.csv', encodeGb18030(`${CHINESE_HEADER}\r\n${row}\r\n\r\n短了\r\n`));
    expect(await world.run(source)).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
    expect(await enterprise(uscc)).toMatchObject({
      name: '红沙岗"一号"煤业',
      registered_capital: '12500000.00',
      currency: 'USD',
      business_scope: '采矿，\r\n销售；"双回路"供电',
      registered_on: null,
      address: null,
      division_code: '620602',
    });
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8');
    // A spreadsheet that wrote GB18030 needs the mark to read UTF-8 back.
    expect(rejected).toBe(
      `\ufeffline,code,message,cell,原因,${CHINESE_HEADER}\n5,COLUMNS,"has 1 columns, the header has 9",,本行的列数与表头不一致，各列可能错位。请核对本行；内容含逗号的单元格，请用英文双引号括起来。,短了\n`,
    );
  });

  it('reads NDJSON, a broken line too', async () => {
    const [a, b] = [sampleUscc(62_001), sampleUscc(62_002)];
    const records = [
      { uscc: a, name: '戊煤业', registeredCapital: '5.00', validFrom: '2024-01-01' },
      { uscc: b, name: '己煤业' },
    ];
    const [first, second] = records.map((r) => JSON.stringify(r));
    const source = file('x.ndjson.gz', gzipSync(`\ufeff${first}\n{"uscc": broken\n\n${second}`));
    expect(await world.run(source)).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8');
    expect(rejected).toMatch(
      /^\ufeffline,code,message,cell,原因,record\n2,JSON,"?is not JSON: .*,,本行不是完整的 JSON 对象。请更正其格式。,"\{""uscc"": broken"\n$/,
    );
    expect(await enterprise(a)).toMatchObject({
      registered_capital: '5.00',
      currency: 'CNY',
      valid_from: '2024-01-01',
    });
  });

  it('serves the other registers, with Chinese headers', async () => {
    const uscc = sampleUscc(64_001);
    await world.run(file('e.csv', `uscc,name\n${uscc},癸煤业\n`));
    const header =
      '证书编号,单位名称,统一社会信用代码,执行标准,标准化等级,评审得分,发证日期,有效期至,评审单位,公告日期';
    const row = (n: number, grade: string) =>
      `G-${n},癸煤业,${uscc},AQ/T 1093,${grade},88.5,2025-03-01,2028-03-01,省安科院,2025-03-10`;
    const source = file('gradings.csv', `${header}\n${row(1, '二级')}\n${row(2, '五级')}\n`);
    expect(await world.run(source, { register: 'gradings' })).toMatchObject({ inserted: 1, rejected: 1 });
    expect(readFileSync(`${source}.rejected.csv`, 'utf8')).toContain('3,VALUE,');
    const [grading] = await world.db
      .sql`select grade, score, published_on from hub.grading where document_number = 'G-1'`;
    expect(grading).toMatchObject({ grade: 'GRADE_2', published_on: '2025-03-10' });
  });

  it('stops after the batch in hand when told to, and goes on when run again', async () => {
    const source = file('stopped.csv', chineseCsv(500));
    const stop = new AbortController();
    const report = listener();
    report.progress = () => stop.abort();
    const stopped = world.run(source, { batchSize: 100, report, signal: stop.signal });
    await expect(stopped).rejects.toThrow(
      /^.*stopped\.csv: stopped; import it again to go on \(\d00 rows were read before that and stay: /,
    );
    expect((await world.run(source)).read).toBe(500);
    expect((await everything(world.db)).length).toBeGreaterThan(500);
  });
});
