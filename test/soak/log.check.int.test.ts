import { beforeAll, describe, expect, it } from 'vitest';
import { checkLog } from '../../scripts/soak/log.check.js';
import type { Ledger } from '../../scripts/soak/messages.js';
import { sequenced } from '../../src/exchange/index.js';
import { draft } from '../exchange/log.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

describe('the soak’s check of the log', () => {
  let db: TestDatabase;
  const ledger = (more: Partial<Ledger> = {}): Ledger => ({
    committed: [
      ['1.1', 2, 2],
      ['2.1', 1, 3],
      ['1.2', 1, 4],
    ],
    rolledBack: ['2.2'],
    repeated: 0,
    refused: 0,
    failures: [],
    ...more,
  });
  const faultsOf = async (one: Ledger) => (await checkLog(db.sql, [one])).faults;

  beforeAll(async () => {
    db = await testDatabase();
    for (const [mark, count] of ledger().committed)
      await sequenced(db, async ({ append }) => {
        for (let i = 0; i < count; i++) append(draft({ mark, i }));
      });
  });

  it('finds nothing where writers and log agree', async () => {
    expect(await checkLog(db.sql, [ledger()])).toMatchObject({ events: 4, faults: [] });
  });

  it('finds a write that was answered and is not there, at another position, or with fewer events', async () => {
    const { committed } = ledger();
    expect(await faultsOf(ledger({ committed: [...committed, ['3.1', 1, 5]] }))).toEqual([
      '3.1: answered at position 5, not in the log',
    ]);
    const moved = committed.map(([mark, n, at]) => [mark, n, at + 1] as Ledger['committed'][number]);
    expect(await faultsOf(ledger({ committed: moved }))).toHaveLength(3);
    const grown = committed.map(([mark, n, at]) => [mark, n + 1, at] as Ledger['committed'][number]);
    expect(await faultsOf(ledger({ committed: grown }))).toHaveLength(3);
  });

  it('finds a write that was rolled back or that nobody knows of', async () => {
    expect(await faultsOf(ledger({ committed: ledger().committed.slice(1), rolledBack: ['1.1'] }))).toEqual([
      '1.1: rolled back, and in the log',
    ]);
    expect(await faultsOf(ledger({ committed: ledger().committed.slice(1) }))).toEqual([
      '1.1: in the log, and its writer does not know of it',
    ]);
  });

  it('finds what was altered or taken out, by the chain and the positions', async () => {
    await db.sql.unsafe('create table public.kept (like hub.event)');
    const unguarded = (statement: string) =>
      db.transaction(async (orm) => {
        await orm.execute('set local session_replication_role = replica');
        await orm.execute(statement);
      });
    const altered = async (statement: string, undo: string) => {
      await unguarded(statement);
      const faults = await faultsOf(ledger());
      await unguarded(undo);
      return faults;
    };
    expect(
      await altered(
        `update hub.event set data = replace(data, '"i":1', '"i": 1') where position = 2`,
        `update hub.event set data = replace(data, '"i": 1', '"i":1') where position = 2`,
      ),
    ).toEqual(['position 2 breaks the hash chain']);
    const faults = await altered(
      'with gone as (delete from hub.event where position = 3 returning *) insert into public.kept select * from gone',
      'insert into hub.event select * from public.kept',
    );
    expect(faults).toContain('position 4 follows 2');
    expect(faults).toContain('2.1: answered at position 3, not in the log');
  });
});
