import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openKeyring } from '../../src/access/index.js';
import { verifyLog } from '../../src/exchange/index.js';
import { openRooms } from '../../src/server/rooms.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { until } from '../kit/until.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

describe('the linkage of a hub whose processes are killed', () => {
  killLeftProcesses();
  let hub: LinkageHub;
  const reported: string[] = [];
  beforeAll(async () => {
    // This one takes reports and decides nothing.
    hub = await linkageHub({ HUB_LINKAGE: false });
  });
  afterAll(() => {
    expect(reported.length).toBeGreaterThan(0);
  });
  const deciding = () => serveProcess(['serve'], { DATABASE_URL: hub.db.url });
  const report = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const uscc = await hub.enterprise();
      await hub.report(uscc);
      reported.push(uscc);
    }
  };
  /** Of every accident one case in force, four restrictions, thirteen notices, and the events of each. */
  const complete = async () => {
    await hub.settled();
    const { sql } = hub.db;
    const [cases] =
      await sql`select count(*)::int n, count(distinct uscc)::int of, min(state) state from hub.linkage_case`;
    expect(cases).toEqual({ n: reported.length, of: reported.length, state: 'IN_FORCE' });
    const [other] =
      await sql`select (select count(*)::int from hub.restriction) restrictions, (select count(*)::int from hub.notice) notices,
      (select count(*)::int from hub.linkage_case_history) versions,
      (select count(*)::int from hub.event where type = 'restriction.imposed') imposed, (select count(*)::int from hub.event where type = 'notice.issued') issued`;
    const n = reported.length;
    expect(other).toEqual({ restrictions: 4 * n, notices: 13 * n, versions: 0, imposed: n, issued: 13 * n });
  };

  it('loses nothing and doubles nothing, between turns, with two processes at once', async () => {
    await report(5);
    const [one, two] = await Promise.all([deciding(), deciding()]);
    const reporting = report(40);
    await new Promise((go) => setTimeout(go, 300));
    await one.stop('SIGKILL');
    await reporting;
    await complete();
    await two.stop('SIGKILL');
  });

  it('nor inside of a turn', async () => {
    const { sql } = hub.db;
    // Whoever decides stays where it keeps its facts, with the head in its hands, for as long as the gate is shut.
    await sql.unsafe(`create table public.gate (shut boolean);
      create function public.wait() returns trigger language plpgsql as $$ begin
        while exists (select from public.gate) loop perform pg_sleep(0.02); end loop;
        return new;
      end $$;
      create trigger gate before insert on hub.linkage_fact for each row execute function public.wait()`);
    const waits = async () =>
      (
        await sql`select count(*)::int n from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep' and query like '%hub.linkage_fact%'`
      )[0]?.n;
    for (let round = 0; round < 2; round++) {
      await sql`insert into public.gate values (true)`;
      await report(3);
      const process = await deciding();
      await until(async () => (await waits()) > 0);
      await process.stop('SIGKILL');
      await sql`delete from public.gate`;
      await until(async () => (await waits()) === 0);
    }
    const last = await deciding();
    await complete();
    await last.stop();
  });

  it('leaves registers and a log that agree', async () => {
    const { db } = hub;
    const rooms = await openRooms(db);
    const keyring = openKeyring(inject('signingKeys'));
    const report = await verifyLog({ db, keys: keyring.publicKeys(), ledgers: Object.values(rooms.ledgers) });
    expect(report).toMatchObject({ fault: null });
  });
});
