import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

describe('findings', () => {
  let hub: OpenHub;
  type Agency = Awaited<ReturnType<OpenHub['agency']>>;
  let county: Agency;
  let city: Agency;
  let government: Agency;
  const uscc = sampleUscc(1);
  const finding = (documentNumber: string, more: object = {}) => ({
    ...{ documentNumber, uscc, kind: 'NO_LICENCE', foundOn: day(-9), basis: '条例第七十七条', accidentId: '7' },
    ...more,
  });
  const submit = async (...r: object[]) => (await hub.run(SUBMIT.findings, { r }, county)).submitFindings.results;
  const WITHDRAW = `mutation ($id: ID!, $input: FindingWithdrawalInput!) {
    withdrawFinding(id: $id, input: $input) { withdrawnOn withdrawalReason provenance { provider } history { withdrawnOn } } }`;
  const idOf = async (documentNumber: string) => {
    const [row] = await hub.db.sql`select id::text id from hub.finding where document_number = ${documentNumber}`;
    return row?.id as string;
  };

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '红沙岗煤业', division: '620621' }]);
    county = await hub.agency('SAFETY_REGULATOR', '620621');
    city = await hub.agency('SAFETY_REGULATOR', '620600');
    government = await hub.agency('COUNTY_GOVERNMENT', '620621');
    await submit(finding('T-1', { withdrawnOn: day(-1), withdrawalReason: '查无实据' }));
  });

  it.each(['basis', 'withdrawalReason', 'history { basis }', 'history { withdrawalReason }'])(
    'refuse their texts to who reads findings and provides none: %s',
    async (field) => {
      const query = `{ findings(filter: { withdrawn: true }) { nodes { documentNumber ${field} } } }`;
      expect(await hub.refusal(query, {}, government)).toMatchObject({
        code: 'FORBIDDEN',
        extensions: { action: 'finding.basis' },
      });
      expect(JSON.stringify(await hub.run(query, {}, county))).toMatch(/T-1.*(条例第七十七条|查无实据)/);
    },
  );

  it('are the same where the accident’s number is written with zeros before it', async () => {
    expect(await submit(finding('Z-1', { accidentId: '007' }))).toMatchObject([{ status: 'INSERTED' }]);
    expect(await submit(finding('Z-1', { accidentId: '0007' }))).toMatchObject([{ status: 'UNCHANGED' }]);
    const [event] = await hub.db.sql`
      select e.data from hub.event e where e.type = 'finding.recorded' and e.data::json->>'documentNumber' = 'Z-1'`;
    expect(JSON.parse(event?.data)).toMatchObject({ accidentId: '7' });
  });

  it('are taken back by the regulator above, and stay their provider’s', async () => {
    await submit(finding('W-1'));
    const id = await idOf('W-1');
    const { withdrawFinding } = await hub.run(WITHDRAW, { id, input: { reason: '复查不成立' } }, city);
    expect(withdrawFinding).toEqual({
      ...{ withdrawnOn: day(0), withdrawalReason: '复查不成立', provenance: { provider: county.name } },
      history: [{ withdrawnOn: day(0) }, { withdrawnOn: null }],
    });
    expect(await submit(finding('W-1'))).toMatchObject([{ status: 'UNCHANGED' }]);
    const list = `query ($f: FindingFilter) { findings(filter: $f, first: 500) { nodes { documentNumber accidentId enterprise { name } division { code } } } }`;
    const numbers = async (f: object) =>
      (await hub.run(list, { f }, county)).findings.nodes.map((n: { documentNumber: string }) => n.documentNumber);
    expect(await numbers({ withdrawn: true, kind: ['NO_LICENCE'] })).toEqual(['W-1', 'T-1']);
    expect(await numbers({ withdrawn: false, division: '620621', uscc })).toEqual(['Z-1']);
    expect(await numbers({ kind: ['OTHER_GRAVE'] })).toEqual([]);
  });
});
