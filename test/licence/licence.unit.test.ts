import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/exchange/core.js';
import { addDays } from '../../src/kernel/date.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { licenceRegister } from '../../src/licence/core.js';
import { licenceStatus } from '../../src/licence/licence.decide.js';
import type { LicenceRow } from '../../src/licence/licence.store.js';
import { sampleUscc } from '../kit/sample.js';

const uscc = sampleUscc(1);
const TODAY = '2026-03-01';
const recording = (kind: AgencyKind = 'SAFETY_REGULATOR'): Recording => ({
  ...{ providerId: 'a', position: 1, today: TODAY, recordedOn: TODAY, announcedThrough: TODAY },
  provider: { agencyId: 'a', kind, name: '某局', divisionCode: '620621' },
  receivedAt: new Date(`${TODAY}T00:00:00Z`),
  recordedAt: new Date(`${TODAY}T00:00:00Z`),
  recordedDay: () => TODAY,
});
const place = { divisions: new Map([[uscc, '620621']]), divisionOf: (division: string) => division };
const { decide } = licenceRegister.batch({} as never);
const REQUIRED = {
  documentNumber: 'D-1',
  uscc,
  certificateNumber: '（甘）FM安许证字〔2025〕001',
  issuedOn: '2025-06-01',
};

const decided = (said: object, current?: LicenceRow, kind?: AgencyKind) => {
  const checked = checkRecord(() => licenceRegister.read({ ...REQUIRED, ...said }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return decide(checked.command, current, place, recording(kind));
};
const taken = (said: object, current?: LicenceRow, kind?: AgencyKind): LicenceRow => {
  const decision = decided(said, current, kind);
  if (decision.status === 'REJECTED' || decision.status === 'UNCHANGED') throw new Error(JSON.stringify(decision));
  return decision.row;
};
const refused = (said: object, current?: LicenceRow, kind?: AgencyKind) => {
  const decision = decided(said, current, kind);
  if (decision.status !== 'REJECTED') throw new Error(`it was ${decision.status}`);
  return [decision, ...(decision.more ?? [])].map(({ code, path }) => [code, path]);
};
const WITHHELD = { withheldOn: '2026-01-10', withholdingReason: '超能力生产' };
const REVOKED = { revokedOn: '2026-02-10', revocationReason: '整改无望' };

describe('a licence', () => {
  it('is valid for three years from its first day, and no longer', () => {
    expect(taken({}).validUntil).toBe('2028-06-01');
    expect(taken({ validFrom: '2025-07-01' }).validUntil).toBe('2028-07-01');
    // Changed in the middle of its validity, it keeps it.
    expect(taken({ validFrom: '2024-01-05' }).validUntil).toBe('2027-01-05');
    expect(taken({ issuedOn: '2024-02-29' }).validUntil).toBe('2027-02-28');
    expect(taken({ validUntil: '2028-05-31' }).validUntil).toBe('2028-05-31');
    expect(refused({ validUntil: '2028-06-02' })).toEqual([['VALIDITY', 'validUntil']]);
    expect(refused({ validUntil: '2025-05-31' })).toEqual([
      ['ORDER', 'validUntil'],
      ['VALIDITY', 'validUntil'],
    ]);
    expect(refused({ issuedOn: '2026-03-02' })).toEqual([['FUTURE', 'issuedOn']]);
  });

  it('that was valid for the whole time stays so when its first day is corrected; one that said less keeps its last day', () => {
    expect(taken({ issuedOn: '2025-05-01' }, taken({})).validUntil).toBe('2028-05-01');
    const shorter = taken({ validUntil: '2027-12-31' });
    expect(taken({ issuedOn: '2025-05-01' }, shorter).validUntil).toBe('2027-12-31');
    expect(taken({ validUntil: null }, shorter).validUntil).toBe('2028-06-01');
  });

  it.each([
    ['（甘）MK安许证字〔2025〕1', 'MINING'],
    ['(甘)FM安许证字[2025]A-1', 'MINING'],
    ['（甘）JZ安许证字[2025]000123', 'CONSTRUCTION'],
    ['（甘）WH安许证字〔2025〕1', 'HAZARDOUS_CHEMICALS'],
    ['（甘）ＹＨ安许证字〔2025〕1', 'FIREWORKS'],
    ['mb安许证字〔2025〕1', 'CIVIL_EXPLOSIVES'],
  ])('with the number %s is one of %s, unless it says another kind', (certificateNumber, kind) => {
    expect(taken({ certificateNumber }).kind).toBe(kind);
    expect(taken({ certificateNumber, kind: '烟花爆竹' }).kind).toBe('FIREWORKS');
  });

  it('of no kind is refused, and its kind is asked for', () => {
    expect(refused({ certificateNumber: '甘安许证2025001' })).toEqual([['REQUIRED', 'kind']]);
    expect(refused({ certificateNumber: '（甘）XX安许证字〔2025〕1' })).toEqual([['REQUIRED', 'kind']]);
  });

  it('is issued by housing for construction alone, by industry and IT for civil explosives alone', () => {
    expect(taken({ kind: 'CONSTRUCTION' }, undefined, 'HOUSING').kind).toBe('CONSTRUCTION');
    expect(taken({ kind: 'CIVIL_EXPLOSIVES' }, undefined, 'INDUSTRY_IT').kind).toBe('CIVIL_EXPLOSIVES');
    expect(refused({}, undefined, 'HOUSING')).toEqual([['VALUE', 'kind']]);
    expect(refused({ kind: 'CONSTRUCTION' }, undefined, 'INDUSTRY_IT')).toEqual([['VALUE', 'kind']]);
  });

  it.each([
    [{ withheldOn: '2026-01-10' }, [['REQUIRED', 'withholdingReason']]],
    [{ withholdingReason: '超能力生产' }, [['REQUIRED', 'withheldOn']]],
    [{ publicWithholdingReason: '违法' }, [['REQUIRED', 'withheldOn']]],
    [{ withholdingDocument: 'K-1' }, [['REQUIRED', 'withheldOn']]],
    [{ withheldUntil: '2026-01-11' }, [['REQUIRED', 'withheldOn']]],
    [{ ...WITHHELD, withheldUntil: '2026-01-09' }, [['ORDER', 'withheldUntil']]],
    [{ ...WITHHELD, withheldOn: '2025-05-31' }, [['ORDER', 'withheldOn']]],
    [{ ...WITHHELD, withheldOn: '2028-06-02' }, [['VALIDITY', 'withheldOn']]],
    [{ revokedOn: '2026-02-10' }, [['REQUIRED', 'revocationReason']]],
    [{ revocationReason: '整改无望' }, [['REQUIRED', 'revokedOn']]],
    [{ revocationDocument: 'K-2' }, [['REQUIRED', 'revokedOn']]],
    [{ ...REVOKED, revokedOn: '2025-05-31' }, [['ORDER', 'revokedOn']]],
  ])('cannot say %j', (said, faults) => {
    expect(refused(said)).toEqual(faults);
  });

  it('keeps what a repeat leaves out; a day that is cleared takes along what was said of the decision', () => {
    const more = { publicWithholdingReason: '违法', withholdingDocument: 'K-1', withheldUntil: '2026-04-10' };
    const withheld = taken({ ...WITHHELD, ...more, scope: '地下开采' });
    expect(decided({}, withheld).status).toBe('UNCHANGED');
    const back = taken({ withheldOn: null }, withheld);
    expect(back).toMatchObject({ withheldOn: null, withholdingReason: null, publicWithholdingReason: null });
    expect(back).toMatchObject({ withholdingDocument: null, withheldUntil: null, scope: '地下开采' });
    // A reason without its decision is not silently dropped.
    expect(refused({ withheldOn: null, withholdingReason: '还是' }, withheld)).toEqual([['REQUIRED', 'withheldOn']]);
  });

  it('stands as its days say', () => {
    const row = taken({ ...WITHHELD, withheldUntil: '2026-01-20', ...REVOKED, validFrom: '2025-06-10' });
    const days = ['2025-06-09', '2025-06-10', '2026-01-09', '2026-01-10', '2026-01-20', '2026-01-21', '2026-02-10'];
    const stands = ['NOT_YET_VALID', 'VALID', 'VALID', 'WITHHELD', 'WITHHELD', 'VALID', 'REVOKED'];
    expect(days.map((on) => licenceStatus(row, on))).toEqual(stands);
    const open = taken({ ...WITHHELD, validUntil: '2026-02-01' });
    expect(licenceStatus(open, '2026-02-01')).toBe('WITHHELD');
    expect(licenceStatus(open, addDays('2026-02-01', 1))).toBe('EXPIRED');
  });
});
