import { beforeAll, describe, expect, it } from 'vitest';
import { covers, divisionLine } from '../../src/kernel/division-code.js';
import { type OpenHub, openHub } from '../exchange/open-hub.js';

interface Division {
  code: string;
  name: string;
  level: string;
  validTo: string | null;
  statisticalOnly: boolean;
  successor: { code: string; name: string } | null;
  parent: { code: string } | null;
}
const DIVISION =
  'query ($c: DivisionCode!) { division(code: $c) { code name level validTo statisticalOnly successor { code name } parent { code } children { code name level validTo statisticalOnly } } }';

describe('the reference tables', () => {
  let hub: OpenHub;
  const division = async (c: string): Promise<Division & { children: Division[] }> =>
    (await hub.run(DIVISION, { c })).division;
  const current = (d: Division) => d.validTo === null && !d.statisticalOnly;

  beforeAll(async () => {
    hub = await openHub();
  });

  it('have Minqin, what it lies in, and its eighteen towns', async () => {
    const minqin = await division('620621');
    expect(minqin).toMatchObject({ name: '民勤县', level: 'COUNTY', parent: { code: '620600' }, successor: null });
    const towns = minqin.children.map((t) => [t.code, t.name, t.level]);
    expect(towns).toHaveLength(18);
    expect(towns[0]).toEqual(['620621100', '三雷镇', 'TOWN']);
    expect(towns[5]).toEqual(['620621105', '红砂岗镇', 'TOWN']);
    expect(towns[17]).toEqual(['620621117', '南湖镇', 'TOWN']);
    const line =
      '{ division(code: "620621100") { parent { parent { name parent { name parent { name parent { name } } } } } } }';
    expect((await hub.run(line)).division).toEqual({
      parent: { parent: { name: '武威市', parent: { name: '甘肃省', parent: { name: '全国', parent: null } } } },
    });
  });

  it('have Gansu’s 14 prefectures and 86 counties, districts and cities, and mark what is statistics alone', async () => {
    const gansu = await division('620000');
    const prefectures = gansu.children.filter(current);
    expect(prefectures).toHaveLength(14);
    const counties: Division[] = [];
    const pseudo: string[] = [];
    for (const { code } of prefectures) {
      const { children } = await division(code);
      const below = children.filter((c) => c.level === 'COUNTY');
      counties.push(...below.filter(current));
      pseudo.push(...below.filter((c) => c.statisticalOnly).map((c) => c.code));
    }
    expect(counties).toHaveLength(86);
    expect(counties.filter((c) => c.name.endsWith('区'))).toHaveLength(17);
    expect(counties.filter((c) => c.name.endsWith('市'))).toHaveLength(5);
    expect(counties.filter((c) => /自治县$|族县$/.test(c.name))).toHaveLength(7);
    expect(pseudo).toEqual(expect.arrayContaining(['620171', '620201']));
  });

  it('keep retired codes with what replaced them', async () => {
    expect(await division('620824')).toMatchObject({
      name: '华亭县',
      validTo: '2018-01-01',
      successor: { code: '620881', name: '华亭市' },
    });
    expect(await hub.run('{ division(code: "990000") { name } }')).toEqual({ division: null });
  });

  it('agree with the codes themselves: every division lies in its parent, and its parent is in the table', async () => {
    const rows = await hub.db.sql`select code, parent_code parent, level from hub.division`;
    const codes = new Set(rows.map((r) => r.code));
    expect(rows.length).toBeGreaterThan(4000);
    for (const { code, parent, level } of rows) {
      if (level === 'NATION') continue;
      expect(codes.has(parent), `${code} in ${parent}`).toBe(true);
      expect(covers(parent, code), `${parent} covers ${code}`).toBe(true);
      expect(divisionLine(code)).toContain(parent);
    }
  });

  it('name industries by division and section, however they are written', async () => {
    const source =
      'query ($c: IndustryCode!) { industry(code: $c) { code name section sectionName safetySectors { code } } }';
    const industry = async (c: string) => (await hub.run(source, { c })).industry;
    const coal = { name: '煤炭开采和洗选业', section: 'B', sectionName: '采矿业' };
    expect(await industry('B0610')).toEqual({ code: '0610', ...coal, safetySectors: [{ code: 'COAL_MINE' }] });
    // A mine filed under the division alone is still a mine; a section is too wide to say anything.
    expect(await industry('06')).toEqual({ code: '06', ...coal, safetySectors: [{ code: 'COAL_MINE' }] });
    const mining = { name: '采矿业', section: 'B', sectionName: '采矿业', safetySectors: [] };
    expect(await industry('b')).toEqual({ code: 'B', ...mining });
    const sections = await hub.db.sql`select code from hub.industry where level = 'SECTION' order by code`;
    expect(sections.map((r) => r.code).join('')).toBe('ABCDEFGHIJKLMNOPQRST');
    for (const { code } of await hub.db.sql`select code from hub.industry where level = 'DIVISION'`)
      expect((await industry(code)).section, code).toMatch(/^[A-T]$/);
  });

  it('have the eight focus sectors of the plan, and every sector where no set is named', async () => {
    const source = 'query ($s: String) { safetySectors(set: $s) { code name english sets } }';
    const sectors = async (s: string | null) => (await hub.run(source, { s })).safetySectors;
    const focus = await sectors('PLAN_FOCUS');
    expect(focus).toHaveLength(8);
    expect(focus.map((f: { code: string }) => f.code)).toEqual(expect.arrayContaining(['COAL_MINE', 'NON_COAL_MINE']));
    expect((await sectors(null)).length).toBeGreaterThan(8);
    expect(await sectors('NO_SUCH_SET')).toEqual([]);
  });
});
