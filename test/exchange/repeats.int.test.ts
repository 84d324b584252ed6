import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../src/intake/core.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { listener, temporary } from '../intake/kit.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, sample, sampleOf, tableOf } from '../kit/samples.js';
import { day, type OpenHub, openHub } from './open-hub.js';

/** What is compared of a record: its facts, without when and at which position they were recorded. */
const PROVENANCE = new Set(['id', 'position', 'received_at', 'recorded_at', 'version', 'valid_from', 'state_since']);

describe('one record several times in one file', () => {
  let hub: OpenHub;
  const file = temporary();
  const company = sampleUscc(1);
  const facts = async (register: RegisterName, where: Record<string, string>) => {
    const { sql } = hub.db;
    const [[column, value] = ['', '']] = Object.entries(where);
    const [row] = await sql`select * from ${sql(`hub.${tableOf(register)}`)} where ${sql(column)} = ${value}`;
    return Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => !PROVENANCE.has(name)));
  };
  let files = 0;
  const load = async (register: RegisterName, records: readonly object[], batchSize?: number) => {
    const importer = hub.rooms.importers[register];
    const provider = await hub.agency(providerOf(register));
    const path = file(`${++files}.ndjson`, records.map((r) => JSON.stringify(r)).join('\n'));
    return importFile({
      file: path,
      importer,
      db: hub.db,
      provider,
      report: listener(),
      ...(batchSize && { batchSize }),
    });
  };
  const position = async () => Number((await hub.db.sql`select position from hub.head`)[0]?.position);

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc: company, name: '绿洲建材厂' }]);
  });

  it.each(REGISTER_NAMES)(
    'of %s: each is a version the first time, and the same again changes nothing',
    async (register) => {
      const uscc = register === 'enterprises' ? sampleUscc(2) : company;
      const least = sampleOf(register, 'R-1', uscc);
      const [name, value] = Object.entries(sample(register).more).find(([, v]) => typeof v === 'string') as [
        string,
        string,
      ];
      const records = [least, { ...least, [name]: value }, { ...least, [name]: null }, { ...least, [name]: value }];
      expect(await load(register, records)).toMatchObject({ inserted: 1, updated: 3, unchanged: 0, rejected: 0 });
      const before = await position();
      expect(await load(register, records)).toMatchObject({ inserted: 0, updated: 0, unchanged: 4, rejected: 0 });
      expect(await position()).toBe(before);
    },
  );

  it('is found in a file too, however many rows lie between', async () => {
    const row = (n: number, name: string) => `${sampleUscc(n)},${name}`;
    const lines = [
      'uscc,name',
      row(10, '旧名'),
      ...[11, 12, 13, 14, 15].map((n) => row(n, `企业${n}`)),
      row(10, '新名'),
    ];
    lines.push(...[16, 17].map((n) => row(n, `企业${n}`)), row(10, '最新名'));
    const path = file('far.csv', lines.join('\n'));
    const run = async () => {
      const provider = await hub.agency('MARKET_REGULATION');
      const { importers } = hub.rooms;
      return importFile({
        file: path,
        importer: importers.enterprises,
        db: hub.db,
        provider,
        report: listener(),
        batchSize: 2,
      });
    };
    expect(await run()).toMatchObject({ read: 10, inserted: 8, updated: 2 });
    const before = await position();
    expect(await run()).toMatchObject({ read: 10, inserted: 0, updated: 0, unchanged: 10 });
    expect(await position()).toBe(before);
    // Another file has changed it since: what this one says is new again.
    await hub.submit('enterprises', [{ uscc: sampleUscc(10), name: '别名' }]);
    expect(await run()).toMatchObject({ updated: 3, unchanged: 7 });
    expect(await facts('enterprises', { uscc: sampleUscc(10) })).toMatchObject({ name: '最新名' });
  });

  it('is found among the records of an array on one line', async () => {
    const uscc = sampleUscc(30);
    const path = file('array.json', JSON.stringify(['旧名', '新名', '最新名'].map((name) => ({ uscc, name }))));
    const run = async () => {
      const provider = await hub.agency('MARKET_REGULATION');
      const importer = hub.rooms.importers.enterprises;
      return importFile({ file: path, importer, db: hub.db, provider, report: listener(), batchSize: 2 });
    };
    expect(await run()).toMatchObject({ inserted: 1, updated: 2 });
    expect(await run()).toMatchObject({ unchanged: 3, updated: 0 });
  });

  it('keeps what an earlier one alone says', async () => {
    const own = { uscc: sampleUscc(20), name: '甲' };
    await hub.submit('enterprises', [{ ...own, address: '一号' }]);
    // The last says nothing of the address: the first one’s is news, and stays.
    expect(await load('enterprises', [{ ...own, address: '二号' }, own])).toMatchObject({
      updated: 1,
      unchanged: 1,
    });
    expect(await facts('enterprises', { uscc: own.uscc })).toMatchObject({ address: '二号' });
  });

  it('keeps a record that says itself since when it holds', async () => {
    const own = { uscc: sampleUscc(21), name: '甲', registeredOn: '2015-01-01' };
    await hub.submit('enterprises', [{ ...own, validFrom: '2015-01-01' }]);
    const history = [
      { ...own, name: '乙', validFrom: '2018-01-01' },
      { ...own, name: '甲', validFrom: '2020-01-01' },
    ];
    expect(await load('enterprises', history)).toMatchObject({ updated: 2 });
    expect(await load('enterprises', history)).toMatchObject({ unchanged: 2 });
  });

  it('refuses a record that is wrong, whatever the others of it come to', async () => {
    const own = { uscc: sampleUscc(22), name: '甲' };
    await hub.submit('enterprises', [own]);
    const records = [{ ...own, registeredOn: day(3) }, { ...own, name: '乙' }, own];
    expect(await load('enterprises', records)).toMatchObject({ rejected: 1, updated: 0, unchanged: 2 });
  });

  it('ends where its records end when each is submitted by itself, and again changes nothing', async () => {
    let n = 100;
    const said = fc.record(
      {
        name: fc.constantFrom('甲', '乙'),
        address: fc.constantFrom('一号', '二号', null),
        status: fc.constantFrom('ACTIVE', 'REVOKED'),
      },
      { requiredKeys: ['name'] },
    );
    const which = fc.tuple(fc.integer({ min: 0, max: 2 }), said);
    await fc.assert(
      fc.asyncProperty(
        fc.array(which, { maxLength: 4 }),
        fc.array(which, { minLength: 1, maxLength: 12 }),
        async (first, batch) => {
          const [together, apart] = [n, n + 3];
          n += 6;
          const of = (base: number, records: typeof batch) =>
            records.map(([k, r]) => ({ uscc: sampleUscc(base + k), ...r }));
          await hub.submit('enterprises', of(together, first));
          await load('enterprises', of(together, batch), 3);
          for (const record of of(apart, [...first, ...batch])) await hub.submit('enterprises', [record]);
          for (const k of [0, 1, 2]) {
            const [a, b] = [together, apart].map((base) => facts('enterprises', { uscc: sampleUscc(base + k) }));
            const [{ uscc: _, ...one }, { uscc: __, ...other }] = [await a, await b] as [
              Record<string, unknown>,
              Record<string, unknown>,
            ];
            expect(one).toEqual(other);
          }
          expect(await load('enterprises', of(together, batch), 5)).toMatchObject({ inserted: 0, updated: 0 });
        },
      ),
      { numRuns: 25 },
    );
  });
});
