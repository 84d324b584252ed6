import { TextDecoder } from 'node:util';
import type { Entry } from 'yauzl';
import { legacyCost, utf8Cost } from './readings.js';

/** Says that the name is UTF-8; programs on Chinese Windows leave it unset and write GBK, others leave it unset and write UTF-8. */
const SAYS_UTF8 = 0x800;

/** An entry's name, by the bit that says so, else by what Chinese text looks like. It is shown and looked up, never used as a path. */
export function entryName(entry: Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag'>): string {
  const { fileNameRaw: raw, generalPurposeBitFlag: flags } = entry;
  const utf8 = (flags & SAYS_UTF8) !== 0 || utf8Cost(raw, 0, raw.length) <= legacyCost('gb18030', raw, 0, raw.length);
  return new TextDecoder(utf8 ? 'utf-8' : 'gb18030').decode(raw);
}
