import { TextDecoder } from 'node:util';

/**
 * How surprising each character is in what Chinese agencies write, in nats (the negative logarithm of its share): what tells a
 * right reading of bytes from a wrong one. A wrong one is made of rare hanzi, or of letters of many alphabets side by side.
 */
export interface Likely {
  /** By UTF-16 code unit: of a character after one of another script. */
  first: Float32Array;
  /** By UTF-16 code unit: of a character after another of its script. Words of one alphabet are likely, mixtures are not. */
  after: Float32Array;
  /** By UTF-16 code unit: which script; 0 where what stands before it says nothing. */
  script: Uint8Array;
}

/** Of a character beyond the basic plane: rare hanzi in names, mostly. */
export const ASTRAL = 17.5;
/** Of bytes that are no character: files are damaged now and then, and never in every word. */
export const DAMAGE = 20;
/** The most usual character's: no reading of a text is likelier than so much a character. */
export const LEAST = 6.3;

/** Nine of ten hanzi in the names, addresses and scopes of enterprises are among these (counted in a public register of 69,551). */
const USUAL =
  '甘肃品州公的兰工市务电售业有司设限产民材经销人区元及万币用省服批备发料号县化金机装关路程营理不建含农' +
  '水制器西零技开城家项保信种准术中件动筑作计车可国村镇安合社通天任责办生门南物施险商子银五目配养专代地' +
  '交展械和询咨收方货资网管阳部庆定植新殖相法内酒加武成属日室房政外食白饰学药张活后临河汽修息仪东购证油' +
  '街广贸行须算具许百以大掖威分文上依道乡凉平园类维楼包石运会租与防小矿夏接特场危面员供线集科劳其除凭林' +
  '赁宁卫里织体源副昌星二山木钢七自告北邮医环系育嘉统期一土企华果监永能三组艺话第川肥款策划软等花数畜峪' +
  '输构原羊菜络他屋力出效控移各事承固易表预绿苗进培单店气提因高布蔬讯牛剂储暖护缆结藏流饲所滩训粮清投处' +
  '泰疗塑团饮基口层治造质需支得秦古烟景据本利户禽股消康份健取兴耗游为红手铁纺范站润联峰庄乐光毒禁盛针达' +
  '草传马长鑫旅粉止存规研围券乳送玉煤猪湾压普字丰厦麦从台明美沟海债综付杂兑龙融鞋胶族教餐铺脑登浪在下印';
const PUNCTUATION = '，。、；：？！（）《》〈〉【】〔〕「」“”‘’—…\u3000※';
/** Signs of two bytes in UTF-8 that stand alone among other characters. */
const SIGNS = '·×°±²³®§÷';

/** What is written in words: characters of one of these follow each other. A further number: what the next one of a word costs. */
const SCRIPTS: [from: number, to: number, after: number][] = [
  [0x0391, 0x03c9, 8],
  [0x0410, 0x044f, 5],
  [0x0600, 0x06ff, 5],
  [0x0f00, 0x0fff, 5],
  [0x1100, 0x11ff, 8],
  [0x1800, 0x18af, 5],
  [0x1950, 0x19df, 5],
  [0x1a20, 0x1aaf, 5],
  [0x3040, 0x30ff, 7],
  [0xa000, 0xa4ff, 8],
  [0xac00, 0xd7af, 8],
  [0xfb50, 0xfdff, 6],
  [0xfe70, 0xfeff, 6],
];
const WORD_BEGINS = 14;

let made: Likely | null = null;

/** Made when the first file beyond ASCII asks: tables of 64 K characters. */
export function likely(): Likely {
  made ??= make();
  return made;
}

function make(): Likely {
  const first = new Float32Array(0x10000).fill(17);
  const put = (from: number, to: number, nats: number) => first.fill(nats, from, to + 1);
  put(0x80, 0x9f, 20);
  put(0xa0, 0xff, 14.5);
  put(0x100, 0x17f, 14.5);
  for (const [from, to] of SCRIPTS) put(from, to, WORD_BEGINS);
  // Punctuation and signs, forms of East Asian typography, hanzi of rank none, those of the extensions, private use.
  put(0x2000, 0x2bff, 12);
  put(0x2e80, 0x303f, 12.5);
  put(0x3200, 0x33ff, 13);
  put(0x3400, 0x4dbf, 17);
  put(0x4e00, 0x9fff, 15.5);
  put(0xf900, 0xfaff, 16.5);
  put(0xe000, 0xf8ff, 19.5);
  put(0xff01, 0xff5e, 9.8);
  put(0xffe0, 0xffe6, 11);
  put(0xfffd, 0xffff, DAMAGE);
  // What Big5 holds for usual is what is usual in traditional writing; GB2312 has its usual hanzi first too.
  each('big5', [0xa4, 0xc6], [0x40, 0xfe], (c) => put(c, c, 12.5));
  each('gb18030', [0xd8, 0xf7], [0xa1, 0xfe], (c) => put(c, c, 11.9));
  each('gb18030', [0xb0, 0xd7], [0xa1, 0xfe], (c) => put(c, c, 9.7));
  for (const [characters, nats] of [
    [USUAL, LEAST],
    [PUNCTUATION, 6.7],
    [SIGNS, 12],
  ] as const)
    for (const character of characters) first[character.charCodeAt(0)] = nats;
  first[0xb7] = 7;
  const script = new Uint8Array(0x10000);
  const after = first.slice();
  for (const [index, [from, to, nats]] of SCRIPTS.entries()) {
    script.fill(index + 1, from, to + 1);
    after.fill(nats, from, to + 1);
  }
  return { first, after, script };
}

/** Each hanzi of a block of two bytes. */
function each(encoding: string, leads: [number, number], trails: [number, number], take: (code: number) => void): void {
  const decoder = new TextDecoder(encoding);
  for (let lead = leads[0]; lead <= leads[1]; lead++) {
    for (let trail = trails[0]; trail <= trails[1]; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text >= '\u4e00' && text <= '\u9fff') take(text.charCodeAt(0));
    }
  }
}
