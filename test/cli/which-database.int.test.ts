import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { killLeftProcesses, serveProcess, startHubProcess } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';

/** Two terminals of one checkout: HUB_DATA_DIR is set in that of the hub, and not in the other, whose folder is empty. */
describe.sequential('a command beside a hub', { timeout: 120_000 }, () => {
  killLeftProcesses();
  const at = temporaryFolder();
  const data = at('hub data');
  const other = at('elsewhere');
  const own = join(other, '.hub');
  const running = { HUB_RUNNING_DIR: at('running'), HUB_SIGNING_KEYS: at('keys.json') };
  const first = { ...running, HUB_DATA_DIR: data };
  afterAll(() => {
    for (const pid of [...databaseOf(data), ...databaseOf(own)]) process.kill(pid, 'SIGKILL');
  });

  /** With everything that it says, the line about its database too. */
  async function terminal(args: string[], environment: Record<string, string> = running) {
    const process = startHubProcess(args, { PORT: '0', ...environment }, other);
    return { code: await process.ended, stdout: process.stdout(), stderr: process.stderr() };
  }
  const serve = (): ReturnType<typeof serveProcess> => serveProcess(['serve'], first);
  let hub: Awaited<ReturnType<typeof serve>>;
  const mend = `HUB_DATA_DIR='${data}' npx hub`;

  beforeAll(async () => {
    mkdirSync(other);
    writeFileSync(join(other, 'one.csv'), 'uscc,name\n91620621PDY00001X5,示范县红砂岗煤业有限责任公司\n');
    expect((await terminal(['migrate'], first)).code).toBe(0);
    hub = await serve();
  }, 120_000);

  it('imported into a second database that it had made: it makes none, and names the hub’s with the command for it', async () => {
    const commands = [
      ['import', 'enterprises', 'one.csv'],
      ['agency', 'list'],
      ['export', 'enterprises'],
      ['policy', 'list'],
      ['log', 'retain', '--keep', '1', '--dry-run'],
      ['verify'],
      ['serve'],
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await terminal(command);
      expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
      expect(stderr, command.join(' ')).toBe(
        `hub: there is no database in ${own}; the hub ${hub.url} runs on ${data}. For that one: ${mend} …\n`,
      );
    }
    const doctor = await terminal(['doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain(
      `FAIL database: there is no database in ${own}; the hub ${hub.url} runs on ${data}.`,
    );
    expect(existsSync(own)).toBe(false);
  });

  it.each(['keys list', 'keys rotate', 'verify'])('names the hub that runs elsewhere: %s', async (command) => {
    const { code, stdout, stderr } = await terminal(command.split(' '), {
      HUB_RUNNING_DIR: running.HUB_RUNNING_DIR,
      HUB_SIGNING_KEYS: '',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`the hub ${hub.url} runs on ${data}. For that one: ${mend} …`);
  });

  it('that would make an empty database says what it is about to do, and makes it with --new alone', async () => {
    const [migrate, start] = [await terminal(['migrate']), await terminal(['start'])];
    const said = (command: string) =>
      `hub: this would make a new database in ${own}, and the hub ${hub.url} runs on ${data}. ` +
      `For that one: HUB_DATA_DIR='${data}' ${command}; for a new one beside it: ${command === 'npm start' ? 'npm start --' : command} --new\n`;
    expect(migrate).toEqual({ code: 1, stdout: '', stderr: said('npx hub migrate') });
    expect(start).toEqual({ code: 1, stdout: '', stderr: said('npm start') });
    expect(existsSync(own)).toBe(false);

    const made = await terminal(['migrate', '--new']);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(`hub: database ${own}, on which no hub`) });
    expect(databaseOf(own)).toEqual([]);
  });

  it('names its database, whether a hub runs there, and the one that runs on another', async () => {
    const same = await terminal(['agency', 'list'], first);
    expect(same).toMatchObject({ code: 0, stderr: `hub: database ${data}, on which the hub ${hub.url} runs\n` });
    const beside = await terminal(['agency', 'list']);
    expect(beside).toMatchObject({
      code: 0,
      stderr: `hub: database ${own}, on which no hub of this checkout runs; the hub ${hub.url} runs on ${data}: ${mend} …\n`,
    });
    const asJson = await terminal(['agency', 'list', '--json'], first);
    expect(asJson).toEqual({ code: 0, stdout: '{"agencies":[]}\n', stderr: '' });
  });

  it('names a database of one’s own by its address, and never its password', async () => {
    const url = new URL((await testDatabase()).url);
    const { stderr } = await terminal(['agency', 'list'], { ...running, DATABASE_URL: url.href });
    expect(stderr).toContain(`hub: database postgres://${url.username}@${url.host}${url.pathname}, on which no hub`);
    expect(url.password).not.toBe('');
    expect(stderr).not.toContain(url.password);
  });

  it('is told how to reach a hub that runs on a database of one’s own', async () => {
    const url = new URL((await testDatabase()).url);
    const marked = { HUB_RUNNING_DIR: at('running too'), HUB_SIGNING_KEYS: at('keys too.json') };
    const away = await serveProcess(['serve'], { ...marked, DATABASE_URL: url.href });
    const name = `postgres://${url.username}@${url.host}${url.pathname}`;
    const { code, stderr } = await terminal(['agency', 'list'], { ...marked, HUB_DATA_DIR: at('none') });
    expect(code).toBe(1);
    expect(stderr).toContain(`the hub ${away.url} runs on ${name}. For that one: DATABASE_URL=${name} npx hub …`);
    expect(await away.stop()).toBe(0);
  });

  it('takes no killed hub for one that runs, nor a process that has its number by now', async () => {
    const marks = () => readdirSync(at('running'));
    expect(marks()).toEqual([`${hub.pid}.json`]);
    expect(await hub.stop('SIGKILL')).toBe('SIGKILL');
    const mark = JSON.parse(readFileSync(join(at('running'), `${hub.pid}.json`), 'utf8'));
    // This process has not begun when the hub did.
    writeFileSync(join(at('running'), `${process.pid}.json`), JSON.stringify({ ...mark, pid: process.pid }));
    const { stderr } = await terminal(['agency', 'list'], first);
    expect(stderr).toBe(`hub: database ${data}, on which no hub of this checkout runs\n`);
    expect(marks()).toEqual([]);

    hub = await serve();
    expect(marks()).toEqual([`${hub.pid}.json`]);
    expect(await hub.stop('SIGTERM')).toBe(0);
    expect(marks()).toEqual([]);
  });

  it('without any hub still says where there is no database, and how one is made', async () => {
    const { code, stderr } = await terminal(['agency', 'list'], { ...running, HUB_DATA_DIR: at('none') });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `hub: there is no database in ${at('none')}; check HUB_DATA_DIR, or make one: npm start, or an empty one: npx hub migrate\n`,
    );
    expect(existsSync(at('none'))).toBe(false);
  });
});
