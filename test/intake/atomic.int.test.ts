import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TooManyRejected } from '../../src/intake/core.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { importInChild, importWorld, listener, standOf, temporary } from './kit.js';
import { chineseCsv } from './sample.js';

describe('an import that is whole or not at all', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });
  const good = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `${sampleUscc(from + i)},第${from + i}厂`);
  const BAD = '91620621PDY000010B,错码';
  const csv = (name: string, rows: string[]) => file(name, ['uscc,name', ...rows].join('\n'));

  it('is kept as one change under one receipt, with one time for all its rows', async () => {
    const path = csv('whole.csv', good(1, 7));
    const summary = await world.run(path, { atomic: true, batchSize: 3 });
    expect(summary).toMatchObject({ atomic: true, read: 7, inserted: 7, rejected: 0, warning: null });
    const times = await world.db.sql`select distinct recorded_at from hub.enterprise where name like '第_厂'`;
    expect(times).toHaveLength(1);
    const batches = await world.db.sql`select receipt from hub.submission where import_id = ${summary.receipt}`;
    expect(batches).toHaveLength(3);
    expect(await world.run(path, { atomic: true, batchSize: 3 })).toMatchObject({ unchanged: 7 });
  });

  it('leaves nothing where one row is rejected in its last batch, and the rejected file to mend it by', async () => {
    const path = csv('one-bad.csv', [...good(101, 7), BAD]);
    const stand = await standOf(world.db);
    const failed = world.run(path, { atomic: true, batchSize: 3 });
    await expect(failed).rejects.toThrow(
      /one-bad\.csv: 1 row is rejected, and at most 0 may be: 1 of them USCC_INNER_CHECK .*one-bad\.csv\.rejected\.csv \(nothing was written\)$/,
    );
    await expect(failed).rejects.toMatchObject({ rejectedFile: `${path}.rejected.csv` });
    expect(await standOf(world.db)).toEqual(stand);
    expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toContain('\n9,USCC_INNER_CHECK,');
    expect(await world.run(path, { atomic: true, batchSize: 3, maxRejected: { rows: 1 } })).toMatchObject({
      ...{ inserted: 7, rejected: 1, rejectedFile: `${path}.rejected.csv` },
    });
  });

  it('was ended by its first bad batch, and so mended batch by batch: all its bad rows are told at once, and counts add up', async () => {
    const path = csv('bad-twice.csv', [...good(151, 2), BAD, ...good(153, 3), BAD, ...good(156, 2)]);
    const failed = world.run(path, { atomic: true, batchSize: 3 });
    const counts = { read: 9, inserted: 0, updated: 0, unchanged: 7, rejected: 2 };
    await expect(failed).rejects.toMatchObject({ outcome: { ...counts, nothingKept: true } });
    expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toMatch(/\n4,USCC_INNER_CHECK,.*\n8,USCC_INNER_CHECK,/s);
  });

  it('leaves nothing where only the database refuses a row in the middle', async () => {
    const { register } = world.importers.enterprises;
    const importer = { ...world.importers.enterprises, register: { ...register, insert: register.insert } };
    importer.register.insert = (orm, rows) =>
      register.insert(
        orm,
        rows.map((r) => ('name' in r && r.name === '第205厂' ? { ...r, name: '长'.repeat(301) } : r)),
      );
    const path = csv('database.csv', good(201, 9));
    const stand = await standOf(world.db);
    await expect(world.run(path, { atomic: true, batchSize: 2, importer })).rejects.toThrow(
      /at most 0 may be: 1 of them CONSTRAINT .*\(nothing of it was kept\)$/,
    );
    expect(await standOf(world.db)).toEqual(stand);
    expect(await world.run(path, { atomic: true, batchSize: 2, importer, maxRejected: { rows: 1 } })).toMatchObject({
      inserted: 8,
      rejected: 1,
    });
  });

  it('leaves nothing where the file ends in the middle, or it is told to stop', async () => {
    const whole = Buffer.from(chineseCsv(2_000));
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(whole);
    const cut = file('cut.csv.gz', packed.subarray(0, packed.length - 2_000));
    const stand = await standOf(world.db);
    await expect(world.run(cut, { atomic: true, batchSize: 100 })).rejects.toThrow(/cut off/);
    const stop = new AbortController();
    const report = listener();
    // The first reading decides, the second writes: it is stopped in the second.
    report.progress = (state) => {
      const again = report.states.length > 0 && state.read < (report.states.at(-1)?.read ?? 0);
      report.states.push(state);
      if (again) stop.abort();
    };
    const stopped = world.run(csv('stopped.csv', good(301, 40)), {
      ...{ atomic: true, batchSize: 2, report, signal: stop.signal },
    });
    await expect(stopped).rejects.toThrow(/stopped; import it again \(nothing of it was kept\)$/);
    expect(await standOf(world.db)).toEqual(stand);
  });

  it('leaves nothing where its process is killed in the middle of writing', async () => {
    const { sql } = world.db;
    // Its second batch waits, behind a first one that nobody sees.
    await sql.unsafe(`create table hold as select 1;
      create function held() returns trigger language plpgsql as $$ begin
        while exists (select from hold) and exists (select from hub.enterprise where name like '民勤县第1煤业%') loop
          perform pg_sleep(0.02);
        end loop;
        return null;
      end $$;
      create trigger held before insert on hub.enterprise for each statement execute function held()`);
    const path = file('killed.csv', chineseCsv(6_000));
    const stand = await standOf(world.db);
    const { child } = importInChild(world.db.url, world.market.name, path, [], ['--atomic']);
    const seen = async (state: string) => {
      const all = await sql`select wait_event from pg_stat_activity where application_name = 'hub import child'`;
      return all.filter((one) => state === 'any' || one.wait_event === state).length;
    };
    await until(async () => (await seen('PgSleep')) > 0 || child.exitCode !== null);
    expect(child.exitCode).toBe(null);
    child.kill('SIGKILL');
    await sql`delete from hold`;
    await until(async () => (await seen('any')) === 0);
    expect(await standOf(world.db)).toEqual(stand);
    expect(existsSync(`${path}.rejected.csv`)).toBe(false);
  });

  it('refuses more rows than others can be let wait for, before it writes or reads them all', async () => {
    const path = file('many.csv', `uscc,name\n${`${sampleUscc(1)},甲\n`.repeat(20_001)}`);
    await expect(world.run(path, { atomic: true })).rejects.toThrow(/has more than 20000 rows; .*split the file/);
  });
});

