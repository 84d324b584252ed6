import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { ImportReceiptStore } from '../../src/exchange/receipt/import-receipt.store.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { hub, killLeftProcesses } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { sha256 } from '../server/imports/kit.js';

/** The command's own part of an import: exit codes, what is printed where. What files may hold is in test/intake. */
describe('hub import', () => {
  killLeftProcesses();
  let db: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), 'hub-import-'));
  beforeAll(async () => {
    db = await testDatabase();
    const access = agencies(agencyStore(db));
    await access.add({ name: '省市场监督管理局', kind: 'MARKET_REGULATION', divisionCode: null });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const hubImport = (...args: string[]) => hub(['import', ...args], { DATABASE_URL: db.url });
  const run = (...args: string[]) => hubImport(...args, '--provider', '省市场监督管理局');
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const good = file('good.csv', `uscc,name\n${sampleUscc(1)},民勤甲厂\n${sampleUscc(2)},民勤乙厂\n`);

  it('ends with 0 where it ran through, and says so when nothing changed', async () => {
    const first = await run('enterprises', good);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^.*good\.csv: read 2, inserted 2, updated 0, unchanged 0, rejected 0 \(.* rows\/s\)\nreceipt ([\w-]{36}); to take it back: npx hub import undo \1\n$/,
    );
    const again = await run('enterprises', good);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('unchanged 2, rejected 0');
    expect(again.stdout).toContain('nothing changed');
    expect(existsSync(`${good}.rejected.csv`)).toBe(false);
    expect(again.stdout).not.toContain('receipt');
  });

  it('ends with 3 where rows were rejected, beside the others; one object a file with --json', async () => {
    const mixed = file('mixed.csv', `uscc,name\n${sampleUscc(3)},民勤丙厂\n91620621PDY000010B,错码\n`);
    const { code, stdout, stderr } = await run('enterprises', good, mixed, '--json');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const [one, two] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(one).toMatchObject({ file: good, read: 2, unchanged: 2, rejected: 0, rejectedFile: null });
    expect(two).toMatchObject({
      file: mixed,
      read: 2,
      inserted: 1,
      rejected: 1,
      rejectedFile: `${mixed}.rejected.csv`,
    });
    expect(readFileSync(`${mixed}.rejected.csv`, 'utf8')).toMatch(/\n3,USCC_INNER_CHECK,/);
  });

  it('does not say that nothing changed where nothing was taken', async () => {
    const wrong = file('wrong.csv', 'uscc,name\n91620621PDY000010B,错码\n');
    const { code, stdout } = await run('enterprises', wrong);
    expect(code).toBe(3);
    expect(stdout).toContain('read 1, inserted 0, updated 0, unchanged 0, rejected 1');
    expect(stdout).not.toContain('nothing changed');
  });

  it('imports the other files where one cannot be read, and ends with 1', async () => {
    const other = file('other.csv', `uscc,name\n${sampleUscc(7)},民勤庚厂\n91620621PDY000010B,错码\n`);
    const { code, stdout, stderr } = await run('enterprises', join(folder, 'none.csv'), other);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^hub: .*none\.csv: there is no such file; check the path\nWARNING: .*other\.csv: 1 of 2 rows /,
    );
    expect(stdout).toContain('other.csv: read 2, inserted 1, updated 0, unchanged 0, rejected 1');
    const lines = (await run('enterprises', join(folder, 'none.csv'), other, '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(['error', 'file']);
  });

  it('says which fields of NDJSON it does not know, and refuses those of a wrong type', async () => {
    const record = { uscc: sampleUscc(8), name: '民勤辛厂', 法定代表人: '李', phone: '1' };
    const lines = [record, { ...record, uscc: sampleUscc(9), phone: '2' }, { ...record, address: true }];
    const ndjson = file('x.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    const { code, stderr } = await run('enterprises', ndjson);
    expect(code).toBe(3);
    expect(stderr.match(/not used/g)).toHaveLength(2);
    expect(stderr).toMatch(/x\.ndjson: not used: "phone"; known are .*uscc \(.*address \(/);
    expect(readFileSync(`${ndjson}.rejected.csv`, 'utf8')).toContain('\n3,TYPE,"address: is true, not a text');
  });

  it('tries an import without writing anything, and says what it would do', async () => {
    const mixed = file(
      'tried.csv',
      `uscc,name\n${sampleUscc(1)},民勤甲厂（新）\n${sampleUscc(11)},民勤子厂\n错,错码\n`,
    );
    const { code, stdout, stderr } = await run('enterprises', mixed, '--dry-run');
    expect(code).toBe(3);
    expect(stdout.split('\n').map((line) => line.replace(/ \(.* rows\/s\)$/, ''))).toEqual([
      `${mixed}: dry run, nothing was written: read 3, inserted 1, updated 1, unchanged 0, rejected 1`,
      expect.stringMatching(
        /^rejected: line 4, A4: USCC_LENGTH: uscc: .* \| uscc：统一社会信用代码应为 18 位。请按营业执照更正。$/,
      ),
      `changed: line 2: ${sampleUscc(1)}: name: 民勤甲厂 → 民勤甲厂（新）`,
      expect.stringMatching(`^new: line 3: ${sampleUscc(11)}: uscc: ${sampleUscc(11)}; name: 民勤子厂; `),
      '',
    ]);
    expect(stderr).toMatch(/^WARNING: .*tried\.csv: 1 of 3 rows \(33.3 %\) are rejected, 1 of them USCC_LENGTH /);
    expect(existsSync(`${mixed}.rejected.csv`)).toBe(false);
    const json = await run('enterprises', mixed, '--dry-run', '--json');
    expect(json).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ dryRun: true, receipt: '', read: 3, inserted: 1, updated: 1, rejected: 1, rejectedFile: null },
      ...{ warning: expect.stringMatching(/^1 of 3 rows/), faults: [{ line: 4, cell: 'A4', code: 'USCC_LENGTH' }] },
      changes: [
        { line: 2, outcome: 'UPDATED' },
        { line: 3, outcome: 'INSERTED' },
      ],
    });
    expect(await names()).not.toContain('民勤子厂');
  });
  const names = async () => (await db.sql`select name from hub.enterprise`).map((row) => row.name);
  it('ends with 1 where more rows are rejected than may be, and keeps nothing of a file that is to be whole', async () => {
    const bad = `${sampleUscc(21)},民勤丑厂\n错,错码\n`;
    const whole = file('whole.csv', `uscc,name\n${bad}`);
    const atomic = await run('enterprises', whole, '--atomic');
    expect(atomic).toMatchObject({ code: 1, stdout: '' });
    expect(atomic.stderr).toMatch(
      /^hub: .*whole\.csv: 1 row is rejected, and at most 0 may be: .*\(nothing was written\)\n$/,
    );
    expect(await names()).not.toContain('民勤丑厂');
    const share = await run('enterprises', whole, '--max-rejected', '49%');
    expect(share).toMatchObject({ code: 1, stdout: '' });
    expect(share.stderr).toMatch(/at most 49% may be: .*\(2 rows were read before that and stay: 1 inserted, /);
    expect(await names()).toContain('民勤丑厂');
    expect((await run('enterprises', whole, '--max-rejected', '50%', '--atomic')).code).toBe(3);
    const told = async (...args: string[]) => JSON.parse((await run('enterprises', whole, '--json', ...args)).stdout);
    expect(await told('--atomic', '--max-rejected', '0')).toMatchObject({
      error: {
        ...{ file: whole, receipt: '', nothingKept: true, rejectedFile: `${whole}.rejected.csv` },
        ...{ read: 2, inserted: 0, updated: 0, unchanged: 1, rejected: 1 },
      },
    });
    const empty = await run('enterprises', file('no-row.csv', 'uscc,name\n'), '--json');
    expect(empty).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(empty.stdout).error.message).toMatch(/no-row\.csv: has no row below its header/);
  });

  it('that fails behind what it wrote left no receipt to take it back by', async () => {
    const partly = (name: string, n: number) =>
      file(name, `uscc,name\n${sampleUscc(n)},民勤寅厂${n}\n${sampleUscc(n + 1)},民勤寅厂${n + 1}\n错,错码\n`);
    const failed = await run('enterprises', partly('partly.csv', 31), '--max-rejected', '5%');
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toMatch(
      /^hub: .*partly\.csv: 1 row is rejected, .*stay: 2 inserted, .*\)\nreceipt ([\w-]{36}); to take back what stays: npx hub import undo \1\n$/,
    );
    const second = partly('second.csv', 33);
    const { error } = JSON.parse((await run('enterprises', second, '--max-rejected', '5%', '--json')).stdout);
    expect(error).toMatchObject({
      ...{ message: expect.stringContaining('1 row is rejected'), file: second, nothingKept: false },
      ...{ read: 3, inserted: 2, updated: 0, unchanged: 0, rejected: 1, rejectedFile: `${second}.rejected.csv` },
    });
    const undone = await hubImport('undo', error.receipt, '--json');
    expect(JSON.parse(undone.stdout)).toMatchObject({ ended: 2 });
    const nothing = await run('enterprises', file('nothing.csv', 'uscc,name\n错,甲\n错,乙\n'), '--max-rejected', '1');
    expect(nothing.stderr).toMatch(/^hub: .*nothing\.csv: 2 rows are rejected, .* \(nothing was written\)\n$/);
  });

  it('that an agency asked after had no name, size or hash on its receipt', async () => {
    const access = agencies(agencyStore(db));
    const viewer = await access.viewerNamed('省市场监督管理局');
    const receipts = new ImportReceiptStore(db, new Map());
    const text = `uscc,name\n${sampleUscc(41)},民勤卯厂\n错,错码\n`;
    const path = file('卯.csv', text);
    expect((await run('enterprises', path, '--dry-run')).code).toBe(3);
    const { receipt } = JSON.parse((await run('enterprises', path, '--json')).stdout);
    const known = { id: receipt, file: '卯.csv', sha256: sha256(text), bytes: Buffer.byteLength(text), agency: null };
    const [all] = await receipts.page({ agencyId: null }, {}, null, 1);
    expect(all).toMatchObject({ ...known, status: 'DONE', read: 2, inserted: 1, rejected: 1 });
    expect((await receipts.page({ agencyId: null }, { id: receipt }, null, 5)).length).toBe(1);
    const [own] = await receipts.page({ agencyId: viewer.agencyId }, { id: receipt }, null, 1);
    expect(own).toMatchObject({ ...known, status: 'DONE', inserted: 1, message: null });
    // What stays of one that failed is told too; what leaves nothing is not.
    const failed = JSON.parse(
      (await run('enterprises', file('辰.csv', text.replace('卯', '辰')), '--max-rejected', '5%', '--json')).stdout,
    ).error;
    expect((await receipts.page({ agencyId: null }, { id: failed.receipt }, null, 1))[0]).toMatchObject({
      ...{ status: 'FAILED', file: '辰.csv', updated: 1, rejected: 1, nothingKept: false },
      message: expect.stringMatching(/^辰\.csv: 1 row is rejected, .*; they are in 辰\.csv\.rejected\.csv \(/),
    });
    expect((await run('enterprises', path, '--atomic')).code).toBe(1);
    expect((await receipts.page({ agencyId: null }, {}, null, 1))[0]?.id).toBe(failed.receipt);
  });

  it('says how a file was read that does not say so itself', async () => {
    const map = file('map.json', '{"单位": "name", "备注": null}');
    const options = ['--map', map, '--sheet', '企业', '--capital-unit', '万元', '--json'];
    const { stdout } = await run('enterprises', good, ...options);
    expect(JSON.parse(stdout).assumed).toEqual([
      'amounts of capital without a unit were read as 万元',
      'of a workbook the sheet 企业 was read',
      'columns were read as the map says: 单位 as name, 备注 as not used',
    ]);
  });

  it('ends with 1 where it could not run, with one line', async () => {
    const wrong: [args: string[], reason: RegExp][] = [
      [['nothing', good], /^hub: no register nothing; there is enterprises, /],
      [['enterprises', join(folder, 'none.csv')], /^hub: .*none\.csv: there is no such file/],
      [['enterprises', folder], /^hub: .*is a directory/],
      [
        ['gradings', good],
        /^hub: grading.submit is not open to an agency of kind MARKET_REGULATION; no agency may yet/,
      ],
      [['enterprises', good, '--provider', '无此机构'], /^hub: no agency is called 无此机构/],
      [
        ['enterprises', good, '--max-rejected', '1.5'],
        /^hub: --max-rejected 1.5 is neither a count of rows nor a share/,
      ],
      [['enterprises', good, '--max-rejected', '101%'], /^hub: --max-rejected 101% is neither/],
      [['enterprises', good, '--capital-unit', '美元'], /^hub: --capital-unit 美元 is neither 元 nor 万元/],
      [
        ['enterprises', good, '--map', good],
        /^hub: .*good\.csv: line 2: the mapping says that .* is no field and no known header/,
      ],
      [['enterprises', good, '--provider', ''], /^hub: --provider names an agency; see: npx hub agency list/],
    ];
    const runs = await Promise.all(wrong.map(([args]) => (args.includes('--provider') ? hubImport : run)(...args)));
    for (const [i, [args, reason]] of wrong.entries()) {
      expect({ args, code: runs[i]?.code, stdout: runs[i]?.stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(runs[i]?.stderr).toMatch(reason);
      expect(runs[i]?.stderr.trim().split('\n')).toHaveLength(1);
    }
    const asJson = await run('enterprises', join(folder, 'none.csv'), '--json');
    expect(asJson).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(asJson.stdout)).toMatchObject({ error: { message: expect.stringContaining('no such file') } });
  });
});
