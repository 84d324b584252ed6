import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type RunningHub, startHub, untilWritable } from '../../src/server/index.js';
import { afterFile } from '../kit/after-file.js';
import { type Answer, ask, codesOf, dataOf } from '../kit/ask.js';
import { cluster, type Server } from '../kit/cluster.js';
import { testSettings } from '../kit/hub.js';
import { hub as command, killLeftProcesses, startHubProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

killLeftProcesses();

/**
 * A primary and a standby. Named first, the standby was asked for ever; while neither could be written to, the hub said that it was ready and
 * failed each write as if it were broken.
 */
describe.sequential('a database of two servers', () => {
  let primary: Server;
  let standby: Server;
  let url: (...order: Server[]) => string;
  let hub: RunningHub;
  let market: string;
  let serial = 0;
  beforeAll(async () => {
    const made = await cluster(1);
    [primary, standby] = made.servers as [Server, Server];
    url = made.url;
    const db = connect({ url: url(primary), application: 'hub test' });
    const access = agencies(agencyStore(db));
    ({ key: market } = await access.add({ name: '市场监管局', kind: 'MARKET_REGULATION', divisionCode: null }));
    await db.close();
  });

  const SUBMIT = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted position } }';
  const write = (): Promise<Answer> => {
    const r = [{ uscc: sampleUscc(serial), name: `民勤县第${serial++}厂` }];
    return ask(hub.url, SUBMIT, { key: market, variables: { r } });
  };
  const read = (n = 0) => dataOf(hub.url, `{ enterprise(uscc: "${sampleUscc(n)}") { name } }`, { key: market });
  const ready = async () => {
    const response = await fetch(`${hub.url}/health/ready`);
    return { status: response.status, reason: ((await response.json()) as { reason?: string }).reason };
  };
  const positionOn = async (server: Server) => Number((await server.ask('select position from hub.head'))[0]?.position);

  it('is written to whichever is named first', async () => {
    for (const order of [
      [primary, standby],
      [standby, primary],
    ]) {
      const db = connect({ url: url(...order), application: 'hub test' });
      const [row] = await db.transaction(async (orm) => orm.execute('select pg_is_in_recovery() standby'));
      expect(row).toEqual({ standby: false });
      await db.close();
    }
    hub = await startHub({ settings: testSettings(), databaseUrl: url(standby, primary) });
    afterFile(() => hub.stop());
    expect(await ready()).toEqual({ status: 200 });
    expect((await write()).data.submitEnterprises).toMatchObject({ inserted: 1 });
    expect(await read()).toEqual({ enterprise: { name: '民勤县第0厂' } });
  });

  it('is not ready while neither can be written to: writes are UNAVAILABLE, reads go on over the standby', async () => {
    await until(async () => (await positionOn(standby)) === (await positionOn(primary)));
    await primary.kill();
    await until(async () => (await ready()).status === 503);
    expect((await ready()).reason).toBe('none of the databases can be written to: all are standbys, or do not answer');
    // The first may hear of the end of the connection that it was given.
    await until(async () => {
      const refused = await write();
      expect(codesOf(refused)).toEqual(['UNAVAILABLE']);
      return refused.errors[0]?.message === 'the hub cannot write anything down at the moment; try again shortly';
    });
    await until(() =>
      read().then(
        ({ enterprise }) => enterprise.name === '民勤县第0厂',
        () => false,
      ),
    );
  });

  it('a command says of each server why not; a hub that starts waits for one, and ends with one line', async () => {
    const both = url(primary, standby);
    const { code, stderr } = await command(['agency', 'list'], { DATABASE_URL: both });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `hub: no database can be written to: 127.0.0.1:${primary.port} does not answer (ECONNREFUSED); 127.0.0.1:${standby.port} is a standby; promote one, or correct DATABASE_URL\n`,
    );
    const said: string[] = [];
    await expect(untilWritable(both, (line) => said.push(line), { withinMs: 1 })).rejects.toThrow(/promote one$/);
    expect(said).toEqual([expect.stringMatching(/^hub: no database can be written to: .* It is waited for/)]);
  });

  it('goes on by itself behind a promotion, as a hub does that waited at its start', async () => {
    const waiting = startHubProcess(['serve', '--json'], {
      ...{ DATABASE_URL: url(primary, standby), PORT: '0', LOG_LEVEL: 'info' },
    });
    await until(() => waiting.stderr().includes('It is waited for up to 60 s'));
    expect(waiting.stdout()).toBe('');
    await standby.promote();
    await waiting.until((out) => out.includes('\n'));
    await until(async () => (await ready()).status === 200);
    // Whoever begins a transaction at the moment may still hear of the end of the old one.
    await until(async () => codesOf(await write()).length === 0);
    expect((await write()).data.submitEnterprises).toMatchObject({ inserted: 1 });
    expect(await read()).toEqual({ enterprise: { name: '民勤县第0厂' } });
    expect(await waiting.stop()).toBe(0);
  });

  it('writes to the one that was promoted, although the old primary comes back and says that it can be written to', async () => {
    await primary.start();
    const before = await positionOn(primary);
    const second = await startHub({ settings: testSettings(), databaseUrl: url(primary, standby) });
    const first = hub;
    for (const one of [first, second]) {
      hub = one;
      expect((await write()).data.submitEnterprises).toMatchObject({ inserted: 1 });
    }
    hub = first;
    await second.stop();
    expect(await positionOn(primary)).toBe(before);
  });
});
