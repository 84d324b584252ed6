import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventReader, Lineage, writeLogCursor } from '../../src/exchange/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import {
  hub as command,
  killLeftProcesses,
  type Running,
  serveProcess,
  startHubProcess,
  startProcess,
} from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

describe('hub follow', { timeout: 240_000 }, () => {
  killLeftProcesses();
  const at = temporaryFolder();
  let writer: TestHub;
  let mine: TestDatabase;
  let serial = 2_000;
  beforeAll(async () => {
    writer = await startTestHub();
    mine = await testDatabase();
    writeFileSync(at('key'), `${writer.keys.OPERATOR}\n`);
  });
  const write = async (count: number): Promise<void> => {
    const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
    const r = Array.from({ length: count }, () => ({ uscc: sampleUscc(serial), name: `民勤县第${serial++}厂` }));
    await writer.dataOf(query, { key: writer.keys.MARKET_REGULATION, variables: { r } });
  };
  const log = async (): Promise<number[]> =>
    (await writer.db.sql`select position::int p from hub.event order by 1`).map((row) => row.p);
  const cursor = async (position: number): Promise<string> => new EventReader(writer.db).cursorAt(position);

  /** Positions of a file's whole lines. */
  const inFile = (file: string): number[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).position);
  const inTable = async (): Promise<number[]> =>
    (await mine.sql`select position::int p from hub_event order by seq`).map((row) => row.p);
  const has = (read: () => number[] | Promise<number[]>, count: number) =>
    until(async () => {
      try {
        return (await read()).length >= count;
      } catch {
        return false; // not there yet
      }
    });

  it('has every event exactly once in a file and in a table, whoever is killed when: the follower or its hub', async () => {
    let hub = await serveProcess(['serve'], { DATABASE_URL: writer.db.url, HUB_LINKAGE: '0' });
    const { port } = new URL(hub.url);
    const out = at('events.ndjson');
    const environment = { HUB_FOLLOW_DATABASE_URL: mine.url };
    const follow = (...more: string[]) =>
      startHubProcess(['follow', hub.url, '--key-file', at('key'), '--json', ...more], environment);
    const both = (): [Running, Running] => [follow('--out', out), follow('--database')];
    let [file, table] = both();
    for (let round = 0; round < 2; round++) {
      const writing = (async () => {
        for (let n = 0; n < 20; n++) await write(3);
      })();
      const before = (await log()).length;
      await Promise.all([has(() => inFile(out), before), has(inTable, before)]);
      await Promise.all([file.stop('SIGKILL'), table.stop('SIGKILL')]);
      // Killed between its lines and their cursor, and inside a line.
      if (round === 0) appendFileSync(out, '{"id":"1","position":1}\n{"id":"2","posi');
      [file, table] = both();
      if (round > 0) {
        await has(() => inFile(out), before + 10);
        await hub.stop('SIGKILL');
        hub = await serveProcess(['serve'], { DATABASE_URL: writer.db.url, HUB_LINKAGE: '0', PORT: port });
      }
      await writing;
    }
    const all = await log();
    await Promise.all([has(() => inFile(out), all.length), has(inTable, all.length)]);
    // A word to stop: what it has is kept, and it says what that is.
    expect([await file.stop('SIGTERM'), await table.stop('SIGINT')]).toEqual([0, 0]);
    expect(inFile(out)).toEqual(all);
    expect(await inTable()).toEqual(all);
    const end = await cursor(all.at(-1) as number);
    for (const { stdout } of [file, table]) expect(JSON.parse(stdout())).toMatchObject({ cursor: end });
    expect(JSON.parse(readFileSync(`${out}.state`, 'utf8'))).toMatchObject({ cursor: end });
    const [row] = await mine.sql`select type, subject, division, data from hub_event order by seq desc limit 1`;
    expect(row).toMatchObject({ type: 'enterprise.registered', subject: sampleUscc(serial - 1), division: '620621' });
    expect(row?.data).toMatchObject({ name: `民勤县第${serial - 1}厂` });
    await hub.stop('SIGKILL');
  });

  it('on stdout has events alone, those asked for, and says on stderr what it does', async () => {
    const from = (await log()).length;
    await write(2);
    const asked = [
      '--types',
      'enterprise.registered,accident.reported',
      '--divisions',
      '620621',
      '--state',
      at('place'),
    ];
    const run = (...more: string[]) =>
      startHubProcess(['follow', writer.url, ...asked, ...more], { HUB_FOLLOW_KEY: writer.keys.OPERATOR });
    const first = run('--after', await cursor(from));
    await first.until((text) => text.split('\n').length > 2);
    expect(await first.stop()).toBe(0);
    const lines = first.stdout().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).position)).toEqual([from + 1, from + 2]);
    expect(first.stderr()).toBe(
      `hub: following ${writer.url} behind ${await cursor(from)}\nhub: 2 events, up to ${await cursor(from + 2)}\n`,
    );
    await write(1);
    // It goes on where it was: `--after` counts where nothing was kept yet.
    const second = run('--after', await cursor(from));
    await second.until((text) => text.includes('\n'));
    await second.stop();
    expect(JSON.parse(second.stdout())).toMatchObject({ position: from + 3 });
  });

  it('says why it cannot go on, in one line with what to do, and tries nothing again', async () => {
    const run = (...args: string[]) =>
      command(['follow', writer.url, ...args], { HUB_FOLLOW_KEY: writer.keys.OPERATOR });
    const { id, lineage } = await new EventReader(writer.db).log();
    const oldest = writeLogCursor({ id, lineage }, 0);
    const elsewhere = new Lineage([{ ...lineage.current, id: '00000000' }], '00000000');
    const ahead = await run('--out', at('ahead'), '--after', writeLogCursor({ id, lineage: elsewhere }, 5));
    expect(ahead).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^hub: following .*\nhub: CURSOR_INVALID: .*begin anew elsewhere, behind \S+\n$/),
    });
    expect(ahead.stderr).toContain(`behind ${oldest}\n`);
    const wrong = await command(['follow', writer.url, '--json'], { HUB_FOLLOW_KEY: 'nonsense' });
    expect([wrong.code, JSON.parse(wrong.stdout).error.code]).toEqual([1, 'UNAUTHENTICATED']);
    expect(wrong.stdout).toContain('401');
    expect((await run('--types', 'no.such')).stderr).toMatch(/BAD_USER_INPUT: .*no\.such/);
    expect((await run('--out', at('x'), '--database', mine.url)).stderr).toMatch(/--database keeps events and cursor/);
    expect((await run('--database')).stderr).toMatch(/HUB_FOLLOW_DATABASE_URL/);
    expect((await command(['follow', 'hub.example'])).stderr).toMatch(/is not the address of a hub/);
  });

  it('ends where its database refuses it, and counts nothing up to nowhere', async () => {
    const url = new URL(mine.url);
    url.pathname = '/no_such';
    const refused = startHubProcess(['follow', `${writer.url}/graphql`, '--database', url.href]);
    expect([await refused.ended, refused.stdout(), refused.stderr()]).toEqual([
      1,
      '',
      'hub: database "no_such" does not exist; create it, or correct the database’s address\n',
    ]);
    const nowhere = startHubProcess(['follow', 'http://127.0.0.1:1']);
    await until(async () => nowhere.stderr().includes('again in'));
    expect([await nowhere.stop(), nowhere.stderr().split('\n').at(-2)]).toEqual([0, 'hub: 0 events']);
  });

  it('as the example alone says what is wrong in one line', async () => {
    const alone = async (args: string[], key = '') => {
      const running = startProcess(['scripts/examples/follow.mjs', ...args], { HUB_FOLLOW_KEY: key }, projectRoot);
      return { code: await running.ended, stderr: running.stderr() };
    };
    const usage = { code: 1, stderr: expect.stringMatching(/^usage: .*\n$/) };
    for (const args of [[], [writer.url], ['hub.example', at('z')]]) expect(await alone(args)).toEqual(usage);
    const wrong = await alone([writer.url, at('z')], 'nonsense');
    expect(wrong).toEqual({ code: 1, stderr: expect.stringMatching(/^\S+: 401 .*\n$/) });
  });

  it('refuses a file that is not as it left it', async () => {
    const out = at('altered.ndjson');
    const run = () => startHubProcess(['follow', writer.url, '--out', out], { HUB_FOLLOW_KEY: writer.keys.OPERATOR });
    writeFileSync(out, 'somebody else’s\n');
    const foreign = run();
    expect([await foreign.ended, foreign.stderr()]).toEqual([1, expect.stringMatching(/is there and .* is not/)]);
    expect(readFileSync(out, 'utf8')).toBe('somebody else’s\n');
    truncateSync(out);
    const one = run();
    await has(() => inFile(out), 3);
    // Two followers of one file.
    appendFileSync(out, 'another\n');
    await write(1);
    expect([await one.ended, one.stderr()]).toEqual([1, expect.stringMatching(/somebody else writes into it/)]);
    truncateSync(out, 10);
    const short = run();
    expect([await short.ended, short.stderr()]).toEqual([1, expect.stringMatching(/has 10 bytes, and .* speaks of/)]);
  });
});
