import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { dataOf } from '../kit/ask.js';
import { cleanEnvironment, hub, killLeftProcesses, type Running, startProcess } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** `npm start` as a user has it, over a data folder of the test's own; its story is told from top to bottom. */
describe.sequential('npm start', () => {
  // Only root may enter it, like a checkout below /root.
  const closed = mkdtempSync(join(tmpdir(), 'hub-start-'));
  const folder = join(closed, 'data');
  const environment = { HUB_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' };
  killLeftProcesses();
  afterAll(async () => {
    for (const pid of databaseOf(folder)) process.kill(pid, 'SIGKILL');
    await sleep(200);
    rmSync(closed, { recursive: true, force: true });
  });

  async function start(): Promise<Running & { url: string }> {
    const running = startProcess([join(projectRoot, 'scripts/start.mjs')], environment, projectRoot);
    await running.until((out) => out.includes('Ctrl-C stops'));
    const url = /^GraphQL +(\S+)\/graphql$/m.exec(running.stdout())?.[1] as string;
    return { ...running, url };
  }
  const keysOf = (running: Running) =>
    [...running.stdout().matchAll(/^ {2}([A-Z_]+) +(hub_\S+) {2}\S/gm)].map((m) => [m[1], m[2]]);
  const total = async (url: string) =>
    (await dataOf(url, '{ enterprises(first: 500) { nodes { uscc } } }')).enterprises.nodes.length;
  let present: Awaited<ReturnType<typeof start>>;
  let keys: unknown[] = [];
  let enterprises = 0;

  it('brings everything up, says where, and what to try first', async () => {
    present = await start();
    const text = present.stdout();
    for (const path of ['graphql', 'graphiql', 'health/ready', 'metrics']) {
      expect(text).toContain(`${present.url}/${path}`);
      expect((await fetch(`${present.url}/${path}?query={__typename}`)).status).toBe(200);
    }
    keys = keysOf(present);
    expect(keys.length).toBeGreaterThan(8);
    expect(present.stderr()).toContain('loading the demonstration county');
    expect(databaseOf(folder).length).toBeGreaterThan(0);
    enterprises = await total(present.url);
    expect(enterprises).toBeGreaterThan(20);
  });

  it('prints commands that answer as they are printed', async () => {
    const tries = [...present.stdout().matchAll(/curl -s (\S+) (.*)\\\n +-d '(.*)'$/gm)];
    expect(tries).toHaveLength(2);
    const answers = [];
    for (const [, url = '', options = '', body = ''] of tries) {
      const headers = Object.fromEntries([...options.matchAll(/-H '([^:]+): ([^']+)'/g)].map((m) => [m[1], m[2]]));
      const response = await fetch(url, { method: 'POST', headers, body });
      answers.push((await response.json()) as { data: never; errors: unknown });
    }
    expect(answers.map((a) => a.errors)).toEqual([undefined, undefined]);
    expect(JSON.stringify(answers[0])).toContain('煤业');
    expect(answers[1]).toMatchObject({ data: { creditCheck: { outcome: expect.stringMatching(/^[A-Z_]+$/) } } });
  });

  it('shows what followed from the county’s accidents, by the linkage alone', async () => {
    const query =
      '{ restrictions(first: 500) { nodes { status cause case { policy { code } causes { documentNumber } } } } }';
    const [, key] = (keys as [string, string][]).find(([kind]) => kind === 'LAND') as [string, string];
    const all = async (as?: string) => (await dataOf(present.url, query, { key: as })).restrictions.nodes;
    await until(async () => (await all()).length >= 8);
    const cause = '《民勤县2015年安全生产工作实施方案》规定的信用联动情形';
    const found = (documents: string[]) => ({
      status: 'IN_FORCE',
      cause,
      case: { policy: { code: 'minqin-2015' }, causes: documents.map((documentNumber) => ({ documentNumber })) },
    });
    expect(await all(key)).toContainEqual(found(['SG-2026-001']));
    // The accident is not published: the public learns of the restriction, and not of it.
    expect(await all()).toContainEqual(found([]));
    const notices = '{ notices(filter: { kind: RESTRICTION }) { nodes { status } } }';
    expect((await dataOf(present.url, notices, { key })).notices.nodes.length).toBeGreaterThan(1);
  });

  it('stops the hub and its PostgreSQL at Ctrl-C, which npm and the terminal both pass on', async () => {
    present.child.kill('SIGINT');
    await sleep(30);
    expect(await present.stop('SIGINT')).toBe(0);
    expect(databaseOf(folder)).toEqual([]);
    expect(present.stderr()).toContain('stopped; the data stays');
  });

  it('finds the data at the second start, and is not seeded again', async () => {
    present = await start();
    expect(await total(present.url)).toBe(enterprises);
    expect(keysOf(present)).toEqual(keys);
    expect(present.stderr()).not.toContain('loading');
    expect(readFileSync(join(folder, 'demonstration-keys.json'), 'utf8')).toContain((keys[0] as string[])[1]);
  });

  it('may be given twice at once on an empty folder: both serve one database, which is made and filled once', async () => {
    const own = mkdtempSync(join(tmpdir(), 'hub-twice-'));
    const twin = () =>
      startProcess([join(projectRoot, 'scripts/start.mjs')], { ...environment, HUB_DATA_DIR: own }, projectRoot);
    const both = [twin(), twin()];
    try {
      for (const one of both) await one.until((out) => out.includes('Ctrl-C stops'));
      const urls = both.map((one) => /^GraphQL +(\S+)\/graphql$/m.exec(one.stdout())?.[1] as string);
      expect(await Promise.all(urls.map(total))).toEqual([enterprises, enterprises]);
      expect(keysOf(both[0] as Running)).toEqual(keysOf(both[1] as Running));
      expect(databaseOf(own).length).toBeGreaterThan(0);
      expect(both.filter((one) => one.stderr().includes('loading the demonstration'))).toHaveLength(1);
      for (const one of both) expect(await one.stop('SIGINT')).toBe(0);
      expect(databaseOf(own)).toEqual([]);
    } finally {
      for (const pid of databaseOf(own)) process.kill(pid, 'SIGKILL');
      rmSync(own, { recursive: true, force: true });
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops with its PostgreSQL where npm is sent %s', async (signal) => {
    const own = mkdtempSync(join(tmpdir(), 'hub-npm-'));
    const data = join(own, 'data');
    const npm = spawn('npm', ['start'], {
      cwd: projectRoot,
      env: cleanEnvironment({ ...environment, HUB_DATA_DIR: data }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    try {
      const ended = new Promise((done) => npm.once('close', done));
      await new Promise<void>((done, fail) => {
        npm.once('close', () => fail(new Error('npm start ended')));
        npm.stdout.on('data', (text) => String(text).includes('Ctrl-C stops') && done());
      });
      expect(databaseOf(data).length).toBeGreaterThan(0);
      npm.kill(signal);
      await ended;
      expect(databaseOf(data)).toEqual([]);
    } finally {
      for (const pid of databaseOf(data)) process.kill(pid, 'SIGKILL');
      rmSync(own, { recursive: true, force: true });
    }
  });

  it('leaves the database running where the hub is killed, and the next start takes it over', async () => {
    const [postmaster] = readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n');
    expect(await present.stop('SIGKILL')).toBe('SIGKILL');
    await sleep(300);
    expect(databaseOf(folder)).toContain(Number(postmaster));
    present = await start();
    expect(databaseOf(folder)).toContain(Number(postmaster));
    expect(await total(present.url)).toBe(enterprises);
  });

  it('shares its database with a command, which leaves it running', async () => {
    const before = databaseOf(folder)[0];
    mkdirSync(join(closed, 'files'));
    const file = join(closed, 'files/new.csv');
    writeFileSync(file, `uscc,name\n${sampleUscc(4_321)},民勤县后来的厂\n`);
    const imported = await hub(
      ['import', 'enterprises', file, '--provider', '民勤县市场监督管理局', '--json'],
      environment,
    );
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({ inserted: 1 });
    expect(await total(present.url)).toBe(enterprises + 1);
    expect(databaseOf(folder)).toContain(before);
  });

  it('stops where its terminal is closed', async () => {
    expect(await present.stop('SIGHUP')).toBe(0);
    expect(databaseOf(folder)).toEqual([]);
    present = await start();
  });

  it('stops at SIGTERM too, and a command then starts and stops the database by itself', async () => {
    expect(await present.stop('SIGTERM')).toBe(0);
    expect(databaseOf(folder)).toEqual([]);
    const listed = await hub(['agency', 'list', '--json'], environment);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(listed.stdout).agencies.length).toBeGreaterThanOrEqual(keys.length);
    expect(databaseOf(folder)).toEqual([]);
  });

  it('says why there is no demonstration where a database has agencies of its own', async () => {
    const own = join(closed, 'own');
    const mine = { ...environment, HUB_DATA_DIR: own };
    await hub(['migrate'], mine);
    await hub(['agency', 'add', '--name', '甲', '--kind', 'LAND'], mine);
    const running = startProcess([join(projectRoot, 'scripts/start.mjs')], mine, projectRoot);
    await running.until((out) => out.includes('Ctrl-C stops the hub and its database.'));
    expect(running.stdout()).toMatch(/^No demonstration was loaded: this database has agencies of its own already\.$/m);
    expect(await running.stop()).toBe(0);
    expect(databaseOf(own)).toEqual([]);
  });
});
