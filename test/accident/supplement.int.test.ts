import { beforeAll, describe, expect, it } from 'vitest';
import { type AccidentWorld, accidentWorld } from './accident-world.js';

describe('supplementing an accident', () => {
  let w: AccidentWorld;
  beforeAll(async () => {
    w = await accidentWorld(1);
  });

  it('makes a new version of the given numbers and keeps those left out', async () => {
    const id = await w.reported('B-1', { directEconomicLoss: '100.50', missing: 2 });
    const { accident } = await w.supplement(id, {
      documentNumber: 'B-1-S1',
      changedOn: '2026-03-04',
      deaths: 3,
      missing: 0,
      note: '二人不治',
    });
    expect(accident).toMatchObject({
      id,
      documentNumber: 'B-1',
      level: 'RELATIVELY_LARGE',
      status: 'SUPPLEMENTED',
      deaths: 3,
      seriousInjuries: 2,
      missing: 0,
      directEconomicLoss: '100.50',
      provenance: { provider: 'SAFETY_REGULATOR 620621', documentNumber: 'B-1-S1' },
      supplements: [{ documentNumber: 'B-1-S1', changedOn: '2026-03-04', deaths: 3, note: '二人不治' }],
    });
  });

  it('counts a casualty up to the 30th day, the loss also later', async () => {
    const id = await w.reported('B-2');
    const late = { documentNumber: 'B-2-S1', changedOn: '2026-04-01', deaths: 2 };
    expect(await w.notSupplemented(id, late)).toEqual({
      code: 'BAD_USER_INPUT',
      problems: ['input.changedOn SUPPLEMENT_WINDOW'],
      message: expect.stringContaining('2026-03-31'),
    });
    await w.supplement(id, { ...late, changedOn: '2026-03-31' });
    const { accident } = await w.supplement(id, {
      documentNumber: 'B-2-S2',
      changedOn: '2026-06-01',
      deaths: 2,
      directEconomicLoss: '10000000',
    });
    expect(accident).toMatchObject({ deaths: 2, directEconomicLoss: '10000000.00', level: 'RELATIVELY_LARGE' });
  });

  it.each(['FIRE', 'ROAD_TRAFFIC'])('counts a casualty of %s up to the 7th day', async (category) => {
    const id = await w.reported(`B-3-${category}`, { category });
    const input = { documentNumber: `B-3-${category}-S`, seriousInjuries: 3 };
    expect(await w.notSupplemented(id, { ...input, changedOn: '2026-03-09' })).toMatchObject({
      problems: ['input.changedOn SUPPLEMENT_WINDOW'],
      message: expect.stringContaining('2026-03-08'),
    });
    expect((await w.supplement(id, { ...input, changedOn: '2026-03-08' })).accident).toMatchObject({
      seriousInjuries: 3,
    });
  });

  it('counts the days from the accident’s day in Shanghai', async () => {
    // 23:30 UTC on 28 February is 1 March in Shanghai.
    const id = await w.reported('B-4', { occurredAt: '2026-02-28T23:30:00Z', category: 'FIRE' });
    expect(await w.notSupplemented(id, { documentNumber: 'B-4-S', changedOn: '2026-02-28', deaths: 2 })).toMatchObject({
      problems: ['input.changedOn ORDER'],
    });
    await w.supplement(id, { documentNumber: 'B-4-S', changedOn: '2026-03-08', deaths: 2 });
  });

  it('refuses what cannot be', async () => {
    const id = await w.reported('B-5');
    const input = { documentNumber: 'B-5-S', changedOn: '2026-03-02', deaths: 2 };
    const noon = new Date('2026-03-01T16:30:00Z'); // 2 March in Shanghai
    expect(await w.notSupplemented(id, { ...input, changedOn: '2026-03-03' }, w.regulator, noon)).toMatchObject({
      problems: ['input.changedOn FUTURE'],
    });
    expect(await w.notSupplemented(id, { ...input, deaths: null })).toMatchObject({ problems: ['input.note EMPTY'] });
    expect(await w.notSupplemented(id, { ...input, documentNumber: 'B-5' })).toMatchObject({
      code: 'CONFLICT',
      problems: ['input.documentNumber DOCUMENT_TAKEN'],
    });
    for (const unknown of ['987654321', 'abc', '0', `0${id}`]) {
      expect(await w.notSupplemented(unknown, { ...input, documentNumber: `B-5-${unknown}` })).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect(await w.notConcluded('abc', { concludedOn: '2026-03-02', responsibility: 'FULL' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('records each document once: a repeat changes nothing, other contents conflict', async () => {
    const id = await w.reported('B-6');
    const input = { documentNumber: 'B-6-S', changedOn: '2026-03-02', deaths: 2 };
    const first = await w.supplement(id, input);
    const later = await w.supplement(id, { documentNumber: 'B-6-S2', changedOn: '2026-03-03', deaths: 3 });
    const again = await w.supplement(id, input);
    expect(again).toEqual(later);
    expect(again.position).toBe(first.position + 1);
    expect(await w.notSupplemented(id, { ...input, deaths: 4 })).toMatchObject({ code: 'CONFLICT' });
    const other = await w.reported('B-6b');
    expect(await w.notSupplemented(other, input)).toMatchObject({
      code: 'CONFLICT',
      problems: ['input.documentNumber DOCUMENT_TAKEN'],
    });
  });

  it('takes supplements that arrive together one after the other, and loses none', async () => {
    const id = await w.reported('B-11', { deaths: 0, seriousInjuries: 0 });
    const inputs = Array.from({ length: 12 }, (_, i) =>
      i % 2
        ? { deaths: i, documentNumber: `B-11-${i}`, changedOn: '2026-03-02' }
        : { seriousInjuries: i, documentNumber: `B-11-${i}`, changedOn: '2026-03-02' },
    );
    const done = await Promise.all(inputs.map((input) => w.supplement(id, input)));
    const positions = done.map((d) => d.position).sort((a, b) => a - b);
    expect(new Set(positions).size).toBe(12);
    const [count] = await w.db
      .sql`select (select count(*)::int from hub.accident_supplement where accident_id = ${id}) s,
      (select count(*)::int from hub.accident_history where id = ${id}) h`;
    expect(count).toEqual({ s: 12, h: 12 });
  });
});
