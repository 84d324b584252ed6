import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../src/intake/core.js';
import { filled } from '../../src/kernel/left-out.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { listener, temporary } from '../intake/kit.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, sample, sampleOf, tableOf } from '../kit/samples.js';
import { day, type OpenHub, openHub, SUBMIT } from './open-hub.js';

describe('what a record leaves out', () => {
  let hub: OpenHub;
  const file = temporary();
  const uscc = sampleUscc(1);
  const required = (register: RegisterName) =>
    sampleOf(register, 'L-1', register === 'enterprises' ? sampleUscc(2) : uscc);

  const importOf = async (register: RegisterName, name: string, content: string) => {
    const importer = hub.rooms.importers[register];
    const provider = await hub.agency(providerOf(register));
    const at = file(name, content);
    return importFile({ file: at, importer, db: hub.db, provider, report: listener() });
  };
  const submit = async (register: RegisterName, record: object) => {
    const provider = await hub.agency(providerOf(register));
    await hub.send(register, record, provider);
  };
  const stored = async (register: RegisterName) => {
    const { sql } = hub.db;
    const [row] = await sql`select * from ${sql(`hub.${tableOf(register)}`)} where uscc = ${required(register).uscc}`;
    return row as Record<string, unknown>;
  };

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '绿洲建材厂' }]);
  });

  it.each(REGISTER_NAMES)(
    'stays in %s: the same file again, after the API said more, changes nothing',
    async (register) => {
      const { more, cleared } = sample(register);
      const least = required(register);
      const header = Object.keys(least);
      const csv = `${header.join(',')}\n${Object.values(least).join(',')}\n`;
      const flat = Object.keys(more).filter((k) => k !== 'fiveImplementations');
      const blank = `${[...header, ...flat].join(',')}\n${Object.values(least).join(',')}${',N/A'.repeat(flat.length)}\n`;
      expect(await importOf(register, `${register}.csv`, csv)).toMatchObject({ inserted: 1, rejected: 0 });
      await submit(register, { ...least, ...more });
      const full = await stored(register);
      const files = [
        [`${register}.csv`, csv],
        [`${register}-blank.csv`, blank],
        [`${register}.ndjson`, `${JSON.stringify(least)}\n`],
      ] as const;
      for (const [name, content] of files)
        expect(await importOf(register, name, content), name).toMatchObject({ unchanged: 1, updated: 0, rejected: 0 });
      // Interpreted and compiled alike.
      for (let i = 0; i < 3; i++) await submit(register, least);
      expect(await stored(register)).toEqual(full);
      const nulls = Object.fromEntries(Object.keys(more).map((k) => [k, null]));
      await submit(register, { ...least, ...nulls });
      expect(await stored(register)).toMatchObject(cleared);
      await submit(register, { ...least, ...more });
      const ndjson = `${JSON.stringify({ ...least, ...nulls })}\n`;
      expect(await importOf(register, `${register}-null.ndjson`, ndjson)).toMatchObject({ updated: 1, rejected: 0 });
      expect(await stored(register)).toMatchObject(cleared);
    },
  );

  it('is what held then, where a correction names an earlier day', async () => {
    const own = { uscc: sampleUscc(3), name: '甲' };
    await submit('enterprises', { ...own, registeredOn: '2015-01-01', address: '旧址' });
    await submit('enterprises', { ...own, validFrom: '2020-01-01', address: '新址' });
    await submit('enterprises', { ...own, name: '乙', validFrom: '2017-01-01' });
    const at = 'query ($u: USCC!, $on: Date) { enterprise(uscc: $u, validOn: $on) { name address } }';
    const on = async (day: string | null) => (await hub.run(at, { u: own.uscc, on: day })).enterprise;
    expect(await on('2018-01-01')).toEqual({ name: '乙', address: '旧址' });
    expect(await on(null)).toEqual({ name: '甲', address: '新址' });
  });

  it('must go together with what is said: a revocation with its reason, a validity with its issue', async () => {
    const own = { ...sampleOf('gradings', 'L-2', sampleUscc(2)), issuedOn: day(-100) };
    const outcome = async (record: object) => {
      const { results } = (await hub.run(SUBMIT.gradings, { r: [record] }, await hub.agency(providerOf('gradings'))))
        .submitGradings;
      return results[0].code ?? results[0].status;
    };
    expect(await outcome(own)).toBe('INSERTED');
    expect(await outcome({ ...own, revokedOn: day(-1) })).toBe('REVOCATION');
    expect(await outcome({ ...own, revokedOn: day(-1), revocationReason: '事故' })).toBe('UPDATED');
    expect(await outcome({ ...own, revokedOn: day(-2) })).toBe('UPDATED');
    expect(await outcome({ ...own, revokedOn: null })).toBe('REVOCATION');
    // Three years from issue, and the issue was misread: the validity follows it.
    expect(await outcome({ ...own, issuedOn: day(-110) })).toBe('UPDATED');
    expect(await outcome({ ...own, issuedOn: day(-110), validUntil: day(50) })).toBe('UPDATED');
    expect(await outcome({ ...own, issuedOn: day(-111) })).toBe('UPDATED');
    const [row] = await hub.db.sql`select valid_until::text v from hub.grading where document_number = 'L-2'`;
    expect(row?.v).toBe(day(50));
  });

  it('never outlives what is said: for every field, the record’s own word, else what stands', () => {
    const value = fc.option(fc.string(), { nil: null });
    const said = fc.record({ a: fc.option(value, { nil: undefined }), b: fc.option(value, { nil: undefined }) });
    fc.assert(
      fc.property(said, fc.option(fc.record({ a: value, b: value }), { nil: undefined }), (record, standing) => {
        const row = filled(record, standing);
        for (const field of ['a', 'b'] as const) {
          const word = record[field];
          expect(row[field]).toBe(word === undefined ? (standing?.[field] ?? null) : word);
        }
      }),
    );
  });
});
