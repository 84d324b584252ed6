import { beforeAll, describe, expect, it } from 'vitest';
import { sampleUscc } from '../kit/sample.js';
import { day, type OpenHub, openHub, SUBMIT } from './open-hub.js';

/** Text that passes every check of the hub, and that the tables refuse in this file. */
const REFUSED = '不收之字';

describe('a record that only the database refuses', () => {
  let hub: OpenHub;
  let market: Awaited<ReturnType<OpenHub['agency']>>;
  const submit = async (r: object[], key: string | null = null) =>
    (await hub.run(SUBMIT.enterprises, { r, key }, market)).submitEnterprises;
  const outcomes = (receipt: { results: { status: string; code: string | null }[] }) =>
    receipt.results.map((r) => r.code ?? r.status);
  const stored = async (uscc: string) => {
    const rows = await hub.db.sql`
      select name, position::int from hub.enterprise where uscc = ${uscc}
      union all select name, position::int from hub.enterprise_history where uscc = ${uscc} order by position`;
    return rows.map((r) => r.name);
  };
  const positions = async () =>
    (
      await hub.db
        .sql`select position::int p from hub.enterprise union all select position::int from hub.enterprise_history
        union all select position::int from hub.grading union all select position::int from hub.grading_history order by 1`
    ).map((r) => r.p);

  beforeAll(async () => {
    hub = await openHub();
    for (const [table, column] of [
      ['enterprise', 'name'],
      ['grading', 'standard'],
    ] as const)
      await hub.db.sql.unsafe(`alter table hub.${table} add constraint of_this_test check (${column} <> '${REFUSED}')`);
    market = await hub.agency('MARKET_REGULATION');
  });

  it('is rejected alone, under its path, and leaves no gap in the positions', async () => {
    const receipt = await submit([
      { uscc: sampleUscc(1), name: '一' },
      { uscc: sampleUscc(2), name: REFUSED },
      { uscc: sampleUscc(3), name: '三' },
      { uscc: '1', name: '四' },
      { uscc: sampleUscc(5), name: REFUSED },
      { uscc: sampleUscc(6), name: '六' },
    ]);
    expect(receipt).toMatchObject({ inserted: 3, rejected: 3, position: 3 });
    expect(outcomes(receipt)).toEqual(['INSERTED', 'CONSTRAINT', 'INSERTED', 'USCC_LENGTH', 'CONSTRAINT', 'INSERTED']);
    expect(receipt.results[1]).toMatchObject({
      path: 'records.1',
      message: expect.stringContaining('register refuses'),
    });
    expect([await stored(sampleUscc(1)), await stored(sampleUscc(2)), await stored(sampleUscc(6))]).toEqual([
      ['一'],
      [],
      ['六'],
    ]);
    expect(await positions()).toEqual([1, 2, 3]);
    const next = await submit([{ uscc: sampleUscc(7), name: '七' }]);
    expect(next.position).toBe(4);
    expect(await positions()).toEqual([1, 2, 3, 4]);
  });

  it('takes no position where it is alone', async () => {
    const receipt = await submit([{ uscc: sampleUscc(20), name: REFUSED }]);
    expect(receipt).toMatchObject({ rejected: 1, position: 4 });
    expect((await hub.db.sql`select position::int p from hub.head`)[0]?.p).toBe(4);
  });

  it('is not the version that a later record of the batch is compared with', async () => {
    const uscc = sampleUscc(30);
    const unknown = await submit([
      { uscc, name: REFUSED },
      { uscc, name: REFUSED },
      { uscc, name: '好' },
      { uscc, name: '更好' },
    ]);
    expect(outcomes(unknown)).toEqual(['CONSTRAINT', 'CONSTRAINT', 'INSERTED', 'UPDATED']);
    expect(await stored(uscc)).toEqual(['好', '更好']);
    const known = await submit([
      { uscc, name: REFUSED },
      { uscc, name: '更好' },
      { uscc, name: REFUSED },
      { uscc, name: '最好' },
    ]);
    expect(outcomes(known)).toEqual(['CONSTRAINT', 'UNCHANGED', 'CONSTRAINT', 'UPDATED']);
    expect(await stored(uscc)).toEqual(['好', '更好', '最好']);
    const { sql } = hub.db;
    const [head] = await sql`select position::int p from hub.head`;
    expect(await positions()).toEqual(Array.from({ length: head?.p }, (_, i) => i + 1));
  });

  it('does the same in another register, and a repeat of its key answers the same', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const grading = (n: number, standard: string) => ({
      documentNumber: `G-${n}`,
      uscc: sampleUscc(1),
      standard,
      grade: 'GRADE_3',
      issuedOn: day(-30),
      publishedOn: day(-20),
    });
    const r = [grading(1, 'GB/T 33000-2016'), grading(2, REFUSED), grading(3, 'GB/T 33000-2016')];
    const { submitGradings } = await hub.run(SUBMIT.gradings, { r, key: 'half' }, safety);
    expect(outcomes(submitGradings)).toEqual(['INSERTED', 'CONSTRAINT', 'INSERTED']);
    expect((await hub.run(SUBMIT.gradings, { r, key: 'half' }, safety)).submitGradings).toEqual(submitGradings);
    const rows = await hub.db.sql`select document_number d, position::int p from hub.grading order by position`;
    expect(rows.map((x) => [x.d, submitGradings.position - x.p])).toEqual([
      ['G-1', 1],
      ['G-3', 0],
    ]);
  });

  it('may be quoted in the reason without taking the receipt along', async () => {
    const receipt = await submit([
      { uscc: sampleUscc(40), name: '好' },
      { uscc: sampleUscc(41), name: '货币', registeredCapital: '1', currency: '\ud842AB' },
    ]);
    expect(outcomes(receipt)).toEqual(['INSERTED', 'SURROGATE']);
    // Straight from a file, where no scalar has cut the text: a NUL in the code.
    const imported = await hub.submit('enterprises', [
      { uscc: `${sampleUscc(42).slice(0, 17)}\u0000`, name: '零' },
      { uscc: sampleUscc(43), name: '好' },
    ]);
    expect(outcomes(imported)).toEqual([expect.stringMatching(/^USCC_/), 'INSERTED']);
  });
});
