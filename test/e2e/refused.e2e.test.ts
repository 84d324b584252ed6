import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startEmbedded } from '../../db/embedded.js';
import { temporaryFolder } from '../kit/folder.js';
import { withDatabase } from '../kit/global-setup.js';
import { hub, killLeftProcesses, type Running, startHubProcess } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';

const at = temporaryFolder();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});
/** A port of this machine where each connection is handed to `each`. */
const listening = (each: (socket: Socket) => void): Promise<number> =>
  new Promise((done) => {
    const server = createServer((socket) => each(socket.on('error', () => {})));
    servers.push(server);
    server.unref().listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

/** The process ends by itself: the test waits for nothing else, and would be late where it did not. */
describe('a serve that cannot start ends at once with its reason', { timeout: 120_000 }, () => {
  killLeftProcesses();
  const data = at('data');
  beforeAll(async () => {
    expect((await hub(['migrate'], { HUB_DATA_DIR: data })).code).toBe(0);
    writeFileSync(at('damaged.json'), '{"keys":[]}', { mode: 0o600 });
    await (await startEmbedded(at('unmigrated'), { fsync: 'off' })).release();
    await (await startEmbedded(at('broken'), { fsync: 'off' })).release();
    appendFileSync(at('broken/pg/postgresql.auto.conf'), '\nnonsense = 1\n');
    mkdirSync(at('empty'));
  }, 120_000);
  afterAll(() => {
    for (const folder of [data, at('unmigrated'), at('broken')])
      for (const pid of databaseOf(folder)) process.kill(pid, 'SIGKILL');
  });

  it.each<[what: string, environment: () => Record<string, string> | Promise<Record<string, string>>, reason: RegExp]>([
    ['its port is taken', async () => ({ PORT: String(await listening(() => {})) }), /listen EADDRINUSE.*set PORT$/],
    ['its address is another machine’s', () => ({ HOST: '203.0.113.9' }), /EADDRNOTAVAIL.*set HOST/],
    ['its key file is damaged', () => ({ HUB_SIGNING_KEYS: at('damaged.json') }), /damaged\.json: is not a file of/],
    // node's mkdir never came back there, and no signal reached the process.
    [
      'its key file cannot be made',
      () => ({ HUB_SIGNING_KEYS: '/proc/none/keys.json' }),
      /\/proc\/none\/.*written: ENOENT/,
    ],
    [
      'a file is where its keys’ folder should be',
      () => ({ HUB_SIGNING_KEYS: '/dev/null/keys.json' }),
      /\/dev\/null\//,
    ],
    ['a setting is wrong', () => ({ HUB_MAX_DEPTH: 'deep' }), /wrong settings: HUB_MAX_DEPTH=deep/],
    ['there is no database', () => ({ HUB_DATA_DIR: at('empty') }), /there is no database in .*npx hub migrate$/],
    [
      'its database is not migrated',
      () => ({ HUB_DATA_DIR: at('unmigrated') }),
      /lacks \d+ migration.*npx hub migrate$/,
    ],
    ['its PostgreSQL does not start', () => ({ HUB_DATA_DIR: at('broken') }), /the embedded PostgreSQL did not start/],
    ['its data folder cannot be one', () => ({ HUB_DATA_DIR: '/dev/null' }), /there is no database in \/dev\/null/],
  ])('where %s, and stops the database that it started', async (_, given, reason) => {
    const environment = { HUB_DATA_DIR: data, PORT: '0', LOG_LEVEL: 'warn', ...(await given()) };
    const { code, stdout, stderr } = await hub(['serve'], environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim()).toMatch(reason);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    for (const folder of [data, environment.HUB_DATA_DIR]) expect(databaseOf(folder)).toEqual([]);
  });

  it('also the start of everything, where a port is taken', async () => {
    const environment = { HUB_DATA_DIR: data, LOG_LEVEL: 'warn', PORT: String(await listening(() => {})) };
    const { code, stderr } = await hub(['start', '--json'], environment);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(databaseOf(data)).toEqual([]);
  });

  const given = (port: number) => ({ DATABASE_URL: `postgres://hub:x@127.0.0.1:${port}/hub`, PORT: '0' });
  // They wait, each for its own database, and so wait together.
  it.concurrent.each<[what: string, each: (socket: Socket) => void, reason: RegExp]>([
    ['closes every connection', (socket) => socket.end(), /closes the connection without an answer|ECONNRESET/],
    [
      'closes each after its greeting',
      (socket) => socket.once('data', () => socket.end()),
      /closes the connection without/,
    ],
    ['breaks every connection off', (socket) => socket.resetAndDestroy(), /ECONNRESET.*DATABASE_URL/],
    ['says nothing', () => {}, /CONNECT_TIMEOUT.*DATABASE_URL|does not answer.*DATABASE_URL/],
  ])('where its database %s; it was asked again for ever', async (_, each, reason) => {
    const { code, stdout, stderr } = await hub(['serve'], given(await listening(each)));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(reason);
  });

  it.each([
    ['password', 'nobody-here', 'hub', /^hub: .*nobody-here.*; check the user and the password in DATABASE_URL\n$/],
    ['name', undefined, 'no_such', /^hub: database "no_such" does not exist; create it.*\n$/],
  ])(
    'where each of several hosts refuses its %s: it waited a minute for a promotion',
    async (_, user, name, reason) => {
      const url = new URL(withDatabase(inject('databaseUrl'), name));
      if (user) url.username = user;
      const several = url.href.replace(url.host, `${url.host},127.0.0.1:1`);
      const { code, stdout, stderr } = await hub(['serve'], { DATABASE_URL: several, PORT: '0' });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.replace(/^hub: the database .*\n/, '')).toMatch(reason);
      expect(stderr).not.toContain('waited');
    },
  );

  it('where its user may not read the log: the tail’s connection kept it alive, deaf to SIGTERM', async () => {
    const server = inject('databaseUrl');
    const id = randomBytes(6).toString('hex');
    const [name, role] = [`hub_${id}`, `half_${id}`];
    const admin = postgres(server, { max: 1, onnotice() {} });
    await admin.unsafe(`create database ${name} template template_hub`);
    await admin.unsafe(`create role ${role} login password 'half'`);
    try {
      const sql = postgres(withDatabase(server, name), { max: 1, onnotice() {} });
      await sql.unsafe(`grant usage on schema hub, hub_migrations to ${role}`);
      await sql.unsafe(`grant select on all tables in schema hub, hub_migrations to ${role}`);
      await sql.unsafe(`grant insert, update, delete on hub.clock_mark to ${role}`);
      await sql.unsafe(`revoke select on hub.log from ${role}`);
      await sql.end();
      const url = new URL(withDatabase(server, name));
      url.username = role;
      url.password = 'half';
      const { code, stderr } = await hub(['serve'], { DATABASE_URL: url.href, PORT: '0', LOG_LEVEL: 'warn' });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^hub: permission denied for .* log;/),
      });
    } finally {
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.unsafe(`drop role ${role}`);
      await admin.end();
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('leaves a database that says nothing at %s', async (signal) => {
    let asked = () => {};
    const connected = new Promise<void>((done) => {
      asked = done;
    });
    const running = startHubProcess(['serve'], given(await listening(() => asked())));
    await connected;
    expect(await running.stop(signal)).toBe(0);
    expect(running.stdout()).toBe('');
  });
});

/** The moments of a first start, in their order. */
describe('a start that is told to stop', { timeout: 120_000 }, () => {
  killLeftProcesses();
  const until = async (running: Running, test: () => boolean): Promise<void> => {
    while (!test()) {
      if (running.child.exitCode !== null) throw new Error(`ended before:\n${running.stderr()}`);
      await new Promise((done) => setTimeout(done, 2));
    }
  };
  it.each<[moment: string, come: (running: Running, folder: string) => boolean]>([
    ['before it said a word', () => true],
    ['when it has named its database', (running) => running.stderr().includes('hub: database ')],
    ['while its database starts', (_, folder) => databaseOf(folder).length > 0],
    ['when it has migrated', (running) => running.stderr().includes('database migrated')],
    ['while it loads the demonstration', (running) => running.stderr().includes('loading the demonstration')],
    ['when it serves', (running) => running.stdout().includes('GraphQL ')],
  ])('%s obeys, and its database is stopped', async (moment, come) => {
    const folder = at(moment.replaceAll(' ', '-'));
    const running = startHubProcess(['start'], { HUB_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' });
    try {
      await until(running, () => come(running, folder));
      // Before its first line the process may not have said yet that it wants to be asked.
      expect([0, ...(moment.startsWith('before') ? ['SIGTERM'] : [])]).toContain(await running.stop('SIGTERM'));
      expect(databaseOf(folder)).toEqual([]);
      expect(running.stderr()).not.toMatch(/\n {4}at /);
    } finally {
      for (const pid of databaseOf(folder)) process.kill(pid, 'SIGKILL');
    }
  });
});
