import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownAgency } from '../../src/intake/core.js';
import { importFile } from '../../src/intake/core.js';
import { sampleUscc } from '../kit/sample.js';
import { importWorld, listener, temporary } from './kit.js';

/** Whose records the rows of a file are: an import submits under no name that nobody gave. */
describe('an import without --provider', { timeout: 60_000 }, () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  let agencies: KnownAgency[];
  const file = temporary();
  beforeAll(async () => {
    world = await importWorld();
    const { id } = (
      await world.agencies.add({ name: '古浪县市场监督管理局', kind: 'MARKET_REGULATION', divisionCode: '620622' })
    ).agency;
    await world.agencies.add({ name: '撤并的局', kind: 'MARKET_REGULATION', divisionCode: null });
    await world.agencies.disable('撤并的局');
    expect(id).toBeTruthy();
    agencies = (await world.agencies.list()).map(({ id: agencyId, disabledAt, ...a }) => ({
      ...a,
      agencyId,
      disabled: disabledAt !== null,
    }));
  });
  const enterprises = (path: string, provider: KnownAgency | null = null, batchSize = 2_000) =>
    importFile({
      ...{ file: path, importer: world.importers.enterprises, db: world.db, provider, agencies, batchSize },
      report: listener(),
    });
  const rejected = (path: string) => readFileSync(`${path}.rejected.csv`, 'utf8').trim().split('\n').slice(1);

  it('submits each row as the agency that its column names, by name or id, mixed in one file', async () => {
    const market = agencies.find((a) => a.name === 'MARKET_REGULATION everywhere') as KnownAgency;
    const path = file(
      'mixed.csv',
      `统一社会信用代码,企业名称,提供单位\n${sampleUscc(1)},甲厂,${market.agencyId}\n${sampleUscc(2, '620622')},乙厂,古浪县市场监督管理局\n${sampleUscc(3)},丙厂,${market.name}\n${sampleUscc(4)},丁厂,古浪县市场监督管理局\n`,
    );
    expect(await enterprises(path)).toMatchObject({ read: 4, inserted: 3, rejected: 1 });
    // A county's agency submits for its own county alone, as through the API.
    expect(rejected(path)).toEqual([expect.stringMatching(/^5,OUTSIDE_DIVISION,/)]);
    const rows = await world.db.sql`
      select e.name, a.name provider from hub.enterprise e join hub.agency a on a.id = e.provider_id order by e.uscc`;
    expect(Object.fromEntries(rows.map((r) => [r.name, r.provider]))).toEqual({
      甲厂: market.name,
      乙厂: '古浪县市场监督管理局',
      丙厂: market.name,
    });
  });

  it('keeps the order of rows where two agencies speak of one enterprise', async () => {
    const uscc = sampleUscc(20);
    const rows = ['MARKET_REGULATION everywhere', '第二局', 'MARKET_REGULATION everywhere'];
    const second = (await world.agencies.add({ name: '第二局', kind: 'MARKET_REGULATION', divisionCode: null })).agency;
    agencies.push({ ...second, agencyId: second.id, disabled: false });
    const path = file('turns.csv', `uscc,name,provider\n${rows.map((who, i) => `${uscc},第${i}名,${who}\n`).join('')}`);
    expect(await enterprises(path)).toMatchObject({ read: 3, inserted: 1, updated: 2 });
    expect(await world.db.sql`select name from hub.enterprise where uscc = ${uscc}`).toEqual([{ name: '第2名' }]);
  });

  it('refuses rows of an agency that is unknown, disabled, of the wrong kind, or not named, and says who may', async () => {
    const names = ['无此局', '撤并的局', 'SAFETY_REGULATOR everywhere', '', '古浪县市场监督管理局'];
    await world.agency('SAFETY_REGULATOR');
    const path = file(
      'wrong.csv',
      `uscc,name,数据来源\n${names.map((n, i) => `${sampleUscc(30 + i, '620622')},厂,${n}\n`).join('')}`,
    );
    expect(await enterprises(path, null, 2)).toMatchObject({ read: 5, inserted: 1, rejected: 4 });
    const may = /those that may: (?=.*MARKET_REGULATION everywhere)(?=.*古浪县市场监督管理局)(?!.*撤并的局, )/;
    const codes = ['UNKNOWN_AGENCY', 'DISABLED_AGENCY', 'FORBIDDEN', 'REQUIRED'];
    for (const [i, line] of rejected(path).entries()) {
      expect(line).toMatch(new RegExp(`^${i + 2},${codes[i]},"数据来源: `));
      expect(line).toMatch(may);
    }
  });

  it('asks in one line where neither says it, names who may, and writes nothing', async () => {
    const before = await world.db.sql`select position from hub.head`;
    const submissions = await world.db.sql`select count(*) from hub.submission`;
    for (const [name, text] of [
      ['none.csv', `uscc,name\n${sampleUscc(40)},厂\n`],
      ['blank.csv', `uscc,name,provider\n${sampleUscc(40)},厂,\n`],
      ['none.ndjson', `${JSON.stringify({ uscc: sampleUscc(40), name: '厂' })}\n`],
    ] as const) {
      const asked = enterprises(file(name, text));
      await expect(asked).rejects.toThrow(
        /does not say whose records these are; give --provider AGENCY, or a column provider \(提供单位\); those that may: MARKET_REGULATION everywhere, 古浪县市场监督管理局/,
      );
    }
    expect(await world.db.sql`select position from hub.head`).toEqual(before);
    expect(await world.db.sql`select count(*) from hub.submission`).toEqual(submissions);
  });

  it('warns of nothing that the hub’s own export says beside the fields', async () => {
    const market = agencies.find((a) => a.name === 'MARKET_REGULATION everywhere') as KnownAgency;
    const record = {
      uscc: sampleUscc(60),
      name: '厂',
      provider: market.agencyId,
      recordedAt: '2026-01-01',
      position: 1,
    };
    const report = listener();
    const importer = world.importers.enterprises;
    const path = file('exported.ndjson', JSON.stringify(record));
    expect(await importFile({ file: path, importer, db: world.db, agencies, report })).toMatchObject({ inserted: 1 });
    expect(report.warnings).toEqual([]);
  });

  it('refuses a row that names another agency than --provider', async () => {
    const market = agencies.find((a) => a.name === 'MARKET_REGULATION everywhere') as KnownAgency;
    const path = file(
      'both.ndjson',
      [market.name, '古浪县市场监督管理局', undefined]
        .map((provider, i) => `${JSON.stringify({ uscc: sampleUscc(50 + i), name: '厂', provider })}\n`)
        .join(''),
    );
    expect(await enterprises(path, market)).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
    expect(rejected(path)).toEqual([expect.stringMatching(/^2,PROVIDER_CONTRADICTED,.*leave --provider out/)]);
  });
});
