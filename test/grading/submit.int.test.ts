import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, addYears } from '../../src/kernel/date.js';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

describe('submitting gradings', () => {
  let hub: OpenHub;
  type Agency = Awaited<ReturnType<OpenHub['agency']>>;
  let safety: Agency;
  const uscc = sampleUscc(1);
  const other = sampleUscc(2);
  const grading = (documentNumber: string, more: object = {}) => ({
    documentNumber,
    uscc,
    standard: 'GB/T 33000-2016',
    grade: 'GRADE_2',
    issuedOn: day(-100),
    publishedOn: day(-90),
    ...more,
  });
  const submit = async (r: object[], viewer: Agency = safety) =>
    (await hub.run(SUBMIT.gradings, { r }, viewer)).submitGradings;
  /** Of one record: its outcome, with the path of a refusal. */
  const outcome = async (record: object, viewer?: Agency) => {
    const { results } = await submit([record], viewer);
    const { status, code, path } = results[0];
    return code ? `${code} ${path.replace('records.0.', '')}` : status;
  };
  const read = async (documentNumber: string) => {
    const list =
      '{ gradings(first: 500) { nodes { documentNumber validUntil revokedOn revocationReason status score } } }';
    const { nodes } = (await hub.run(list, {}, safety)).gradings;
    return nodes.find((n: { documentNumber: string }) => n.documentNumber === documentNumber);
  };

  beforeAll(async () => {
    hub = await openHub();
    safety = await hub.agency('SAFETY_REGULATOR');
    await hub.submit('enterprises', [
      { uscc, name: '红沙岗煤业' },
      { uscc: other, name: '绿洲建材厂', division: '620622' },
    ]);
  });

  it('gives a grading three years where none are named, and refuses more', async () => {
    expect(await outcome(grading('V-1', { issuedOn: '2024-02-29', publishedOn: null }))).toBe('INSERTED');
    expect((await read('V-1')).validUntil).toBe('2027-02-28');
    const issuedOn = day(-100);
    const latest = addYears(issuedOn, 3);
    expect(await outcome(grading('V-2', { validUntil: latest }))).toBe('INSERTED');
    expect(await outcome(grading('V-3', { validUntil: addDays(latest, 1) }))).toBe('VALIDITY validUntil');
    expect(await outcome(grading('V-4', { validUntil: addDays(issuedOn, 1) }))).toBe('INSERTED');
    expect(await outcome(grading('V-5', { validUntil: issuedOn }))).toBe('VALIDITY validUntil');
  });

  it.each([
    ['issued tomorrow', { issuedOn: day(1), publishedOn: null }, 'FUTURE issuedOn'],
    ['issued today', { issuedOn: day(0), publishedOn: day(0) }, 'INSERTED'],
    ['published before it was issued', { publishedOn: day(-101) }, 'ORDER publishedOn'],
    ['to be published', { publishedOn: day(10) }, 'INSERTED'],
    ['revoked before it was issued', { revokedOn: day(-101), revocationReason: '事故' }, 'ORDER revokedOn'],
    ['revoked without a reason', { revokedOn: day(-1) }, 'REVOCATION revocationReason'],
    ['with a reason without a day', { revocationReason: '事故' }, 'REVOCATION revocationReason'],
    ['with a score of 100', { score: 100 }, 'INSERTED'],
    ['with a score above', { score: 100.5 }, 'NUMBER score'],
    ['with a score below', { score: -0.5 }, 'NUMBER score'],
    ['of no standard', { standard: ' ' }, 'REQUIRED standard'],
    ['of an unknown enterprise', { uscc: sampleUscc(99) }, 'UNKNOWN_ENTERPRISE uscc'],
    ['in no division', { division: '990000' }, 'UNKNOWN_DIVISION division'],
  ])('takes or refuses one %s', async (what, more, expected) => {
    expect(await outcome(grading(`E-${what}`, more))).toBe(expected);
  });

  it('is refused outside of the provider’s division: the record’s, else the enterprise’s', async () => {
    const minqin = await hub.agency('SAFETY_REGULATOR', '620621');
    expect(await outcome(grading('D-1'), minqin)).toBe('INSERTED');
    expect(await outcome(grading('D-2', { uscc: other }), minqin)).toBe('OUTSIDE_DIVISION uscc');
    expect(await outcome(grading('D-3', { uscc: other, division: '620621100' }), minqin)).toBe('INSERTED');
  });

  it('publishes, corrects and revokes a grading by its document number, keeping every version', async () => {
    const first = grading('L-1', { publishedOn: null, score: 80 });
    const steps = [first, { ...first, publishedOn: day(-50) }, { ...first, publishedOn: day(-50), score: 81.5 }];
    const revoked = { ...steps[2], revokedOn: day(-1), revocationReason: '发生较大事故' };
    const receipt = await submit([...steps, revoked, revoked]);
    expect(receipt).toMatchObject({ inserted: 1, updated: 3, unchanged: 1, rejected: 0 });
    expect(await read('L-1')).toMatchObject({ status: 'REVOKED', score: 81.5, revocationReason: '发生较大事故' });
    const source = `query ($u: USCC!) { enterprise(uscc: $u) { gradings { documentNumber
      history { score publishedOn revokedOn provenance { position provider documentNumber } } } } }`;
    const { gradings } = (await hub.run(source, { u: uscc }, safety)).enterprise;
    const { history } = gradings.find((g: { documentNumber: string }) => g.documentNumber === 'L-1');
    const by = { provider: safety.name, documentNumber: 'L-1' };
    const at = (back: number) => ({ position: receipt.position - back, ...by });
    expect(history).toEqual([
      { score: 81.5, publishedOn: day(-50), revokedOn: day(-1), provenance: at(0) },
      { score: 81.5, publishedOn: day(-50), revokedOn: null, provenance: at(1) },
      { score: 80, publishedOn: day(-50), revokedOn: null, provenance: at(2) },
      { score: 80, publishedOn: null, revokedOn: null, provenance: at(3) },
    ]);
    // A revocation that was a mistake is taken back by another version, which says so.
    expect(await outcome({ ...steps[2], revokedOn: null, revocationReason: null })).toBe('UPDATED');
    expect(await read('L-1')).toMatchObject({ status: 'VALID', revokedOn: null, revocationReason: null });
  });

  it('keeps a document number with its enterprise, and with its provider', async () => {
    await submit([grading('N-1')]);
    expect(await outcome(grading('N-1', { uscc: other }))).toBe('DOCUMENT_TAKEN documentNumber');
    const minqin = await hub.agency('SAFETY_REGULATOR', '620621');
    expect(await outcome(grading('N-1', { grade: 'GRADE_3' }), minqin)).toBe('INSERTED');
    const rows = await hub.db.sql`select grade from hub.grading where document_number = 'N-1' order by id`;
    expect(rows.map((r) => r.grade)).toEqual(['GRADE_2', 'GRADE_3']);
  });

  it('stays where it was graded when its enterprise moves, and when it is corrected later', async () => {
    const mover = sampleUscc(3);
    await hub.submit('enterprises', [{ uscc: mover, name: '搬家公司' }]);
    await submit([grading('M-1', { uscc: mover })]);
    await hub.submit('enterprises', [{ uscc: mover, name: '搬家公司', division: '620622' }]);
    expect(await outcome(grading('M-1', { uscc: mover, score: 70 }))).toBe('UPDATED');
    const [row] = await hub.db.sql`select division_code from hub.grading where document_number = 'M-1'`;
    expect(row?.division_code).toBe('620621');
  });

  it('takes 1,000 records and refuses more', async () => {
    const r = Array.from({ length: 1001 }, (_, i) => grading(`T-${i}`));
    expect(await hub.refusal(SUBMIT.gradings, { r }, safety)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      extensions: { limit: 'records', max: 1000 },
    });
  });
});
