import { existsSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readManifest } from '../../db/backup/manifest.js';
import { connect } from '../../db/client.js';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { told } from '../../scripts/examples/verify-receipt.mjs';
import { agencies, agencyStore } from '../../src/access/index.js';
import { exportRecords } from '../../src/exchange/index.js';
import { type AgencyKind, needsDivision } from '../../src/kernel/vocabulary.js';
import { openRegisters } from '../../src/server/core.js';
import { endDatabase } from '../e2e/fault-hub.js';
import { afterFile } from '../kit/after-file.js';
import { dataOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses, serveProcess, startHubProcess } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { receiver } from '../webhook/receiver.js';
import { ownDatabase, said } from './kit.js';

killLeftProcesses();
const at = temporaryFolder();
const REPORT = 'mutation ($i: AccidentInput!) { reportAccident(input: $i) { position } }';
const REGISTER = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted position } }';
const GRADE = 'mutation ($r: [GradingInput!]!) { submitGradings(records: $r) { inserted position } }';
const CHECK = 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "贷款") { outcome position receipt } }';
const FEED =
  'query ($after: Cursor) { events(after: $after, first: 500) { nodes { id type } pageInfo { endCursor hasNextPage } } }';

/**
 * The rehearsal of a disaster: an embedded hub is backed up while agencies write, webhooks deliver and the linkage decides; the process
 * that writes the backup is killed, and the one that restores it; then the copy is what the hub knew at one position.
 */
