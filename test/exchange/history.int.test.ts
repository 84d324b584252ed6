import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { sampleUscc } from '../kit/sample.js';
import { day, type OpenHub, openHub } from './open-hub.js';

/** Whatever of a record can be corrected stands in its history, as it was. */
describe('the history of a record', () => {
  let hub: OpenHub;
  let operator: Viewer;
  const u = sampleUscc(1);
  const history = async (source: string) => (await hub.run(source, { u }, operator)).enterprise;

  beforeAll(async () => {
    hub = await openHub();
    operator = await hub.agency('OPERATOR');
    await hub.submit('enterprises', [{ uscc: u, name: '甲', industry: '0610' }]);
    await hub.submit('enterprises', [{ uscc: u, name: '甲', industry: '0620' }]);
  });

  it('of an enterprise has its industries', async () => {
    const { history: versions } = await history(
      'query ($u: USCC!) { enterprise(uscc: $u) { history { industry { code name } } } }',
    );
    expect(versions.map((v: { industry: { code: string } }) => v.industry.code)).toEqual(['0620', '0610']);
  });

  it('of a grading has its standards, days, bodies, places and reasons', async () => {
    const record = { documentNumber: 'H-1', uscc: u, grade: 'GRADE_2', publishedOn: day(-1) };
    const first = { standard: 'AQ/T 9006-2010', issuedOn: day(-20), gradedBy: '甲院', division: '620621' };
    const last = { standard: 'GB/T 33000-2016', issuedOn: day(-10), gradedBy: '乙院', division: '620622' };
    const revoked = { revokedOn: day(-1), revocationReason: '事故' };
    await hub.submit('gradings', [
      { ...record, ...first },
      { ...record, ...last, ...revoked },
    ]);
    const { gradings } = await history(`query ($u: USCC!) { enterprise(uscc: $u) { gradings {
      history { standard issuedOn gradedBy division { code name } revocationReason } } } }`);
    expect(gradings[0].history).toEqual([
      { ...last, division: { code: '620622', name: '古浪县' }, revocationReason: '事故' },
      { ...first, division: { code: '620621', name: '民勤县' }, revocationReason: null },
    ]);
  });

  it('of a rating has every version, with its provenance', async () => {
    const record = { documentNumber: 'R-1', uscc: u };
    const first = { level: 'A', ratedOn: day(-20), ratedBy: '甲行', validUntil: day(20), basis: '年度' };
    const last = { level: 'CC', ratedOn: day(-10), ratedBy: '乙行', validUntil: day(30), basis: '事故' };
    const receipts: { position: number }[] = [];
    for (const version of [first, last]) receipts.push(await hub.submit('ratings', [{ ...record, ...version }]));
    const { ratings } = await history(`query ($u: USCC!) { enterprise(uscc: $u) { ratings {
      history { level ratedOn ratedBy validUntil basis provenance { position documentNumber } } } } }`);
    const by = (i: number) => ({ provenance: { position: receipts[i]?.position, documentNumber: 'R-1' } });
    expect(ratings[0].history).toEqual([
      { ...last, ...by(1) },
      { ...first, ...by(0) },
    ]);
    const check = 'query ($u: USCC!) { creditCheck(uscc: $u) { rating { history { level } } } }';
    expect((await hub.run(check, { u }, operator)).creditCheck.rating.history).toEqual([
      { level: 'CC' },
      { level: 'A' },
    ]);
  });

  it('of an accident has its times, categories, places and courses', async () => {
    const record = { documentNumber: 'A-1', uscc: u, deaths: 1, seriousInjuries: 0 };
    const at = (d: number) => new Date(`${day(d)}T08:00:00+08:00`).toISOString();
    const first = { occurredAt: at(-5), reportedAt: at(-4), category: 'FIRE', description: '起火', division: '620621' };
    const last = { occurredAt: at(-6), reportedAt: at(-3), category: 'OTHER', description: '爆燃', division: '620622' };
    await hub.submit('accidents', [
      { ...record, ...first },
      { ...record, ...last },
    ]);
    const { accidents } = await history(`query ($u: USCC!) { enterprise(uscc: $u) { accidents { nodes {
      history { occurredAt reportedAt category description division { code } } } } } }`);
    expect(accidents.nodes[0].history).toEqual([
      { ...last, division: { code: '620622' } },
      { ...first, division: { code: '620621' } },
    ]);
  });
});
