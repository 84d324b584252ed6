import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { AGENCY_KINDS } from '../../src/kernel/vocabulary.js';
import { type Answer, day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const SUBMIT = `mutation ($r: [AdministrativePenaltyInput!]!) { submitPenalties(records: $r) {
  inserted updated unchanged rejected position results { status code message path } } }`;
const [INSIDE, OPEN] = ['李某擅自作业', '罚款三万元'];

describe('administrative penalties', () => {
  let hub: OpenHub;
  let regulator: Viewer;
  const [uscc, other] = [sampleUscc(1), sampleUscc(2)];
  const penalty = (documentNumber: string, more: object = {}) => ({
    ...{ documentNumber, uscc, violation: '未落实安全生产责任制', kinds: ['FINE', 'WARNING'], decidedOn: day(-30) },
    ...more,
  });
  const submit = async (r: object[], viewer = regulator) => (await hub.run(SUBMIT, { r }, viewer)).submitPenalties;
  const listed = async (viewer?: Viewer, filter: object = {}) => {
    const list =
      'query ($f: AdministrativePenaltyFilter) { penalties(filter: $f, first: 500) { nodes { documentNumber } } }';
    const { penalties } = await hub.run(list, { f: { uscc: other, ...filter } }, viewer);
    return penalties.nodes.map((p: Answer) => p.documentNumber);
  };

  beforeAll(async () => {
    hub = await openHub();
    regulator = await hub.agency('SAFETY_REGULATOR', '620621');
    await hub.submit('enterprises', [
      { uscc, name: '红沙岗煤业' },
      { uscc: other, name: '绿洲建材厂' },
    ]);
  });

  it.each<[string, object, string]>([
    ['decided today', { decidedOn: day(0) }, 'INSERTED'],
    ['decided tomorrow', { decidedOn: day(1) }, 'FUTURE decidedOn'],
    ['published for three years', { decidedOn: '2024-02-29', publishedUntil: '2027-02-28' }, 'INSERTED'],
    ['published for a day more', { decidedOn: '2024-02-29', publishedUntil: '2027-03-01' }, 'VALIDITY publishedUntil'],
    ['published until before its decision', { publishedUntil: day(-31) }, 'VALIDITY publishedUntil'],
    ['valid until before its decision', { validUntil: day(-31) }, 'ORDER validUntil'],
    ['revoked without a reason', { withdrawnOn: day(-1) }, 'REQUIRED withdrawalReason'],
    ['with a reason, and not revoked', { withdrawalReason: '复议' }, 'REQUIRED withdrawnOn'],
    ['revoked tomorrow', { withdrawnOn: day(1), withdrawalReason: '复议' }, 'FUTURE withdrawnOn'],
    ['revoked before its decision', { withdrawnOn: day(-31), withdrawalReason: '复议' }, 'ORDER withdrawnOn'],
    ['of no kind', { kinds: [] }, 'REQUIRED kinds'],
    ['with a person’s number in the facts', { facts: '李某，身份证号码62062119800101123' }, 'PERSONAL_DATA facts'],
    ['with a phone number in what it imposes', { content: '联系电话13800138000' }, 'PERSONAL_DATA content'],
    ['of an unknown enterprise', { uscc: sampleUscc(99) }, 'UNKNOWN_ENTERPRISE uscc'],
    ['in another county', { division: '620622' }, 'OUTSIDE_DIVISION division'],
  ])('are taken or refused one by one: %s', async (what, more, expected) => {
    const { results } = await submit([penalty(`S-${what}`, more), penalty('S-good')]);
    const { status, code, path } = results[0];
    expect(code ? `${code} ${path.replace('records.0.', '')}` : status).toBe(expected);
    expect(results[1].status).toMatch(/INSERTED|UNCHANGED/);
  });

  it('impose several kinds at once, which are a set: in the order of the law, and the same said otherwise', async () => {
    expect(await submit([penalty('K-1'), penalty('K-1', { kinds: ['WARNING', 'FINE', 'FINE'] })])).toMatchObject({
      ...{ inserted: 1, unchanged: 1 },
    });
    const { updated } = await submit([penalty('K-1', { kinds: ['WARNING', 'SUSPENSION'] })]);
    expect(updated).toBe(1);
    const query = `{ penalties(filter: { uscc: "${uscc}", kinds: [SUSPENSION] }) { nodes { documentNumber kinds history { kinds } } } }`;
    expect((await hub.run(query, {}, regulator)).penalties.nodes).toEqual([
      {
        ...{ documentNumber: 'K-1', kinds: ['WARNING', 'SUSPENSION'] },
        history: [{ kinds: ['WARNING', 'SUSPENSION'] }, { kinds: ['WARNING', 'FINE'] }],
      },
    ]);
    // The database does not take what no code of ours would write.
    const wrong = (kinds: string[]) => hub.db.sql`update hub.penalty set kinds = ${kinds}, position = position + 1e9`;
    await expect(wrong(['DETENTION'])).rejects.toThrow('penalty_kinds');
    await expect(wrong([])).rejects.toThrow('penalty_kinds');
  });

  it('are submitted by safety regulators alone', async () => {
    for (const kind of AGENCY_KINDS) {
      const viewer = await hub.agency(kind);
      const records = { r: [penalty(`P-${kind}`)] };
      if (kind === 'SAFETY_REGULATOR')
        expect((await hub.run(SUBMIT, records, viewer)).submitPenalties.inserted).toBe(1);
      else expect((await hub.refusal(SUBMIT, records, viewer)).code, kind).toBe('FORBIDDEN');
    }
    expect((await hub.refusal(SUBMIT, { r: [] })).code).toBe('UNAUTHENTICATED');
  });

  describe('of a company, public and not', () => {
    const shown = { publishedUntil: day(300), facts: INSIDE, content: `${INSIDE}，${OPEN}`, publicContent: OPEN };
    const NAMES = ['today', 'revoked', 'past', 'minor', 'long'];
    beforeAll(async () => {
      const own = (name: string, more: object) => penalty(name, { uscc: other, ...more });
      const { inserted } = await submit([
        own('long', { ...shown, decidedOn: day(-50), kinds: ['CLOSURE'], fine: '30000.01' }),
        own('minor', { decidedOn: day(-40), content: INSIDE }),
        own('past', { ...shown, decidedOn: day(-30), publishedUntil: day(-1) }),
        own('revoked', { ...shown, decidedOn: day(-20), withdrawnOn: day(-1), withdrawalReason: INSIDE }),
        own('today', { ...shown, decidedOn: day(-10), publishedUntil: day(0) }),
      ]);
      expect(inserted).toBe(5);
    });

    it('are read by everybody while they are published, by the authorities of their division always', async () => {
      const always = ['SAFETY_REGULATOR', 'COUNTY_GOVERNMENT', 'OPERATOR'];
      const read = `query ($u: USCC!) { enterprise(uscc: $u) { penalties {
        id documentNumber facts content publicContent withdrawalReason fine history { facts content } } } }`;
      for (const kind of [...AGENCY_KINDS, 'PUBLIC'] as const)
        for (const division of ['620621', '620702']) {
          const viewer = kind === 'PUBLIC' ? undefined : await hub.agency(kind, division);
          const inside = always.includes(kind) && (division === '620621' || kind === 'OPERATOR');
          const seen = inside ? NAMES : ['today', 'long'];
          expect(await listed(viewer), `${kind} ${division}`).toEqual(seen);
          const { penalties } = (await hub.run(read, { u: other }, viewer)).enterprise;
          expect(
            penalties.map((p: Answer) => p.documentNumber),
            kind,
          ).toEqual(seen);
          const said = JSON.stringify(penalties);
          expect(said.includes(INSIDE), `${kind} ${division}`).toBe(inside);
          if (!inside)
            expect(penalties[0]).toMatchObject({ facts: null, content: OPEN, publicContent: OPEN, fine: null });
        }
    });

    it('are one by its id, null where it is not to be seen', async () => {
      const ids = new Map(
        (await hub.db.sql`select document_number, id::text from hub.penalty`).map((r) => [r.document_number, r.id]),
      );
      const one = (name: string, viewer?: Viewer) =>
        hub.run(
          'query ($id: ID!) { penalty(id: $id) { fine kinds status: withdrawnOn } }',
          { id: ids.get(name) },
          viewer,
        );
      expect((await one('long')).penalty).toEqual({ fine: '30000.01', kinds: ['CLOSURE'], status: null });
      for (const name of ['minor', 'past', 'revoked']) expect((await one(name)).penalty, name).toBeNull();
      expect((await one('revoked', regulator)).penalty).toMatchObject({ status: day(-1) });
    });

    it('are narrowed by kind, day, place and whether they stand, and paged', async () => {
      expect(await listed(regulator, { kinds: ['CLOSURE', 'SUSPENSION'] })).toEqual(['long']);
      expect(await listed(regulator, { kinds: ['WARNING'], decidedFrom: day(-30) })).toEqual([
        'today',
        'revoked',
        'past',
      ]);
      expect(await listed(regulator, { decidedUntil: day(-40) })).toEqual(['minor', 'long']);
      expect(await listed(regulator, { withdrawn: true })).toEqual(['revoked']);
      expect(await listed(regulator, { division: '620622' })).toEqual([]);
      const page = `query ($u: USCC!, $after: Cursor) { penalties(filter: { uscc: $u }, first: 2, after: $after) {
        nodes { documentNumber } pageInfo { hasNextPage endCursor } } }`;
      const names: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { nodes, pageInfo }: Answer = (await hub.run(page, { u: other, after }, regulator)).penalties;
        names.push(...nodes.map((n: Answer) => n.documentNumber));
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      expect(names).toEqual(NAMES);
    });

    it('are corrected in a new version: the public reads no text that was replaced, and no version that was not public', async () => {
      const own = penalty('H-1', { uscc, decidedOn: day(-60), content: INSIDE, publicContent: '旧表述' });
      await submit([own]);
      await submit([{ ...own, ...shown, publicContent: OPEN }]);
      await submit([{ ...own, ...shown, publicContent: OPEN, fine: '5.00' }]);
      const read = `{ penalties(filter: { uscc: "${uscc}", decidedUntil: "${day(-60)}" }) { nodes { history { content publicContent fine } } } }`;
      const history = async (viewer?: Viewer) => (await hub.run(read, {}, viewer)).penalties.nodes[0].history;
      expect(await history()).toEqual([
        { content: OPEN, publicContent: OPEN, fine: '5.00' },
        { content: null, publicContent: null, fine: null },
      ]);
      expect(await history(regulator)).toEqual([
        { content: shown.content, publicContent: OPEN, fine: '5.00' },
        { content: shown.content, publicContent: OPEN, fine: null },
        { content: INSIDE, publicContent: '旧表述', fine: null },
      ]);
    });
  });
});
