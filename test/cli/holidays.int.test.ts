import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../db/migrate.js';
import { projectRoot } from '../../src/kernel/project.js';
import { PolicyBook } from '../../src/linkage/policy/policy.book.js';
import { PolicyStore } from '../../src/linkage/policy/policy.store.js';
import { isWorkingDay } from '../../src/linkage/rules/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';
import { until } from '../kit/until.js';

/** As the State Council may arrange 2027: the decree's thirteen days, and what makes up for the others. */
const YEAR = `日期,类型,名称
2026-12-31,休,元旦
2027-01-01,休,元旦
${['02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '02-11'].map((d) => `2027-${d},休,春节`).join('\n')}
2027-01-30,班,春节
2027年4月5日,休,清明节
2027-05-01,休,劳动节
2027-05-02,休,劳动节
2027-05-03,休,劳动节
2027-05-04,休,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
${['01', '02', '03', '04', '05', '06', '07'].map((d) => `2027-10-${d},休,国庆节`).join('\n')}
2027-10-09,班,国庆节
2027-10-10,班,国庆节
`;
const NOTICE = '国务院办公厅关于2027年部分节假日安排的通知';

describe('hub holidays', () => {
  killLeftProcesses();
  let db: TestDatabase;
  let book: PolicyBook;
  const folder = temporaryFolder();
  beforeAll(async () => {
    db = await testDatabase();
    book = new PolicyBook(new PolicyStore(db));
  });
  const holidays = (...args: string[]) => hub(['holidays', ...args], { DATABASE_URL: db.url });
  const file = (name: string, text: string | Uint8Array) => {
    const path = folder(name);
    writeFileSync(path, text);
    return path;
  };
  const rows = () => db.sql`select day, kind from hub.holiday where day >= '2026-12-01' order by day`;

  it('refuses half a year, contradictions and wrong dates, each line with its reason, and writes nothing', async () => {
    const wrong = YEAR.replace('2027-10-03,休', '2027-02-30,休')
      .replace('2027-01-30,班', '2027-02-01,班')
      .replace('2027-05-04,休,劳动节', '2027-05-03,班,劳动节')
      .replace('2027-06-09,休,端午节', '2027-06-09,放,端午节');
    const before = await rows();
    const refused = await holidays('import', file('wrong.csv', wrong), '--document', NOTICE);
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split('\n')).toEqual([
      '2027 is not whole: no day off for 端午, 2027-10-03',
      'line 11: 2027-02-01 is a Monday: a working day already; 班 is a Saturday or Sunday',
      'line 16: 2027-05-03 stands in line 15 too, as another kind of day',
      'line 16: 2027-05-03 is a Monday: a working day already; 班 is a Saturday or Sunday',
      'line 17: "放" is no kind of day: write 休 (OFF) or 班 (WORK)',
      'line 21: "2027-02-30" is no date: write YYYY-MM-DD or 2027年1月1日',
      'hub: nothing was imported: 6 faults',
    ]);
    const later = YEAR.replaceAll('2027', '2029').replace('2026-12-31,休,元旦\n', '');
    expect((await holidays('import', file('later.csv', later), '--document', NOTICE)).stderr).toContain(
      '2029: the table has 2004 to 2026; a year in between would be missing',
    );
    expect((await holidays('import', file('year.csv', YEAR))).stderr).toContain('say which notice it is');
    expect(await rows()).toEqual(before);
  });

  it('says what a year changes, takes it, once, and running hubs count by it; migrating keeps it', async () => {
    const path = file('year.csv', YEAR);
    await expect(book.current().then((p) => isWorkingDay('2027-01-04', p.calendar))).rejects.toThrow(
      'covers 2004 to 2026; import the State Council’s notice: npx hub holidays import FILE',
    );
    await db.sql`insert into hub.linkage_pending (uscc, reason, since, tried_at)
      values ('91620621PDY00001X5', 'whether 2027-01-04 is a working day is not known: …', now(), now())`;
    const dry = await holidays('import', path, '--document', NOTICE, '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        '+ 2026-12-31 休 元旦',
        '+ 2027-10-09 班 国庆节',
        '  1 enterprises undecided because the table ended: tried again',
        `2027: 26 days added, 0 changed, 0 removed, by ${NOTICE} (nothing was written)`,
      ]),
    );
    expect(await rows()).toEqual([]);

    const taken = JSON.parse((await holidays('import', path, '--document', NOTICE, '--json')).stdout);
    expect(taken).toMatchObject({ years: [2027], changes: true, dryRun: false, undecided: 1, warnings: [] });
    await until(async () => (await book.current()).calendar.to === '2027-12-31');
    const { calendar } = await book.current();
    expect(['2027-02-08', '2027-10-09', '2026-12-31', '2027-01-04'].map((d) => isWorkingDay(d, calendar))).toEqual([
      ...[false, true, false, true],
    ]);
    expect(await db.sql`select tried_at from hub.linkage_pending`).toEqual([{ tried_at: null }]);
    await db.sql`delete from hub.linkage_pending`;
    expect((await holidays('import', path, '--document', NOTICE)).stdout).toBe('2027: the table is this already\n');
    const listed = JSON.parse((await holidays('list', '--json')).stdout).years.at(-1);
    expect(listed).toMatchObject({ year: 2027, off: 22, work: 3, document: NOTICE });

    // Another arrangement of the year replaces it, but for the eve that came with it; a line that is only changed is seen by the hubs.
    const amended = YEAR.replace('2026-12-31,休,元旦\n', '').replace('2027-10-10,班', '2027-10-16,班');
    const json = { document: `${NOTICE}（修订）`, days: [] as object[] };
    for (const line of amended.trim().split('\n').slice(1)) {
      const [day, kind, name] = line.split(',');
      json.days.push({ day, kind, name });
    }
    const again = await holidays('import', file('amended.json', JSON.stringify(json)));
    expect(again.stdout.trim().split('\n')).toEqual([
      '+ 2027-10-16 班 国庆节',
      '- 2027-10-10 班 国庆节',
      `2027: 1 days added, 0 changed, 1 removed, by ${NOTICE}（修订）`,
    ]);
    await until(async () => isWorkingDay('2027-10-16', (await book.current()).calendar));

    // A version of the hub that ships its own reading of the year leaves the operator's alone.
    const kept = await rows();
    await db.sql`comment on table hub.division is null`;
    expect((await migrateDatabase(db.url)).reference).toBe(true);
    expect(await rows()).toEqual(kept);
    const own = readFileSync(join(projectRoot, 'db/reference/holidays.csv'), 'utf8').trim().split('\n').length - 1;
    expect((await db.sql`select count(*)::int n from hub.holiday`)[0]?.n).toBe(own + kept.length);
  });
});