describe('a limit of rejected rows', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });
  const BAD = '91620621PDY000010B,错码';
  const mixed = (name: string, from: number, pattern: string) =>
    file(
      name,
      ['uscc,name', ...[...pattern].map((c, i) => (c === 'x' ? BAD : `${sampleUscc(from + i)},第${from + i}厂`))].join(
        '\n',
      ),
    );
  const count = async () => (await standOf(world.db)).enterprise as number;

  it('ends the import with the batch that passes it, which is not written; what was written before stays and is said', async () => {
    const path = mixed('rows.csv', 1_000, '..x..xx...');
    const before = await count();
    await expect(world.run(path, { batchSize: 3, maxRejected: { rows: 1 } })).rejects.toThrow(
      /2 rows are rejected, and at most 1 may be: .*\(4 rows were read before that and stay: 2 inserted, 0 updated, 0 unchanged, 2 rejected\)$/,
    );
    expect((await count()) - before).toBe(2);
    expect(readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\n')).toHaveLength(3);
    expect(await world.run(path, { batchSize: 3, maxRejected: { rows: 3 } })).toMatchObject({
      ...{ read: 10, inserted: 5, unchanged: 2, rejected: 3 },
    });
  });

  it('as a share is judged when the file has been read', async () => {
    const path = mixed('share.csv', 2_000, 'xx........');
    await expect(world.run(path, { batchSize: 2, maxRejected: { percent: 19.9 } })).rejects.toBeInstanceOf(
      TooManyRejected,
    );
    expect(await world.run(path, { batchSize: 2, maxRejected: { percent: 20 } })).toMatchObject({
      rejected: 2,
      unchanged: 8,
    });
  });

  it('counts what only the register refuses', async () => {
    const rows = [3_001, 3_002].map((n) => `${sampleUscc(n)},第${n}厂,990000`);
    const path = file('register.csv', ['uscc,name,division', ...rows].join('\n'));
    await expect(world.run(path, { maxRejected: { rows: 1 } })).rejects.toThrow(/2 of them UNKNOWN_DIVISION/);
  });
});

describe('a file that somebody should look at', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });

  it('was "read 0" with success where it has no row', async () => {
    for (const options of [{}, { dryRun: true }, { atomic: true }])
      await expect(world.run(file('none.csv', 'uscc,name\n'), options)).rejects.toThrow(
        /none\.csv: has no row below its header; export it again/,
      );
  });

  it('is told of where more than a tenth of its rows is rejected, with the reason that most share', async () => {
    const rows = (bad: number) =>
      Array.from({ length: 20 }, (_, i) => (i < bad ? '91620621PDY000010B,错码' : `${sampleUscc(5_000 + i)},第${i}厂`));
    const run = (bad: number) => world.run(file(`${bad}.csv`, ['uscc,name', ...rows(bad)].join('\n')));
    expect((await run(2)).warning).toBe(null);
    expect((await run(3)).warning).toMatch(/^3 of 20 rows \(15 %\) are rejected, 3 of them USCC_INNER_CHECK/);
  });
});
