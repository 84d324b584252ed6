import type { Problem } from '../../kernel/errors.js';
import { plain } from './header-name.js';

const END = '(?:$|[:(\\d])';
const FOOTER = [
  new RegExp(`^(?:合计|总计|小计|共计|累计|总数|汇总|total|sum)${END}`),
  /^(?:合计|总计|小计|共计|总数)?共?\d+[家条户项人行页]/,
  new RegExp(
    `^(?:制表|填表|填报|填制|报送|审核|复核|审批|批准|校对|编制|经办|承办|录入|统计|打印|导出|联系)(?:单位|人|人员|员|者|日期|时间|部门|机关|科室|电话|方式|负责人)?${END}`,
  ),
  new RegExp(`^(?:单位|部门|科室)?(?:负责人|主管|领导|盖章|公章|签字|签章|签名)(?:签字|签章|签名)?${END}`),
  new RegExp(`^(?:备注|附注|注|说明|注意|填表说明|填报说明)${END}`),
  /^(?:数据)?(?:截止|截至|来源)(?:时间|日期|于|到|单位)?/,
  /^[-—–―─(]*以下(?:空白|无正文)/,
  /^第\d+页/,
  /^-*(?:the)?end-*$/,
];
/** What stands below a table by itself: in a longer row it may be a record's. */
const ALONE = [
  // Who made the table, with a seal, and when; what its colours mean; lines drawn.
  /[(](?:盖章|公章|签章|签字|印章)[)]$/,
  /^(?:\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})$/,
  /^(?:标?[红蓝黄绿黑灰粗斜](?:色|字|底|体|色字体|色底纹)|带?[*※★☆]号?)(?:的|者)?(?:为|是|表示|系|代表|标注|标识)/,
  /^[-—–―─━_=*~·…]{2,}$/,
];
/** A footer says little: a row with more cells than these is a record with something missing. */
const MOST_CELLS = 6;

/** Whether a row whose code is none looks like what stands below a table: totals, and who made it. */
export function isFooter(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.length === 0 || filled.length > MOST_CELLS) return false;
  const first = plain(filled[0] as string);
  return (filled.length <= 2 ? [...FOOTER, ...ALONE] : FOOTER).some((pattern) => pattern.test(first));
}

export const FOOTER_FAULT: Problem = {
  path: '',
  code: 'FOOTER',
  message: 'looks like a footer below the table (a total, or who made it), and is no record; take it out',
};
export const HEADER_FAULT: Problem = {
  path: '',
  code: 'HEADER',
  message: 'repeats the columns’ names, and is no record; take it out',
};
