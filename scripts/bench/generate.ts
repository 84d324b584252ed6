import { join } from 'node:path';
import { addDays } from '../../src/kernel/date.js';
import { organisationCheck, usccCheck } from '../../src/kernel/uscc.js';
import { writeLines } from './lines.js';

/** For a machine without the references: data of the same columns and proportions as theirs, the same on every run. */

const COUNTIES = ['620102', '620103', '620104', '620201', '620402', '620502', '620621', '620702', '620981', '621202'];
const TRADES: [code: string, word: string][] = [
  ['0610', '煤矿'],
  ['0912', '矿业'],
  ['2614', '化工'],
  ['3011', '水泥'],
  ['3110', '钢铁'],
  ['4720', '建筑工程'],
  ['5162', '石化销售'],
  ['5430', '运输'],
];
const BRANDS = [...'华兴鑫泰丰盛瑞祥宏达恒远东西南北金玉龙凤天地海川安康永昌正大信义诚明'];
const LEVELS = ['AAA', 'AA', 'A', 'A', 'BBB', 'BBB', 'BB', 'CCC', 'D'];
const DOMAINS = ['PROJECT_APPROVAL', 'LAND_USE', 'SECURITIES_FINANCING', 'BANK_LOAN'];
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Mulberry32: small, fast, and the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A valid code for each number: the factor is prime to 31⁶, so no two numbers share one. */
function usccOf(i: number, division: string): string {
  let k = (i * 524_287 + 12_345) % 31 ** 6;
  let body = 'MA';
  for (let j = 0; j < 6; j++, k = Math.floor(k / 31)) body += ALPHABET.charAt(k % 31);
  const head = `91${division}${body}${organisationCheck(body)}`;
  return head + usccCheck(head);
}

type Table = 'enterprise' | 'grading' | 'rating' | 'restriction';

/** One pass for each table over the same random numbers: every pass sees the same enterprises. */
function* rows(n: number, today: string, table: Table): Generator<string> {
  const random = randomNumbers(1);
  const int = (below: number) => Math.floor(random() * below);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const days = new Map<number, string>();
  const day = (d: number): string => {
    let text = days.get(d);
    if (text === undefined) {
      text = addDays(today, d);
      days.set(d, text);
    }
    return text;
  };
  let grading = 0;
  let restriction = 0;
  for (let i = 0; i < n; i++) {
    const division = pick(COUNTIES);
    const uscc = usccOf(i, division);
    const [industry, word] = pick(TRADES);
    const name = `${pick(BRANDS)}${pick(BRANDS)}${pick(BRANDS)}${word}有限责任公司`;
    const line = `${uscc},${name},${division},${industry},${random() < 0.9 ? 'ACTIVE' : 'CANCELLED'},${day(-30 - int(9000))}`;
    if (table === 'enterprise') yield line;
    if (random() < 0.2) {
      const issued = -int(1080);
      const row = `${++grading},${uscc},${division},${1 + int(3)},${(60 + int(400) / 10).toFixed(1)},${day(issued)},${day(issued + 1095)}`;
      if (table === 'grading') yield row;
    }
    if (random() < 0.3) {
      const row = `${uscc},${pick(LEVELS)},BANK,${day(-int(720))}`;
      if (table === 'rating') yield row;
    }
    if (random() < 0.01) {
      const row = `${++restriction},${uscc},${pick(DOMAINS)},${day(-int(360))},${day(1 + int(365))},,HZ${restriction}`;
      if (table === 'restriction') yield row;
    }
  }
}

export async function generate(n: number, today: string, folder: string): Promise<void> {
  for (const table of ['enterprise', 'grading', 'rating', 'restriction'] as const)
    await writeLines(join(folder, `${table}.csv`), rows(n, today, table));
}
