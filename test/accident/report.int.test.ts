import { beforeAll, describe, expect, it } from 'vitest';
import { sampleUscc } from '../kit/sample.js';
import { type AccidentWorld, accidentWorld, CONCLUDE, REPORT, SUPPLEMENT } from './accident-world.js';

describe('reporting an accident', () => {
  let w: AccidentWorld;
  beforeAll(async () => {
    w = await accidentWorld(2);
  });
  const send = async (changes: object, key?: string) => {
    const { reportAccident } = await w.run(REPORT, { input: w.report({ ...changes }), key }, w.regulator);
    return reportAccident as { position: number; accident: Record<string, unknown> };
  };
  const refused = (changes: object, key?: string) =>
    w.refusal(REPORT, { input: w.report({ ...changes }), key }, w.regulator);

  it('records it with its level, its place and where it came from', async () => {
    const received = new Date('2026-03-01T09:00:00.456+08:00');
    const input = w.report({ deaths: 3, directEconomicLoss: '1200000', description: '脚手架坍塌' });
    const { reportAccident } = await w.run(REPORT, { input }, w.regulator, received);
    expect(reportAccident).toMatchObject({
      accident: {
        documentNumber: 'A-1',
        level: 'RELATIVELY_LARGE',
        status: 'REPORTED',
        responsibility: 'UNDETERMINED',
        missing: 0,
        directEconomicLoss: '1200000.00',
        occurredAt: '2026-03-01T00:30:00.123Z',
        reportedAt: received.toISOString(),
        enterprise: { uscc: w.usccs[0] },
        division: { code: '620621' },
        concludedOn: null,
        publishedOn: null,
        provenance: { provider: 'SAFETY_REGULATOR 620621', documentNumber: 'A-1' },
      },
    });
  });

  it('changes nothing when repeated, and takes no position', async () => {
    const first = await send({ documentNumber: 'A-2' });
    const again = await send({ documentNumber: 'A-2' });
    expect(again).toEqual(first);
  });

  it('corrects a report by one with other facts, and keeps the earlier version', async () => {
    const first = await send({ documentNumber: 'A-3', deaths: 1 });
    const second = await send({ documentNumber: 'A-3', deaths: 10 });
    expect(second.position).toBe(first.position + 1);
    expect(second.accident).toMatchObject({ id: first.accident.id, level: 'MAJOR', status: 'REPORTED' });
    expect(second.accident.history).toEqual([
      { status: 'REPORTED', deaths: 10 },
      { status: 'REPORTED', deaths: 1 },
    ]);
  });

  it('takes no other report once it is supplemented or concluded, but lets a repeat of the last one pass', async () => {
    const { accident } = await send({ documentNumber: 'A-4' });
    const { id } = accident;
    const supplement = { documentNumber: 'A-4-S', changedOn: '2026-03-05', deaths: 2 };
    await w.run(SUPPLEMENT, { id, input: supplement }, w.regulator);
    expect(await refused({ documentNumber: 'A-4', deaths: 5 })).toMatchObject({
      code: 'CONFLICT',
      problems: ['input.documentNumber CONFLICT'],
      message: expect.stringContaining('supplement or conclude it'),
    });
    expect((await send({ documentNumber: 'A-4' })).accident).toMatchObject({ id, deaths: 2, status: 'SUPPLEMENTED' });
    await w.run(CONCLUDE, { id, input: { concludedOn: '2026-05-01', responsibility: 'FULL' } }, w.regulator);
    expect((await send({ documentNumber: 'A-4' })).accident).toMatchObject({ id, deaths: 2, status: 'CONCLUDED' });
    expect(await refused({ documentNumber: 'A-4', deaths: 5 })).toMatchObject({ code: 'CONFLICT' });
  });

  it('answers a repeat under its idempotency key as the first time, and another body with IDEMPOTENCY_MISMATCH', async () => {
    const first = await send({ documentNumber: 'A-5' }, 'key-5');
    expect(await send({ documentNumber: 'A-5' }, 'key-5')).toEqual(first);
    expect(await refused({ documentNumber: 'A-5', deaths: 2 }, 'key-5')).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    const { id } = first.accident;
    const input = { documentNumber: 'A-5-S', changedOn: '2026-03-02', deaths: 2 };
    const one = await w.run(SUPPLEMENT, { id, input, key: 'key-5-S' }, w.regulator);
    expect(await w.run(SUPPLEMENT, { id, input, key: 'key-5-S' }, w.regulator)).toEqual(one);
    expect(await w.refusal(SUPPLEMENT, { id: '999', input, key: 'key-5-S' }, w.regulator)).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('refuses a record at fault, with the field and the reason', async () => {
    const cases: [object, string, string][] = [
      [{ uscc: '91620621PDY00999XX' }, 'INVALID_USCC', 'input.uscc USCC_'],
      [{ uscc: sampleUscc(900) }, 'BAD_USER_INPUT', 'input.uscc UNKNOWN_ENTERPRISE'],
      [{ division: '990101' }, 'BAD_USER_INPUT', 'input.division UNKNOWN_DIVISION'],
      [{ division: '620602' }, 'BAD_USER_INPUT', 'input.division OUTSIDE_DIVISION'],
      [{ division: '6206' }, 'BAD_USER_INPUT', 'input.division OUTSIDE_DIVISION'],
      [{ occurredAt: new Date(Date.now() + 60_000).toISOString() }, 'BAD_USER_INPUT', 'input.occurredAt FUTURE'],
      [{ reportedAt: new Date(Date.now() + 3_600_000).toISOString() }, 'BAD_USER_INPUT', 'input.reportedAt FUTURE'],
      [{ reportedAt: '2026-03-01T08:30:00.122+08:00' }, 'BAD_USER_INPUT', 'input.reportedAt ORDER'],
      [{ occurredAt: 'gestern' }, 'BAD_USER_INPUT', 'input.occurredAt DATE_TIME'],
      [{ deaths: -1 }, 'BAD_USER_INPUT', 'input.deaths COUNT'],
      [{ directEconomicLoss: '-5' }, 'BAD_USER_INPUT', 'input.directEconomicLoss NEGATIVE'],
    ];
    for (const [changes, code, problem] of cases) {
      const got = await refused({ documentNumber: 'A-6', ...changes });
      expect(got).toMatchObject({ code, problems: [expect.stringContaining(problem)] });
    }
    await send({ documentNumber: 'A-7' });
    expect(await refused({ documentNumber: 'A-7', uscc: w.usccs[1] })).toMatchObject({
      code: 'CONFLICT',
      problems: ['input.documentNumber DOCUMENT_TAKEN'],
    });
  });

  it('takes a town as the place, also for a village that no table lists, but no town that there is not', async () => {
    const { accident } = await send({ documentNumber: 'A-8', division: '620621100999' });
    expect(accident.division).toEqual({ code: '620621100' });
    for (const division of ['620621999', '620621999999'])
      expect(await refused({ documentNumber: 'A-10', division })).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: ['input.division UNKNOWN_DIVISION'],
      });
  });

  it('is for safety regulators alone', async () => {
    const input = w.report({ documentNumber: 'A-9' });
    expect(await w.refusal(REPORT, { input })).toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const kind of ['OPERATOR', 'BANKING', 'COUNTY_GOVERNMENT', 'CREDIT_OFFICE'] as const) {
      expect(await w.refusal(REPORT, { input }, await w.agency(kind))).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('imports reports with the terms that exports write, and repeats without a change', async () => {
    const rows = [
      w.report({ documentNumber: 'I-1', category: '瓦斯爆炸', responsibility: '主要责任', deaths: '12', missing: '' }),
      w.report({ documentNumber: 'I-2', category: '道路交通事故', occurredAt: '2026-02-01 23:10' }),
      w.report({ documentNumber: 'I-3', category: '外星人' }),
    ];
    expect(await w.importReports(rows)).toMatchObject({ inserted: 2, rejected: 1 });
    expect(await w.importReports(rows)).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 1 });
    const [row] = await w.db
      .sql`select category, responsibility, level from hub.accident where document_number = 'I-1'`;
    expect(row).toEqual({ category: 'GAS_EXPLOSION', responsibility: 'MAIN', level: 'MAJOR' });
  });

  it('corrects within one import as well, each version by itself', async () => {
    const rows = [1, 2, 2, 3].map((deaths) => w.report({ documentNumber: 'I-4', deaths }));
    expect(await w.importReports(rows)).toMatchObject({ inserted: 1, updated: 2, unchanged: 1, rejected: 0 });
    const versions = await w.db.sql`
      select h.deaths from hub.accident_history h join hub.accident a using (id) where a.document_number = 'I-4' order by h.position`;
    expect(versions.map((v) => v.deaths)).toEqual([1, 2]);
  });

  it('records one accident where the same report arrives several times at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => send({ documentNumber: 'A-10' })));
    expect(new Set(all.map((r) => r.accident.id)).size).toBe(1);
    expect(all.map((r) => (r.accident.history as unknown[]).length)).toEqual(Array(8).fill(1));
  });
});
