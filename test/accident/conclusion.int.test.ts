import { beforeAll, describe, expect, it } from 'vitest';
import { type AccidentWorld, accidentWorld, REPORT } from './accident-world.js';

describe('concluding an accident', () => {
  let w: AccidentWorld;
  beforeAll(async () => {
    w = await accidentWorld(1);
  });

  it('lets any regulator of the place amend, and keeps the reporter’s identity', async () => {
    const id = await w.reported('B-7');
    const prefecture = await w.agency('SAFETY_REGULATOR', '620600');
    const elsewhere = await w.agency('SAFETY_REGULATOR', '620602');
    const input = { documentNumber: 'B-7', changedOn: '2026-03-02', deaths: 2 };
    expect(await w.notSupplemented(id, input, elsewhere)).toMatchObject({ code: 'NOT_FOUND' });
    const { accident } = await w.supplement(id, input, prefecture);
    expect(accident).toMatchObject({
      documentNumber: 'B-7',
      provenance: { provider: 'SAFETY_REGULATOR 620600', documentNumber: 'B-7' },
      supplements: [{ provenance: { provider: 'SAFETY_REGULATOR 620600' } }],
    });
    const [row] = await w.db.sql`select provider_id, document_number from hub.accident where id = ${id}`;
    expect(row).toEqual({ provider_id: w.regulator.agencyId, document_number: 'B-7' });
    const concluded = await w.conclude(
      id,
      { documentNumber: '武政批〔2026〕7号', concludedOn: '2026-04-30', responsibility: 'MAIN' },
      prefecture,
    );
    expect(concluded.accident).toMatchObject({
      documentNumber: 'B-7',
      status: 'CONCLUDED',
      provenance: { provider: 'SAFETY_REGULATOR 620600', documentNumber: '武政批〔2026〕7号' },
    });
    // The reporter repeats its report: still its own, and unchanged.
    await w.run(REPORT, { input: w.report({ documentNumber: 'B-7' }) }, w.regulator);
  });

  it('concludes with the last figures, outside any window, and closes the record', async () => {
    const id = await w.reported('B-8');
    const input = {
      concludedOn: '2026-05-20',
      responsibility: 'FULL',
      publishedOn: '2026-05-25',
      deaths: 3,
      directEconomicLoss: '2500000',
    };
    const { accident } = await w.conclude(id, input);
    expect(accident).toMatchObject({
      status: 'CONCLUDED',
      level: 'RELATIVELY_LARGE',
      responsibility: 'FULL',
      concludedOn: '2026-05-20',
      publishedOn: '2026-05-25',
      seriousInjuries: 2,
      directEconomicLoss: '2500000.00',
      provenance: { documentNumber: 'B-8' },
    });
    expect(await w.notConcluded(id, input)).toMatchObject({ code: 'CONFLICT', problems: ['id CONFLICT'] });
    const later = { documentNumber: 'B-8-S', changedOn: '2026-03-02', deaths: 4 };
    expect(await w.notSupplemented(id, later)).toMatchObject({ code: 'CONFLICT' });
    const { accident: seen } = await w.run(
      'query ($id: ID!) { accident(id: $id) { supplements { documentNumber } } }',
      { id },
      w.regulator,
    );
    expect(seen).toEqual({ supplements: [] });
  });

  it('refuses a conclusion out of order or without a finding', async () => {
    const id = await w.reported('B-9');
    const input = { concludedOn: '2026-05-20', responsibility: 'FULL' };
    const cases: [object, string][] = [
      [{ concludedOn: '2026-02-28' }, 'input.concludedOn ORDER'],
      [{ publishedOn: '2026-05-19' }, 'input.publishedOn ORDER'],
      [{ responsibility: 'UNDETERMINED' }, 'input.responsibility UNDETERMINED'],
      [{ concludedOn: '2999-01-01' }, 'input.concludedOn FUTURE'],
    ];
    for (const [changes, problem] of cases) {
      expect(await w.notConcluded(id, { ...input, ...changes })).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [problem],
      });
    }
    await w.supplement(id, { documentNumber: 'B-9-S', changedOn: '2026-03-02', deaths: 2 });
    expect(await w.notConcluded(id, { ...input, documentNumber: 'B-9-S' })).toMatchObject({ code: 'CONFLICT' });
  });

  it('keeps every version, newest first, each with the document that made it', async () => {
    const id = await w.reported('B-10', { deaths: 0 });
    await w.reported('B-10', { deaths: 1 });
    await w.supplement(id, { documentNumber: 'B-10-S1', changedOn: '2026-03-02', deaths: 10 });
    await w.supplement(id, { documentNumber: 'B-10-S2', changedOn: '2026-03-03', directEconomicLoss: '7' });
    await w.conclude(id, {
      documentNumber: 'B-10-C',
      concludedOn: '2026-05-01',
      responsibility: 'SECONDARY',
      publishedOn: '2026-05-02',
    });
    const query = `query ($id: ID!) { accident(id: $id) { supplements { documentNumber }
      history { level deaths seriousInjuries missing directEconomicLoss status responsibility provenance { documentNumber } } } }`;
    const { accident } = (await w.run(query, { id }, w.regulator)) as {
      accident: Record<string, Record<string, unknown>[]>;
    };
    const line = (accident.history ?? []).map(
      (v) => `${v.status} ${v.level} ${v.deaths} ${v.directEconomicLoss} ${v.responsibility}`,
    );
    expect(line).toEqual([
      'CONCLUDED MAJOR 10 7.00 SECONDARY',
      'SUPPLEMENTED MAJOR 10 7.00 UNDETERMINED',
      'SUPPLEMENTED MAJOR 10 null UNDETERMINED',
      'REPORTED ORDINARY 1 null UNDETERMINED',
      'REPORTED ORDINARY 0 null UNDETERMINED',
    ]);
    const made = (accident.history ?? []).map((v) => (v.provenance as { documentNumber: string }).documentNumber);
    expect(made).toEqual(['B-10-C', 'B-10-S2', 'B-10-S1', 'B-10', 'B-10']);
    expect(accident.supplements).toEqual([{ documentNumber: 'B-10-S1' }, { documentNumber: 'B-10-S2' }]);
    const publicly = (await w.run(query, { id })) as { accident: Record<string, Record<string, unknown>[]> };
    expect(publicly.accident.history).toHaveLength(1);
    expect(publicly.accident.supplements).toEqual([]);
  });
});
