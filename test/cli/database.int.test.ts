import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withDatabase } from '../kit/global-setup.js';
import { hub, killLeftProcesses, serveProcess, startHubProcess } from '../kit/process.js';

/** The commands over a PostgreSQL that is somebody's own: an empty database to begin with. */
describe('a database of one’s own', () => {
  killLeftProcesses();
  const server = inject('databaseUrl');
  const name = `hub_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice() {} });
  const url = withDatabase(server, name);
  const environment = { DATABASE_URL: url, PORT: '0' };
  beforeAll(async () => {
    await admin.unsafe(`create database ${name} encoding 'UTF8' template template0`);
  });
  afterAll(async () => {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  });
  const count = async () => {
    const sql = postgres(url, { max: 1, onnotice() {} });
    const [row] =
      await sql`select (select count(*)::int from hub.enterprise) enterprises, (select count(*)::int from hub.agency) agencies`;
    await sql.end();
    return row;
  };

  it('is refused without its migrations, with the command that mends it, and is left as it is', async () => {
    const commands = [['serve'], ['start'], ['agency', 'list'], ['serve', '--subgraph', 'grading']];
    for (const { code, stdout, stderr } of await Promise.all(commands.map((args) => hub(args, environment)))) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^hub: the database lacks \d+ migration\(s\): .*\. Run: npx hub migrate\n$/);
    }
    const doctor = await hub(['doctor', '--json'], environment);
    expect(doctor.code).toBe(1);
    const findings = JSON.parse(doctor.stdout).findings;
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'migrations', ok: false, mend: 'npx hub migrate' }),
    );
    const sql = postgres(url, { max: 1 });
    expect(await sql`select 1 from pg_namespace where nspname = 'hub'`).toHaveLength(0);
    await sql.end();
  });

  it('is migrated once, also by two at a time, and says so', async () => {
    const both = await Promise.all([hub(['migrate', '--json'], environment), hub(['migrate', '--json'], environment)]);
    const results = both.map(({ code, stdout, stderr }) => ({ code, stderr, ...JSON.parse(stdout) }));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual([0, 0].map((code) => ({ code, stderr: '' })));
    expect(results.map((r) => r.applied.length > 0).sort()).toEqual([false, true]);
    expect(results.map((r) => r.reference).sort()).toEqual([false, true]);
    const again = await hub(['migrate'], environment);
    expect(again).toEqual({ code: 0, stdout: 'nothing to do: the database is current\n', stderr: '' });
  });

  it('is served and not seeded; what is printed is one object on stdout, and log lines on stderr', async () => {
    const running = await serveProcess(['serve'], { ...environment, LOG_LEVEL: 'debug' });
    expect(JSON.parse(running.stdout())).toEqual({ url: running.url, graphql: `${running.url}/graphql` });
    const response = await fetch(`${running.url}/graphql?query={enterprises{nodes{uscc}}}`);
    expect(await response.json()).toEqual({ data: { enterprises: { nodes: [] } } });
    expect(await running.stop('SIGTERM')).toBe(0);
    expect(running.stdout().trim().split('\n')).toHaveLength(1);
    const log = running
      .stderr()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const named = expect.stringMatching(/^database postgres:.*, on which no hub of this checkout runs/);
    expect(log.map((l) => l.msg)).toEqual([named, 'listening', 'request', 'stopping', 'stopped']);
    expect(log[2]).toMatchObject({ outcome: 'ok', status: 200, requestId: response.headers.get('x-request-id') });
    expect(await count()).toEqual({ enterprises: 0, agencies: 0 });
  });

  it('is not seeded by start either, which prints lines for people without --json', async () => {
    const running = startHubProcess(['start'], environment);
    await running.until((out) => out.includes('Ctrl-C'));
    expect(running.stdout()).toMatch(/^GraphQL {3}http:\/\/127\.0\.0\.1:\d+\/graphql$/m);
    expect(running.stdout()).not.toContain('hub_');
    expect(running.stdout()).toMatch(
      /^No demonstration was loaded: DATABASE_URL is .*\nAdd an agency .*npx hub agency add/m,
    );
    expect(running.stdout()).toContain('Ctrl-C stops the hub; the database is yours.');
    expect(await running.stop()).toBe(0);
    expect(await count()).toEqual({ enterprises: 0, agencies: 0 });
  });

  it('is found well by the doctor once an agency has a key', async () => {
    const before = await hub(['doctor'], environment);
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('FAIL keys: no agency has a key – npx hub agency add --help');
    await hub(['agency', 'add', '--name', '甲', '--kind', 'LAND'], environment);
    const after = await hub(['doctor'], environment);
    expect(after).toMatchObject({ code: 0, stderr: '' });
    const checks = after.stdout
      .trim()
      .split('\n')
      .map((line) => /^(?:ok {3}|warn (?=holidays))(\w+): \S/.exec(line)?.[1]);
    expect(checks).toEqual([
      'settings',
      'port',
      'database',
      'encoding',
      'migrations',
      'clock',
      'keys',
      'signing',
      'holidays',
    ]);
  });

  it('that cannot take the migrations is one line with what mends it, and nobody is sent to migrate it', async () => {
    const user = `user_${randomBytes(6).toString('hex')}`;
    const latin = `latin_${user}`;
    const closed = `closed_${user}`;
    await admin.unsafe(`create role ${user} login password 'x'`);
    await admin.unsafe(
      `create database ${latin} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' locale_provider 'libc' template template0`,
    );
    await admin.unsafe(`create database ${closed} encoding 'UTF8' template template0`);
    const asUser = new URL(withDatabase(server, closed));
    Object.assign(asUser, { username: user, password: 'x' });
    try {
      for (const [address, line] of [
        [
          withDatabase(server, latin),
          /^hub: the encoding of the database latin_\w+ is LATIN1, .*CREATE DATABASE .*\n$/,
        ],
        [
          asUser.href,
          /^hub: the user user_\w+ may not create .*GRANT CREATE ON DATABASE "closed_\w+" TO "user_\w+"\n$/,
        ],
      ] as const) {
        for (const command of [['migrate'], ['serve'], ['agency', 'list']]) {
          const { code, stdout, stderr } = await hub(command, { DATABASE_URL: address, PORT: '0' });
          expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
          expect(stderr).toMatch(line);
          expect(stderr).not.toContain('hub migrate');
        }
      }
    } finally {
      await admin.unsafe(`drop database ${latin}`);
      await admin.unsafe(`drop database ${closed}`);
      await admin.unsafe(`drop role ${user}`);
    }
  });

  it('does not take the blame for a HOST that does not resolve', async () => {
    expect(await hub(['serve'], { ...environment, HOST: 'no-such-host.invalid' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'hub: HOST=no-such-host.invalid is no address of this machine and no name that resolves; correct HOST\n',
    });
  });

  it('that cannot be reached, and a port that is taken, are one line with exit 1', async () => {
    const closed = 'postgres://127.0.0.1:1/none';
    const [away, doctor, unknown, taken, subgraph, wrong] = await Promise.all([
      hub(['agency', 'list'], { DATABASE_URL: closed }),
      hub(['doctor'], { DATABASE_URL: closed, PORT: new URL(server).port }),
      hub(['migrate'], { DATABASE_URL: withDatabase(server, 'none_such') }),
      hub(['serve'], { ...environment, PORT: new URL(server).port }),
      hub(['serve', '--subgraph', 'nope'], environment),
      hub(['serve', '--json'], { PORT: 'abc' }),
    ]);
    expect(away).toEqual({
      code: 1,
      stdout: '',
      stderr: 'hub: connect ECONNREFUSED 127.0.0.1:1; check DATABASE_URL, and that the database runs\n',
    });
    expect(doctor?.code).toBe(1);
    expect(doctor?.stdout).toMatch(
      /^FAIL port: 127\.0\.0\.1:\d+ EADDRINUSE – .*PORT\nFAIL database: .*DATABASE_URL.*\n$/m,
    );
    expect(unknown).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^hub: database "none_such" .*\n$/),
    });
    expect(taken).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^hub: listen EADDRINUSE.*set PORT\n$/),
    });
    expect(subgraph?.stderr).toMatch(/^hub: there is no subgraph nope; there is reference, .*\n$/);
    expect(JSON.parse(wrong?.stdout ?? '')).toEqual({ error: { message: expect.stringContaining('PORT=abc') } });
  });
});
