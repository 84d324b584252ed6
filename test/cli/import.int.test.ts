import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { hub, killLeftProcesses } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';

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
    expect(stderr).toMatch(/x\.ndjson: not used: "phone"; known are .*uscc, .*address/);
    expect(readFileSync(`${ndjson}.rejected.csv`, 'utf8')).toContain('\n3,TYPE,"address: is true, not a text');
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
