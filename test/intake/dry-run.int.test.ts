import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportSummary } from '../../src/intake/core.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, sample, sampleOf } from '../kit/samples.js';
import { importWorld, listener, standOf, temporary } from './kit.js';

/** What a row of a random file says: of which record, and what about it. */
interface Said {
  record: number;
  says: 'least' | 'more' | 'wrong' | 'refused';
}
const said = fc.record({
  record: fc.nat(4),
  says: fc.constantFrom('least', 'more', 'least', 'more', 'wrong', 'refused') as fc.Arbitrary<Said['says']>,
});
const files = fc.record({
  before: fc.array(said, { minLength: 1, maxLength: 6 }),
  file: fc.array(said, { minLength: 1, maxLength: 14 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
});

const countsOf = ({ read, inserted, updated, unchanged, rejected }: ImportSummary) => ({
  ...{ read, inserted, updated, unchanged, rejected },
});

describe('a dry run', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  let made = 0;
  const home = sampleUscc(30_001);
  beforeAll(async () => {
    world = await importWorld();
    await world.run(file('home.csv', `uscc,name\n${home},绿洲建材厂\n`));
  });

  /** A row of a register's file, as NDJSON. */
  function rowOf(register: RegisterName, run: number, { record, says }: Said): string {
    const enterprise = register === 'enterprises';
    const own = sampleUscc(31_000 + run * 10 + record);
    const least = sampleOf(register, `D-${run}-${record}`, enterprise ? own : home);
    if (says === 'wrong') return '{"uscc": ';
    // What only the decision finds: a place that is none, an enterprise that the register does not have.
    if (says === 'refused')
      return JSON.stringify(enterprise ? { ...least, division: '990000' } : { ...least, uscc: sampleUscc(39_999) });
    const [[field, value] = []] = Object.entries(sample(register).more);
    return JSON.stringify(says === 'more' ? { ...least, [field as string]: value } : least);
  }

  it.each(REGISTER_NAMES)('of %s counts what the import then does, and writes nothing', async (register) => {
    const provider = await world.agency(providerOf(register));
    const load = (path: string, more: object) => world.run(path, { register, provider, ...more });
    await fc.assert(
      fc.asyncProperty(files, async ({ before, file: rows, batchSize }) => {
        const run = made++;
        const text = (all: Said[]) => all.map((one) => rowOf(register, run, one)).join('\n');
        await load(file(`${run}-before.ndjson`, text(before)), { batchSize });
        const path = file(`${run}.ndjson`, text(rows));
        const stand = await standOf(world.db);
        const report = listener();
        const dry = await load(path, { batchSize, dryRun: true, report });
        expect(await standOf(world.db)).toEqual(stand);
        expect(existsSync(`${path}.rejected.csv`)).toBe(false);
        expect(dry).toMatchObject({ dryRun: true, receipt: '', rejectedFile: null });
        const real = await load(path, { batchSize, report });
        expect(countsOf(dry)).toEqual(countsOf(real));
        expect(dry.faults).toEqual(real.faults);
        for (const { read, inserted, updated, unchanged, rejected } of [dry, real, ...report.states])
          expect(inserted + updated + unchanged + rejected).toBe(read);
        expect(dry.changes).toHaveLength(Math.min(10, real.inserted + real.updated));
      }),
      { numRuns: 6 },
    );
  });

  it('shows what would change, before and after, changed records before new ones, in the order of the file', async () => {
    const [a, b] = [sampleUscc(38_001), sampleUscc(38_002)];
    await world.run(file('a.csv', `uscc,name,address\n${a},甲厂,城东\n`));
    const mixed = file('b.csv', `uscc,name,address\n${b},乙厂,城南\n91620621PDY000010B,错码,\n${a},甲厂,城西\n`);
    const { changes, faults, warning } = await world.run(mixed, { dryRun: true });
    expect(changes).toMatchObject([
      { line: 4, record: a, outcome: 'UPDATED', fields: { address: { before: '城东', after: '城西' } } },
      { line: 2, record: b, outcome: 'INSERTED', fields: { name: { before: null, after: '乙厂' } } },
    ]);
    expect(Object.keys(changes[0]?.fields ?? {})).not.toContain('position');
    expect(faults).toMatchObject([{ line: 3, cell: 'A3', code: 'USCC_INNER_CHECK' }]);
    expect(warning).toMatch(
      /^1 of 3 rows \(33.3 %\) are rejected, 1 of them USCC_INNER_CHECK \(uscc：.*\), first in A3: uscc: /,
    );
  });

  it('decides a company that two agencies speak of as the import does, and documents of two agencies apart', async () => {
    const other = await world.agency('MARKET_REGULATION', '620600');
    const agencies = [world.market, other].map(({ agencyId, kind, name, divisionCode }) => ({
      ...{ agencyId, kind, name, divisionCode },
      disabled: false,
    }));
    const uscc = sampleUscc(38_100);
    const rows = [world.market, other, world.market].map(({ name }, i) => `${uscc},丙厂,第${i}号,${name}`);
    const path = file('two.csv', ['uscc,name,address,provider', ...rows].join('\n'));
    const options = { provider: null, agencies, batchSize: 1 };
    const dry = await world.run(path, { ...options, dryRun: true });
    expect(dry).toMatchObject({ inserted: 1, updated: 2, unchanged: 0, rejected: 0 });
    expect(countsOf(await world.run(path, options))).toEqual(countsOf(dry));
  });

  it('waits for nobody who writes, and nobody waits for it', async () => {
    const path = file('held.csv', `uscc,name\n${sampleUscc(38_200)},丁厂\n`);
    await world.db.transaction(async (orm) => {
      const { lockHead } = await import('../../src/exchange/head/head.store.js');
      await lockHead(orm, 5);
      expect(await world.run(path, { dryRun: true })).toMatchObject({ inserted: 1 });
    });
  });
});
