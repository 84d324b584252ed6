import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { findEmbedded } from '../../db/embedded.js';
import { openKeyring } from '../../src/access/index.js';
import { afterFile } from '../kit/after-file.js';
import { ask, dataOf } from '../kit/ask.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { type Listening, listen } from '../push/listen.js';
import { type Receiver, receiver } from '../webhook/receiver.js';
import { endDatabase, expectUnavailable, type FaultHub, faultFolder, postmasterOf, stopped } from './fault-hub.js';

const at = temporaryFolder();
const folder = at('data');
afterFile(() => endDatabase(folder));
killLeftProcesses();

/** The embedded PostgreSQL killed: the hub never came back, and `doctor` started another one and said that all was well. */
describe.sequential('the embedded database is killed under its hubs', () => {
  let place: Awaited<ReturnType<typeof faultFolder>>;
  let starter: FaultHub;
  let adopter: FaultHub;
  let endpoint: Receiver;
  let subscription: Listening;
  const written: number[] = [];
  const settings = () => join(folder, 'pg/postgresql.auto.conf');
  const kill = () => process.kill(postmasterOf(folder), 'SIGKILL');
  const runsAgain = (one: FaultHub) => one.lines().filter((l) => l.msg === 'the embedded database runs again').length;
  const postmasters = () => databaseOf(folder).filter((pid) => pid === postmasterOf(folder));

  beforeAll(async () => {
    place = await faultFolder(folder, { HUB_WEBHOOK_ALLOW: '127.0.0.0/8', HUB_WEBHOOK_TIMEOUT_MS: '500' });
    starter = await place.serve();
    adopter = await place.serve();
    endpoint = await receiver();
    const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { webhook { id } } }';
    await dataOf(adopter.url, create, { key: place.market, variables: { input: { url: endpoint.url } } });
    const query = 'subscription { events { position } }';
    subscription = await listen({ url: adopter.url, query, key: place.market });
    written.push(...(await place.write(adopter.url, 3)));
  });

  /** Everything that was written has come to the subscriber in its order, and to the webhook. */
  const nothingLost = async () => {
    await subscription.until(written.length);
    expect(subscription.heard.map((h) => h.data.events.position)).toEqual(written);
    await until(() => new Set(endpoint.ids()).size >= written.length);
    // Behind the promotion below an id names the epoch, too.
    expect([...new Set(endpoint.ids().map((id) => Number(id.split('.')[0])))]).toEqual(written);
  };

  it('one of them starts it again, on the same port; webhooks and subscriptions go on without a loss', async () => {
    const port = readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[3];
    const before = postmasterOf(folder);
    kill();
    // The other may not have noticed, so soon is it back.
    await until(() => runsAgain(starter) + runsAgain(adopter) > 0);
    for (const one of [starter, adopter]) await one.untilReady();
    expect(postmasterOf(folder)).not.toBe(before);
    expect(readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[3]).toBe(port);
    expect(postmasters()).toHaveLength(1);
    await until(async () => (await starter.check()).data?.creditCheck?.outcome === 'CLEAR');
    written.push(...(await place.write(starter.url, 2)), ...(await place.write(adopter.url, 2)));
    await nothingLost();
    const told = (one: FaultHub) => one.lines().filter((l) => l.msg.startsWith('the embedded database has died'));
    for (const one of [starter, adopter]) expect(told(one).length).toBe(runsAgain(one));
  });

  it('one that has found it running starts it again where the starter is gone', async () => {
    expect(await starter.stop('SIGKILL')).toBe('SIGKILL');
    const before = runsAgain(adopter);
    kill();
    await until(() => runsAgain(adopter) === before + 1);
    await adopter.untilReady();
    written.push(...(await place.write(adopter.url, 2)));
    await nothingLost();
  });

  it('while it cannot be started, each answer is UNAVAILABLE, the cause is told once, and doctor starts nothing', async () => {
    const before = readFileSync(settings(), 'utf8');
    appendFileSync(settings(), '\nnonsense = 1\n');
    kill();
    await until(async () => (await adopter.ready()).status === 503);
    for (let i = 0; i < 3; i++) expectUnavailable(await adopter.check());
    await until(() => adopter.lines().some((l) => l.msg.includes('could not be started')));
    expect((await adopter.ready()).reason).toBe('the embedded database is down; the hub starts it again');
    const { code, stdout } = await hub(['doctor'], place.environment);
    expect(code).toBe(1);
    expect(stdout).toContain(`FAIL hub: ${adopter.url} is not ready: the embedded database is down`);
    expect(stdout).toMatch(
      /^FAIL database: .* is down, and a hub runs on it \(process \d+\) – the hub starts it again/m,
    );
    expect(databaseOf(folder).filter((pid) => pid === postmasterOf(folder))).toEqual([]);

    writeFileSync(settings(), before);
    await adopter.untilReady();
    await until(async () => (await adopter.check()).data?.creditCheck?.outcome === 'CLEAR');
    const well = await hub(['doctor'], place.environment);
    expect(well).toMatchObject({ code: 0, stdout: expect.stringContaining(`ok   hub: ${adopter.url} is ready`) });
    written.push(...(await place.write(adopter.url, 1)));
    await nothingLost();
    await until(() => adopter.lines().some((l) => l.msg.startsWith('well again') && l.fault === 'AWAY'));
    // Three deaths, and each of them one fault, however many requests and workers met it.
    expect(adopter.told('AWAY').length).toBeLessThanOrEqual(3);
    expect(adopter.lines().filter((l) => l.level >= 40).length).toBeLessThanOrEqual(10);
  });

  it('as a standby it is read-only, which is told, and writes again when it is promoted', async () => {
    writeFileSync(join(folder, 'pg/standby.signal'), '');
    kill();
    await until(async () => (await adopter.ready()).reason === 'the database is read-only, as a standby is');
    await until(async () => (await adopter.check()).errors.length > 0);
    expectUnavailable(await adopter.check());
    expect(adopter.told('READ_ONLY')).toHaveLength(1);
    const sql = postgres(findEmbedded(folder) as string, { max: 1, onnotice() {} });
    await sql`select pg_promote()`;
    await sql.end();
    await adopter.untilReady();
    await until(async () => (await adopter.check()).data?.creditCheck?.outcome === 'CLEAR');
    // A promotion is a new epoch of the log, which says so before anything else.
    written.push((written.at(-1) as number) + 1, ...(await place.write(adopter.url, 1)));
    await nothingLost();
  });

  it('a file of keys that is another hub’s signs nothing, which is told once; checks go on', async () => {
    const file = join(folder, 'signing-keys.json');
    const text = readFileSync(file, 'utf8');
    const receipt = () =>
      ask(adopter.url, `{ creditCheck(uscc: "${sampleUscc(0)}") { outcome receipt } }`, { key: place.bank });
    expect((await receipt()).errors).toEqual([]);
    writeFileSync(file, anotherHubsKeys());
    await until(async () => (await adopter.ready()).reason === 'the signing keys cannot be used');
    const { errors } = await receipt();
    expect(errors.map((e) => e.extensions)).toEqual([{ code: 'UNAVAILABLE', requestId: expect.any(String) }]);
    expect((await adopter.check()).data).toEqual({ creditCheck: { outcome: 'CLEAR' } });
    const told = adopter.told('KEYS');
    expect(told).toHaveLength(1);
    expect(told[0]?.cause).toContain(file);
    writeFileSync(file, text);
    await adopter.untilReady();
    expect((await receipt()).errors).toEqual([]);
    await until(() => adopter.lines().filter((l) => l.fault === 'KEYS' && l.level < 40).length === 1);
  });

  it('one that takes too long to answer is left at Ctrl-C', async () => {
    await subscription.stop();
    const all = databaseOf(folder);
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    try {
      expect((await adopter.ready()).reason).toBe('the database does not answer in time');
      const asked = adopter.check().catch(() => null);
      await stopped(adopter);
      await asked;
    } finally {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    }
    expect(adopter.lines().map((l) => l.msg)).toContain('stopped');
    // It was told to stop, and does when it can.
    await until(() => databaseOf(folder).length === 0);
  });

  it('Ctrl-C while it is down, and cannot be started, ends the hub and leaves nothing that runs', async () => {
    const one = await place.serve();
    const before = readFileSync(settings(), 'utf8');
    appendFileSync(settings(), '\nnonsense = 1\n');
    kill();
    await until(() => one.lines().some((l) => l.msg.includes('could not be started')));
    writeFileSync(settings(), before);
    await stopped(one);
    expect(one.lines().at(-1)?.msg).toBe('stopped');
    await until(() => databaseOf(folder).length === 0);
  });

  it('one whose connections are used up is told, and Ctrl-C leaves it to those who use them', async () => {
    const one = await place.serve();
    const url = findEmbedded(folder) as string;
    const others: postgres.Sql[] = [];
    for (let open = true; open; ) {
      const sql = postgres(url, { max: 1, onnotice() {} });
      open = await sql`select 1`.then(
        () => true,
        (error) => error.code !== '53300',
      );
      if (open) others.push(sql);
      else await sql.end();
    }
    await until(async () => (await one.ready()).reason === 'the database takes no more connections');
    const answer = await one.check();
    if (answer.errors.length > 0) expectUnavailable(answer);
    expect(one.told('CONNECTIONS')).toHaveLength(1);
    await others.pop()?.end();
    await one.untilReady();
    for (let i = 0; i < 3; i++) others.push(postgres(url, { max: 1, onnotice() {} }));
    await Promise.allSettled(others.map((sql) => sql`select 1`));
    await stopped(one);
    expect(postmasters()).toHaveLength(1);
    await Promise.all(others.map((sql) => sql.end()));
    expect(await hub(['verify'], place.environment)).toMatchObject({ code: 0 });
    await until(() => databaseOf(folder).length === 0);
  });
});

/** The file of keys of a hub that has nothing to do with this one. */
function anotherHubsKeys(): string {
  const file = at('another.json');
  openKeyring(file);
  return readFileSync(file, 'utf8');
}
