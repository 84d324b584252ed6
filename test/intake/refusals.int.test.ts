import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImportError, importFile } from '../../src/intake/core.js';
import { importWorld, listener, temporary } from './kit.js';
import { CHINESE_HEADER, chineseCsv, chineseRows } from './sample.js';

const file = temporary();
const isRoot = process.getuid?.() === 0;

describe('an import that cannot run', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });

  /** The one line that it says. */
  async function refusal(source: string): Promise<string> {
    const report = listener();
    const error = await world.run(source, { report }).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ImportError);
    const { message } = error as ImportError;
    expect(message.startsWith(`${source}: `)).toBe(true);
    expect(message).not.toContain('\n');
    expect(report.ended).toBe(1);
    expect(existsSync(`${source}.rejected.csv.partial`)).toBe(false);
    return message.slice(source.length + 2);
  }

  it('says so of a missing file, a folder, an empty file and what is no text', async () => {
    const folder = dirname(file('x', 'x'));
    expect(await refusal(join(folder, 'none.csv'))).toBe('there is no such file; check the path');
    expect(await refusal(join(folder, 'x', 'none.csv'))).toBe('there is no such file; check the path');
    expect(await refusal(folder)).toBe('is a directory; name the files in it');
    expect(await refusal('/dev/null')).toMatch(/^is not a regular file/);
    expect(await refusal(file('empty.csv', ''))).toBe('is empty; export it again');
    expect(await refusal(file('empty.csv.gz', gzipSync('')))).toBe('is empty; export it again');
    expect(await refusal(file('book.csv', Buffer.from('PK\u0003\u0004 and so on')))).toMatch(
      /^is an Excel workbook or a ZIP archive; save it as CSV/,
    );
  });

  it.skipIf(isRoot)('says so where it may not read, or may not write beside the file', async () => {
    const secret = file('secret.csv', chineseCsv(1));
    chmodSync(secret, 0o000);
    expect(await refusal(secret)).toMatch(/^no permission to read it/);
    const folder = join(dirname(secret), 'closed');
    mkdirSync(folder);
    writeFileSync(join(folder, 'x.csv'), chineseCsv(1));
    chmodSync(folder, 0o555);
    expect(await refusal(join(folder, 'x.csv'))).toMatch(
      /^rejected rows would go beside it, but the folder .* is not writable/,
    );
    chmodSync(folder, 0o755);
  });

  it('says so of corrupt gzip, wrong columns and an open quote', async () => {
    const packed = gzipSync(chineseCsv(50));
    packed.fill(0xff, 10, 40);
    expect(await refusal(file('corrupt.csv.gz', packed))).toBe(
      'the gzip data is corrupt; fetch it again and import it again',
    );
    expect(await refusal(file('wrong.csv', '姓名,电话\n甲,1\n'))).toMatch(
      /^missing: uscc .*; found: "姓名", "电话"; needed are /,
    );
    expect(await refusal(file('quote.csv', `${CHINESE_HEADER}\n${chineseRows(1)[0]}\n"开始`))).toMatch(
      /^a quote \("\) that opens in the row of line 3 never closes/,
    );
    expect(await world.db.sql`select 1 from hub.enterprise`).toHaveLength(0);
  });

  it('finds that a file is cut off before any of it is written, and takes the whole one after it', async () => {
    const packed = gzipSync(
      `${CHINESE_HEADER}\n${chineseRows(4_990).join('\n')}\n${'短了\n'.repeat(10)}${chineseRows(3_000, 4_990).join('\n')}`,
    );
    const source = file('cut.csv.gz', packed.subarray(0, packed.length - 2_000));
    expect(await refusal(source)).toBe(
      'the gzip data ends too early, the file is cut off; fetch it again and import it again',
    );
    expect(await world.db.sql`select 1 from hub.enterprise`).toHaveLength(0);
    expect(readdirSync(dirname(source)).filter((f) => f.includes('rejected'))).toEqual([]);
    file('cut.csv.gz', packed);
    expect(await world.run(source)).toMatchObject({ read: 8_000, inserted: 7_990, rejected: 10 });
  });

  it('is not open to an agency that does not keep the register', async () => {
    const source = file('own.csv', chineseCsv(1));
    const importer = world.importers.enterprises;
    const attempt = importFile({ file: source, importer, db: world.db, provider: world.safety, report: listener() });
    await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('hands a failure of the database on as it is', async () => {
    const broken = { ...world.db, transaction: () => Promise.reject(new Error('connection lost')) };
    const source = file('lost.csv', chineseCsv(5_000));
    const attempt = importFile({
      file: source,
      importer: world.importers.enterprises,
      db: broken,
      provider: world.market,
      report: listener(),
    });
    await expect(attempt).rejects.toThrow(/^connection lost$/);
  });
});
