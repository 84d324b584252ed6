import { beforeAll, describe, expect, it } from 'vitest';
import { exportRecords, undoImport } from '../../src/exchange/index.js';
import { wireRegisters } from '../../src/server/registers.js';
import { day } from '../exchange/open-hub.js';
import { importWorld, listener, temporary } from '../intake/kit.js';
import { sampleUscc } from '../kit/sample.js';

/** A person of whom nothing may be kept: name, identity number, phone. */
const PERSON = ['王建国', '620621198001011234', '13893500000'];

describe('files of licences', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  const file = temporary();
  const usccs = [1, 2, 3].map((n) => sampleUscc(n)) as [string, string, string];
  const [mine, works, shop] = usccs;
  beforeAll(async () => {
    world = await importWorld();
    const rows = usccs.map((uscc, i) => `${uscc},民勤${i}厂,620621`);
    await world.run(file('enterprises.csv', ['uscc,name,division', ...rows].join('\n')));
  });
  const bring = async (name: string, lines: string[]) => {
    const report = listener();
    const summary = await world.run(file(name, `${lines.join('\n')}\n`), { register: 'licences', report });
    return { ...summary, warnings: report.warnings };
  };
  const known = async () => {
    const { ledgers } = wireRegisters(world.db, world.catalogue);
    const all = [];
    for await (const some of exportRecords(world.db.sql, ledgers.licences, { at: 1e9 })) all.push(...some);
    return all;
  };
  const refusals = async (name: string, lines: string[]) => {
    const rejected: string[] = [];
    const importer = world.importers.licences;
    for (const line of lines) {
      const { inserted, rejected: n } = await bring(`${name}-${rejected.length}.csv`, line.split('\n'));
      rejected.push(`${inserted} taken, ${n} refused`);
    }
    expect(importer.headers.required).toEqual(['documentNumber', 'uscc', 'certificateNumber', 'issuedOn']);
    return rejected;
  };

  it('are read as the national table of double publicity has them, and nothing of a person is kept', async () => {
    const header =
      'XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XDR_GSZC,XK_FRDB,XK_FR_ZJLX,XK_FR_SFZH,XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,XK_XKJG,XK_XKJGDM,XK_ZT,XK_LYDW,XK_LYDWDM,BZ';
    const [name, identity, phone] = PERSON;
    const row = (number: string, state: string) =>
      `民勤矿业,法人及非法人组织,${mine},6206212,${name},身份证,${identity},身份证,${identity},准予许可决定书,${number},普通,安全生产许可证,（甘）FM安许证字〔2025〕007,地下开采,2025/6/1,2025/6/1,2028/5/31,甘肃省应急管理厅,11620000MB,${state},应急厅,11620000MB,${phone}`;
    const done = await bring('xk.csv', [header, row('甘应急许〔2025〕7号', '0'), row('甘应急许〔2025〕8号', '1')]);
    expect(done).toMatchObject({ inserted: 1, rejected: 1, warnings: [] });
    expect(await known()).toMatchObject([
      {
        ...{
          documentNumber: '甘应急许〔2025〕7号',
          uscc: mine,
          certificateNumber: '(甘)FM安许证字〔2025〕007',
          kind: 'MINING',
        },
        ...{ scope: '地下开采', issuedOn: '2025-06-01', validFrom: '2025-06-01', validUntil: '2028-05-31' },
        ...{ issuedBy: '甘肃省应急管理厅', withheldOn: null, revokedOn: null },
      },
    ]);
    const kept = await world.db.sql`select t::text from hub.licence t union all select data from hub.event
      union all select t::text from hub.submission t`;
    for (const told of PERSON) expect(JSON.stringify(kept)).not.toContain(told);
  });

  it('are read with Chinese headers, decisions among them', async () => {
    const header =
      '许可决定文书号,统一社会信用代码,许可证编号,许可类型,许可范围,发证日期,有效期至,发证机关,暂扣日期,暂扣截止日期,暂扣原因,暂扣公开表述,暂扣文号,吊销日期,吊销原因,吊销公开表述,吊销决定书文号,法定代表人';
    const rows = [
      `甘建许1,${works},甘2025-1,建筑施工企业,房屋建筑,${day(-90)},,省住建厅,${day(-9)},${day(-1)},超资质,违法施工,暂1,,,,,${PERSON[0]}`,
      `甘建许2,${shop},甘2025-2,民用爆炸物品,炸药,${day(-90)},,工信厅,,,,,,${day(-2)},事故,发生事故,吊1,${PERSON[0]}`,
    ];
    expect(await bring('zh.csv', [header, ...rows])).toMatchObject({ inserted: 2, rejected: 0, warnings: [] });
    const [first, second] = (await known()).slice(-2);
    expect(first).toMatchObject({
      ...{ kind: 'CONSTRUCTION', withheldOn: day(-9), withheldUntil: day(-1), withholdingReason: '超资质' },
      ...{ publicWithholdingReason: '违法施工', withholdingDocument: '暂1', revokedOn: null },
    });
    expect(second).toMatchObject({
      ...{ kind: 'CIVIL_EXPLOSIVES', revokedOn: day(-2), revocationReason: '事故', revocationDocument: '吊1' },
    });
  });

  it('are what an export writes, and imported again they change nothing', async () => {
    const before = await known();
    const lines = before.map((record) => JSON.stringify(record));
    const summary = await world.run(file('again.ndjson', lines.join('\n')), { register: 'licences' });
    expect(summary).toMatchObject({ unchanged: before.length, inserted: 0, updated: 0, rejected: 0 });
    expect(await known()).toEqual(before);
  });

  it('with a state that has no day, or without a kind, are refused', async () => {
    const header = 'documentNumber,uscc,certificateNumber,issuedOn';
    const line = (more: string, value: string, number = '（甘）YH安许证字〔2025〕1') =>
      `${header}${more}\nD-${value},${mine},${number},${day(-9)}${more && `,${value}`}`;
    expect(
      await refusals('one', [
        ...[line(',当前状态', '吊销'), line(',当前状态', '撤销'), line(',XK_ZT', '1')],
        ...[line('', '', '甘2025-9'), line(',当前状态', '正常')],
      ]),
    ).toEqual([...Array(4).fill('0 taken, 1 refused'), '1 taken, 0 refused']);
  });

  it('that were wrong are taken back, by the import’s receipt', async () => {
    const before = await known();
    const header = 'documentNumber,uscc,certificateNumber,issuedOn';
    const wrong = await bring('wrong.csv', [header, `W-1,${mine},（甘）YH安许证字〔2025〕9,${day(-9)}`]);
    expect(await known()).toHaveLength(before.length + 1);
    const registers = Object.values(world.importers).map((i) => i.register);
    await undoImport(world.db, { receipt: wrong.receipt, registers, on: () => {} });
    expect(await known()).toEqual(before);
    const [last] = await world.db.sql`select type, public from hub.event order by position desc limit 1`;
    expect(last).toEqual({ type: 'licence.retracted', public: true });
  });
});
