import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../db/client.js';
import { exportRecords, writeBatch } from '../../src/exchange/index.js';
import { guarded, unguarded } from '../../src/intake/table/guard.js';
import { projectRoot } from '../../src/kernel/project.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { cleanEnvironment, killLeftProcesses, hub as run } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, sampleOf } from '../kit/samples.js';

const FORMULA = '=HYPERLINK("http://evil"),\n厂';

// biome-ignore lint/suspicious/noExplicitAny: records as they are exported
type Any = any;

describe('hub export', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: TestHub;
  const exported = async (register: string, args: string[] = []) => {
    const { code, stdout, stderr } = await run(['export', register, ...args], { DATABASE_URL: hub.db.url });
    expect({ register, code, stderr }).toEqual({ register, code: 0, stderr: expect.any(String) });
    return stdout;
  };
  const records = (ndjson: string): Any[] =>
    ndjson
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const submit = async (records: object[]) => {
    const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { rejected position } }';
    const { submitEnterprises } = await hub.dataOf(query, {
      key: hub.keys.MARKET_REGULATION,
      variables: { r: records },
    });
    expect(submitEnterprises.rejected).toBe(0);
    return submitEnterprises.position as number;
  };
  /** Findings, one of them taken back, and a hazard whose deadline an order has moved. */
  const beyondTheCounty = async () => {
    const key = hub.keys.SAFETY_REGULATOR;
    const finding = { uscc: hub.county.works, kind: 'NO_LICENCE', foundOn: '2026-01-05', penalised: true };
    const records = [
      { ...finding, documentNumber: 'F-1' },
      {
        ...finding,
        documentNumber: 'F-2',
        basis: '检查记录',
        withdrawnOn: '2026-02-01',
        withdrawalReason: '复查不成立',
      },
    ];
    const submit = 'mutation ($r: [FindingInput!]!) { submitFindings(records: $r) { inserted } }';
    const { submitFindings } = await hub.dataOf(submit, { key, variables: { r: records } });
    expect(submitFindings.inserted).toBe(2);
    const input = { documentNumber: 'H-9', uscc: hub.county.works, level: 'GENERAL', description: '通道堵塞' };
    const report = 'mutation ($i: HazardInput!) { reportHazard(input: $i) { id } }';
    const variables = { i: { ...input, foundOn: '2026-03-01' } };
    const { reportHazard } = await hub.dataOf(report, { key, variables });
    const order = 'mutation ($id: ID!) { notifyHazard(id: $id, input: { deadline: "2099-12-31" }) { deadline } }';
    const { notifyHazard } = await hub.dataOf(order, { key, variables: { id: reportHazard.id } });
    expect(notifyHazard.deadline).toBe('2099-12-31');
  };
  /** A sample of each register: there is none without a record. */
  const oneMore = async (register: RegisterName) => {
    const { read, register: spec } = rooms.importers[register];
    const uscc = register === 'enterprises' ? sampleUscc(60) : hub.county.works;
    const record = checkRecord(() => read(sampleOf(register, 'SAMPLE', uscc)));
    const provider = await rooms.agencies.viewerNamed(`${providerOf(register)} of the test`);
    const receipt = await writeBatch(hub.db, spec, [record], { provider, receivedAt: new Date(), body: register });
    expect(receipt).toMatchObject({ inserted: 1 });
  };
  let before: number;
  let rooms: Rooms;
  beforeAll(async () => {
    hub = await startTestHub();
    rooms = await openRooms(hub.db);
    await beyondTheCounty();
    for (const register of REGISTER_NAMES) await oneMore(register);
    before = await submit([
      { uscc: sampleUscc(50), name: '@SUM(1+1)*cmd', address: FORMULA.replace('\n', ' '), entityType: '-1' },
      { uscc: sampleUscc(51), name: '苏武山小店', validFrom: '2015-01-01' },
    ]);
    await submit([
      { uscc: sampleUscc(50), name: '改名厂' },
      { uscc: sampleUscc(51), name: '苏武山店', validFrom: '2011-01-01' },
    ]);
  });

  /** A register as it was known at a position, without a process of its own. */
  const known = async (db: Db, register: RegisterName, at = 1e9): Promise<Any[]> => {
    const list: Any[] = [];
    for await (const some of exportRecords(db.sql, rooms.ledgers[register], { at })) list.push(...some);
    return list;
  };

  /** What an import reads, without what it gives anew. */
  const own = (register: RegisterName, list: Any[]) => {
    const given = ['provider', 'recordedAt', 'position', ...Object.keys(rooms.ledgers[register].more)];
    return list.map((record) => Object.fromEntries(Object.entries(record).filter(([field]) => !given.includes(field))));
  };

  it.each(['ndjson', 'csv'] as const)('is read back by hub import, record for record, as %s', async (format) => {
    const db = await testDatabase();
    // An export names its providers: the other hub knows them too.
    await db.sql`insert into hub.agency ${db.sql(await hub.db.sql`select * from hub.agency`)}`;
    for (const register of REGISTER_NAMES) {
      const text = await exported(register, ['--format', format]);
      const file = folder(`${register}.${format}`);
      writeFileSync(file, text);
      const imported = await run(['import', register, file, '--json'], { DATABASE_URL: db.url });
      expect({ register, ...imported }).toMatchObject({ register, code: 0, stderr: '' });
      const summary = JSON.parse(imported.stdout);
      expect(summary).toMatchObject({ rejected: 0, inserted: summary.read });
      expect(summary.read).toBeGreaterThan(0);
      expect(own(register, await known(db, register)), register).toEqual(own(register, await known(hub.db, register)));
    }
  });

  it.each(['ndjson', 'csv'] as const)(
    'changes nothing where it is imported into its own hub, as %s',
    async (format) => {
      const head = async () => (await hub.db.sql`select position::int p from hub.head`)[0]?.p;
      const before = await head();
      const all = await Promise.all(
        REGISTER_NAMES.map(async (register) => {
          const file = folder(`own.${register}.${format}`);
          writeFileSync(file, await exported(register, ['--format', format]));
          const { stdout } = await run(['import', register, file, '--json'], { DATABASE_URL: hub.db.url });
          const { read, unchanged } = JSON.parse(stdout);
          return { register, read, unchanged };
        }),
      );
      for (const { register, read, unchanged } of all) {
        expect({ register, unchanged }).toEqual({ register, unchanged: read });
        expect(read).toBeGreaterThan(0);
      }
      expect(await head()).toBe(before);
      expect(await hub.db.sql`select name from hub.agency where name like '%import%'`).toEqual([]);
    },
  );

  it('is of one position: what was known then, whatever came after', async () => {
    const then = records(await exported('enterprises', ['--at', String(before)]));
    const now = records(await exported('enterprises'));
    const name = (list: Any[], uscc: string) => list.find((r) => r.uscc === uscc)?.name;
    expect(name(then, sampleUscc(50))).toBe('@SUM(1+1)*cmd');
    expect(name(now, sampleUscc(50))).toBe('改名厂');
    // A correction of the past is no present version.
    expect(name(now, sampleUscc(51))).toBe('苏武山小店');
    expect(then.map((r) => r.uscc).sort()).toEqual(now.map((r) => r.uscc).sort());
    expect(await exported('enterprises', ['--at', '0'])).toBe('');
    // At every position an accident is what it was there: reported, supplemented, concluded.
    const versions = await hub.db
      .sql`select position::int p, deaths from hub.accident_history where uscc = ${hub.county.mine}
      union all select position::int, deaths from hub.accident where uscc = ${hub.county.mine} order by 1`;
    expect(versions.length).toBe(3);
    for (const { p, deaths } of versions) {
      const mine = (await known(hub.db, 'accidents', p)).filter((r) => r.uscc === hub.county.mine);
      expect(mine.map((r) => [Number(r.position), Number(r.deaths)])).toEqual([[p, deaths]]);
    }
  });

  it('has the API’s names as headers, and no cell that a spreadsheet takes for a formula', async () => {
    const csv = await exported('enterprises', ['--format', 'csv', '--at', String(before)]);
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {}).slice(0, 3)).toEqual(['uscc', 'name', 'entityType']);
    const row = rows.find((r) => r.uscc === sampleUscc(50));
    expect(row).toMatchObject({ name: "'@SUM(1+1)*cmd", entityType: "'-1", address: `'${FORMULA.replace('\n', ' ')}` });
    for (const r of rows) for (const value of Object.values(r)) expect(value).not.toMatch(/^[=+\-@\t\r]/);
    const text = fc.string({ unit: fc.constantFrom("'", '=', '-', '+', '@', 'a', '1'), maxLength: 6 });
    fc.assert(fc.property(text, (t) => void expect(unguarded(guarded(t))).toBe(t)));
    fc.assert(fc.property(text, (t) => void expect(guarded(t)).not.toMatch(/^[=+\-@]/)));
  });

  it('is of one provider where one is named', async () => {
    const all = records(await exported('ratings'));
    const own = await exported('ratings', ['--provider', 'CREDIT_OFFICE of the test']);
    expect(records(own)).toEqual(all);
    expect(await exported('ratings', ['--provider', 'OPERATOR of the test'])).toBe('');
  });

  it('says in one line that its reader has gone', async () => {
    const { code, signal, stderr } = await piped(['export', 'enterprises'], (child) => {
      child.stdout?.destroy();
    });
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(stderr).toMatch(/\nhub: whoever reads the output has gone; \d+ records were written\n$/);
  });

  it('says in one line that the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await piped(['export', 'enterprises', '--format', 'csv'], () => {}, full);
    closeSync(full);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nhub: no space is left where the output goes; 0 records were written\n$/);
  });

  it('cannot run for what there is not, and says so in one line', async () => {
    const wrong: [args: string[], reason: RegExp][] = [
      [['nothing'], /^hub: no register nothing; there is enterprises, /],
      [['ratings', '--at', '999999'], /^hub: position 999999 is ahead of the log/],
      [['ratings', '--at', 'now'], /^hub: now is not a position/],
      [['ratings', '--format', 'xml'], /^hub: no format xml/],
      [['ratings', '--provider', '无此机构'], /^hub: no agency is called 无此机构/],
    ];
    const runs = await Promise.all(wrong.map(([args]) => run(['export', ...args], { DATABASE_URL: hub.db.url })));
    for (const [i, [args, reason]] of wrong.entries()) {
      expect({ args, code: runs[i]?.code, stdout: runs[i]?.stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(runs[i]?.stderr).toMatch(reason);
    }
  });

  /** Runs the command with its stdout in the test's hands. */
  function piped(args: string[], work: (child: ReturnType<typeof spawn>) => void, stdout: number | 'pipe' = 'pipe') {
    const main = join(projectRoot, 'dist/src/cli/main.js');
    const env = cleanEnvironment({ DATABASE_URL: hub.db.url });
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', stdout, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (text) => {
      stderr += text;
    });
    work(child);
    return new Promise<{ code: number | null; signal: string | null; stderr: string }>((done) =>
      child.once('close', (code, signal) => done({ code, signal, stderr })),
    );
  }
});
