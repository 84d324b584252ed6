import { beforeAll, describe, expect, it } from 'vitest';
import { REGISTER_NAMES } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { sampleOf } from '../kit/samples.js';
import { type OpenHub, openHub, SUBMIT } from './open-hub.js';

describe('the number of a document', () => {
  let hub: OpenHub;
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '绿洲建材厂' }]);
  });

  it.each(REGISTER_NAMES.filter((register) => register !== 'enterprises'))(
    'names one record in %s, in full-width and half-width characters alike',
    async (register) => {
      const numbers = [
        '民应急〔2026〕12号(A-1)',
        ' 民应急〔2026〕１２号（Ａ－１） ',
        '\u3000民应急〔2026〕12号（A-1）',
      ];
      const { results } = await hub.submit(
        register,
        numbers.map((documentNumber) => sampleOf(register, documentNumber, uscc)),
      );
      expect(results.map((r) => r.status)).toEqual(['INSERTED', 'UNCHANGED', 'UNCHANGED']);
    },
  );

  it('is asked of the API as strictly as its dates, which files may write otherwise', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const record = sampleOf('gradings', 'D-1', uscc);
    const r = [
      { ...record, issuedOn: '2026/1/2' },
      { ...record, documentNumber: '　' },
    ];
    const { results } = (await hub.run(SUBMIT.gradings, { r }, safety)).submitGradings;
    expect(results.map((x: { code: string }) => x.code)).toEqual(['DATE', 'REQUIRED']);
    const receipt = await hub.submit('gradings', [{ ...record, issuedOn: '2026年1月2日', validUntil: '20271231' }]);
    expect(receipt).toMatchObject({ inserted: 1, rejected: 0 });
    const [row] = await hub.db
      .sql`select issued_on::text i, valid_until::text v from hub.grading where document_number = 'D-1'`;
    expect(row).toEqual({ i: '2026-01-02', v: '2027-12-31' });
  });
});
