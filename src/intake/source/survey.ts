import { isAscii } from 'node:buffer';
import { eachLine, lineBlocks } from './blocks.js';
import { CONTRARY, Judge, SURE } from './judge.js';
import type { Legacy } from './readings.js';
import { wide } from './wide.js';

export type Encoding = 'utf-8' | Legacy | 'utf-16le' | 'utf-16be';

/** What a file's bytes are, as far as the whole of it tells. */
export interface Verdict {
  encoding: Encoding;
  /** Whether a byte order mark says so. */
  marked: boolean;
  /** The encoding of two bytes that single lines may be in. */
  legacy: Legacy;
  /** Whether every line is read in the file's encoding; else each is judged again, and may be in doubt. */
  alike: boolean;
  /** Whether some lines surely are of the other encoding: then none that is not sure is taken for either. */
  mixed: boolean;
}

/** Why a file as a whole cannot be read surely. */
export interface Doubt {
  doubt: string;
}

const MARKS: [mark: number[], encoding: Encoding][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0x84, 0x31, 0x95, 0x33], 'gb18030'],
];
const NAMED_LINES = 5;
/** A run of Big5 looks like Chinese text in GB18030 by chance, less often than once in so many. */
const BY_CHANCE = 20;
export const MEND = 'save it as UTF-8 (in Excel: “CSV UTF-8”, CSV UTF-8（逗号分隔）) and import that';

/** Reads a file's bytes once, to its end, and says what they are. Memory stays flat. */
export async function survey(
  open: () => AsyncIterable<Uint8Array>,
  legacy: Legacy = 'gb18030',
): Promise<Verdict | Doubt> {
  const judge = new Judge(legacy);
  let marked: Encoding | null = null;
  let started = false;
  let line = 1;
  const inDoubt: number[] = [];
  for await (const block of lineBlocks(open())) {
    if (!started) {
      started = true;
      marked = MARKS.find(([mark]) => mark.every((byte, at) => block[at] === byte))?.[1] ?? null;
      const encoding = marked?.startsWith('utf-16') ? marked : marked ? null : wide(block);
      if (encoding) return { encoding, marked: marked !== null, legacy, alike: true, mixed: false };
    }
    const ascii = isAscii(block);
    line += eachLine(block, (from, to, n) => {
      if (ascii) return;
      const verdict = judge.line(block, from, to);
      if ((verdict === 'weak' || verdict === 'doubt') && inDoubt.length <= NAMED_LINES) inDoubt.push(line + n);
    });
  }
  return concluded(judge, marked, inDoubt) ?? survey(open, 'big5');
}

/** Null: to be judged again, by Big5. */
function concluded(judge: Judge, marked: Encoding | null, inDoubt: number[]): Verdict | Doubt | null {
  const { counted, legacy, runs, weakest } = judge;
  const said = counted['utf-8'] + counted.legacy;
  let encoding: Encoding = counted['utf-8'] >= counted.legacy ? 'utf-8' : legacy;
  if (said === 0 && counted.weak + counted.doubt > 0) {
    encoding = judge.allNats > 0 ? 'utf-8' : legacy;
    if (!marked && Math.abs(judge.allNats) < SURE)
      return { doubt: `can be UTF-8 or GB18030 ${lines(inDoubt)}, and which is in doubt; ${MEND}` };
  }
  if (marked) encoding = marked;
  else if (encoding === legacy) {
    if (legacy === 'gb18030' && runs.rival > runs.own * BY_CHANCE) return null;
    if (runs.rival > runs.own || (runs.own === 0 && judge.rivalNats > 0))
      return { doubt: `can be Big5 (traditional Chinese 繁体) or GB18030, and which is in doubt; ${MEND}` };
    if (judge.legacyNats > judge.strangeNats)
      return { doubt: `is no Chinese text in UTF-8, UTF-16, GB18030 or Big5; ${MEND}` };
  }
  const other = encoding === 'utf-8' ? counted.legacy : counted['utf-8'];
  const leaning = encoding === 'utf-8' ? weakest.legacy : weakest.utf8;
  const mixed = other > 0;
  const alike = !mixed && counted.doubt === 0 && leaning <= CONTRARY;
  return { encoding, marked: marked !== null, legacy, alike, mixed };
}

function lines(numbers: readonly number[]): string {
  const named = numbers.slice(0, NAMED_LINES).join(', ');
  return `in line${numbers.length > 1 ? 's' : ''} ${named}${numbers.length > NAMED_LINES ? ' and others' : ''}`;
}
