import { sampleUscc } from '../kit/sample.js';

export const CHINESE_HEADER = '企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址';

/** Rows like those of the real export, each of its own enterprise. */
export function chineseRows(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    // The sample zone has 99,999 codes a division.
    const uscc = sampleUscc(n % 99_999, n < 99_999 ? '620621' : n < 199_998 ? '620602' : '620102');
    const scope = n % 5 === 0 ? '"煤炭开采, 销售；""双回路""供电设备租赁"' : '铜、铅、锌矿选矿；道路货物运输';
    return `民勤县第${n}煤业有限责任公司,${uscc},20${String(10 + (n % 15))}-03-01,有限责任公司,${50 + n}万人民币,${scope},甘肃,武威,甘肃省武威市民勤县红沙岗镇${n}号`;
  });
}

export const chineseCsv = (count: number, eol = '\n'): string =>
  `${[CHINESE_HEADER, ...chineseRows(count)].join(eol)}${eol}`;
