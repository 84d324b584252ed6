import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { everything, importInChild, importWorld, temporary } from './kit.js';
import { chineseCsv } from './sample.js';

const file = temporary();
const ROWS = 20_000;
/** Left to itself, V8 lets garbage lie as long as memory seems free, and the peak says more about that than about us. */
const HEAP = '--max-old-space-size=80';

describe('an import in a process of its own', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  let other: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
    other = await importWorld();
  });
  const count = async () => Number((await world.db.sql`select count(*) n from hub.enterprise`)[0]?.n);

  it('that is killed half-way and run again ends as one that was not', async () => {
    const source = file('killed.csv.gz', gzipSync(`${chineseCsv(ROWS)}\n短了\n`));
    const { child } = importInChild(world.db.url, world.market.name, source);
    const gone = once(child, 'exit');
    while ((await count()) < 2_000 && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    // The database may still be committing what the child had sent.
    await expect.poll(inFlight).toBe(0);
    const before = await count();
    expect(before).toBeGreaterThanOrEqual(2_000);
    expect(before).toBeLessThan(ROWS);
    expect(before % 2_000).toBe(0);
    expect(existsSync(`${source}.rejected.csv`)).toBe(false);

    expect(await importInChild(world.db.url, world.market.name, source).done).toMatchObject({
      read: ROWS + 1,
      inserted: ROWS - before,
      unchanged: before,
      rejected: 1,
      rejectedFile: `${source}.rejected.csv`,
    });
    await other.run(source);
    const rows = await everything(world.db);
    expect(rows).toHaveLength(ROWS);
    expect(rows).toEqual(await everything(other.db));
    expect(await world.db.sql`select 1 from hub.enterprise_history`).toHaveLength(0);
  });

  const inFlight = async () =>
    Number(
      (await world.db.sql`select count(*) n from pg_stat_activity where application_name = 'hub import child'`)[0]?.n,
    );
});

describe('the memory of an import', () => {
  it('does not grow with the file', async () => {
    const growth = async () => {
      const world = await importWorld();
      const peak = async (rows: number) => {
        const source = file(`${rows}.csv.gz`, gzipSync(chineseCsv(rows)));
        const { maxRssMb, inserted } = await importInChild(world.db.url, world.market.name, source, [HEAP]).done;
        return { maxRssMb, inserted };
      };
      const small = await peak(ROWS);
      const large = await peak(10 * ROWS);
      expect(small.inserted + large.inserted).toBe(10 * ROWS);
      return large.maxRssMb / small.maxRssMb;
    };
    // Where the processor is short, garbage waits to be collected, which only adds: the least of three is what an import needs.
    const seen: number[] = [];
    while (seen.length < 3 && !seen.some((one) => one < 1.2)) seen.push(await growth());
    expect(Math.min(...seen)).toBeLessThan(1.2);
  });
});