it('a running hub is backed up, and restored elsewhere as it was known at one position', async () => {
  const home = at('home');
  afterFile(() => endDatabase(home));
  const database = await startEmbedded(home, { fsync: 'off' });
  await migrateDatabase(database.url);
  const db = connect({ url: database.url, application: 'hub test' });
  const access = agencies(agencyStore(db));
  const add = async (kind: AgencyKind) =>
    (await access.add({ name: `${kind} of the test`, kind, divisionCode: needsDivision(kind) ? '100000' : null })).key;
  const market = await add('MARKET_REGULATION');
  const safety = await add('SAFETY_REGULATOR');
  const bank = await add('BANKING');
  const partner = await add('PARTNER');
  await db.close();
  const environment = { HUB_DATA_DIR: home, HUB_WEBHOOK_ALLOW: '127.0.0.0/8' };
  const serving = await serveProcess(['serve'], environment);
  const endpoint = await receiver();
  const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { webhook { id } } }';
  await dataOf(serving.url, create, { key: partner, variables: { input: { url: endpoint.url } } });

  let writing = true;
  const written = { accidents: 0, enterprises: 0 };
  const enterprise = (n: number) => ({ uscc: sampleUscc(n), name: `民勤县第${n}厂` });
  const submit = (query: string, key: string, r: object[]) => dataOf(serving.url, query, { key, variables: { r } });
  await submit(
    REGISTER,
    market,
    Array.from({ length: 20 }, (_, i) => enterprise(i)),
  );
  const writer = async (work: (i: number) => Promise<void>) => {
    for (let i = 0; writing; i++) await work(i);
  };
  const writers = [
    writer(async (i) => {
      const input = {
        uscc: sampleUscc(i % 20),
        division: '620621',
        documentNumber: `A-${i}`,
        category: 'FIRE',
        deaths: i % 4,
      };
      const i2 = { ...input, seriousInjuries: 1, occurredAt: `${day(-3)}T08:00:00.000+08:00` };
      await dataOf(serving.url, REPORT, { key: safety, variables: { i: i2 } });
      written.accidents++;
    }),
    writer(async (i) => {
      await submit(REGISTER, market, [enterprise(20 + i)]);
      const grading = {
        documentNumber: `G-${i}`,
        uscc: sampleUscc(20 + i),
        standard: 'GB/T 33000-2016',
        grade: 'GRADE_2',
      };
      await submit(GRADE, safety, [{ ...grading, issuedOn: day(-40), publishedOn: day(-30) }]);
      written.enterprises++;
    }),
  ];
  const cases = async () =>
    (await dataOf(serving.url, '{ restrictions(first: 1) { nodes { domain } } }')).restrictions.nodes;
  await until(async () => endpoint.received.length > 10 && written.enterprises > 5 && (await cases()).length > 0);
  const { creditCheck } = await dataOf(serving.url, CHECK, { key: bank, variables: { u: sampleUscc(1) } });
  const before = await dataOf(serving.url, FEED, { key: partner });

  // Killed while it writes: what it leaves is no backup, and the next one makes a whole one in its place.
  const folder = at('backup');
  const killed = startHubProcess(['backup', folder], environment);
  await until(() => existsSync(`${folder}.partial`));
  await killed.stop('SIGKILL');
  expect(existsSync(folder)).toBe(false);
  expect(() => readManifest(`${folder}.partial`)).toThrow('no whole backup');
  const seen = { ...written };
  const backup = await said(['backup', folder], environment);
  expect(backup).toMatchObject({ ok: true, keys: 'included', verified: true });
  // And they went on meanwhile.
  await until(() => written.accidents > seen.accidents && written.enterprises > seen.enterprises);
  writing = false;
  await Promise.all(writers);
  const { position } = backup;
  const exported = async (url: string) => {
    const copy = connect({ url, application: 'hub test' });
    const { ledgers } = await openRegisters(copy);
    const records: object[] = [];
    for (const ledger of Object.values(ledgers))
      for await (const some of exportRecords(copy.sql, ledger, { at: position })) records.push(...some);
    await copy.close();
    return records;
  };
  const original = await exported(database.url);
  expect(original.length).toBeGreaterThan(30);
  const [head] = await dataOf(serving.url, CHECK, { key: bank, variables: { u: sampleUscc(1) } }).then((d) => [
    d.creditCheck,
  ]);
  expect(head.position).toBeGreaterThan(position);
  expect(await serving.stop('SIGTERM')).toBe(0);
  await database.release();

  // Restored into an embedded database, by a process that is killed first, and into one of somebody's own, whose user owns it alone.
  const copy = at('copy');
  afterFile(() => endDatabase(copy));
  const embedded = { HUB_DATA_DIR: copy, HUB_WEBHOOK_ALLOW: '127.0.0.0/8' };
  const half = startHubProcess(['restore', folder], embedded);
  await until(() => half.stderr().includes('indexes'));
  await half.stop('SIGKILL');
  const own = {
    DATABASE_URL: await ownDatabase(),
    HUB_SIGNING_KEYS: at('own-keys.json'),
    HUB_WEBHOOK_ALLOW: '127.0.0.0/8',
  };
  for (const target of [embedded, own])
    expect(await said(['restore', folder], target)).toMatchObject({ ok: true, position, keys: 'BRING', fault: null });
  expect(await exported(own.DATABASE_URL)).toEqual(original);
  const restarted = await startEmbedded(copy, { fsync: 'off' });
  expect(await exported(restarted.url)).toEqual(original);
  expect(await hub(['verify', '--registers'], embedded)).toMatchObject({ code: 0 });
  await restarted.release();
  // What was signed before is proved by the restored keys, and what was handed out before is good.
  const again = await serveProcess(['serve'], own);
  const jwks = await (await fetch(`${again.url}/.well-known/jwks.json`)).json();
  expect(told(creditCheck.receipt, (jwks as { keys: object[] }).keys)).toBeDefined();
  const rest = await dataOf(again.url, FEED, { key: partner, variables: { after: before.events.pageInfo.endCursor } });
  const ids = [...before.events.nodes, ...rest.events.nodes].map((e: { id: string }) => e.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(rest.events.nodes.length).toBeGreaterThan(0);
  // Agencies keep their keys, the webhook's secret is open to the restored keyring, and the numbers go on.
  const delivered = endpoint.received.length;
  await dataOf(again.url, REGISTER, { key: market, variables: { r: [enterprise(90_000)] } });
  await until(
    () => endpoint.received.length > delivered && endpoint.received.at(-1)?.event.subject === sampleUscc(90_000),
  );
  expect(await again.stop('SIGTERM')).toBe(0);
  rmSync(folder, { recursive: true });
  expect(databaseOf(home)).toEqual([]);
});
