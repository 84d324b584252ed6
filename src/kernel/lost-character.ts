/**
 * Programs write `?` for a character that their encoding does not have: 㐂 of a name, once a spreadsheet saves it as GBK. What
 * it was is not to be known, and the name would be another company's.
 */
const BESIDE_HAN = /(?<=\p{Script=Han})\?|\?(?=\p{Script=Han})|(?<=\p{Script=Han})？{2}|？{2}(?=\p{Script=Han})/u;
/** In prose one of them may end a question. */
const RUN_BESIDE_HAN = /(?<=\p{Script=Han})\?{2}|\?{2}(?=\p{Script=Han})/u;
const ADDRESSES = /https?:\/\/[^\s\p{Script=Han}]+/giu;

/** Why a text evidently lost characters; null where it did not. `short`: a name, an address or the like, and no prose. */
export function lostCharacter(text: string, short: boolean): string | null {
  if (!text.includes('?') && !text.includes('？？')) return null;
  const plain = text.replace(ADDRESSES, '');
  if (!(short ? BESIDE_HAN : RUN_BESIDE_HAN).test(plain)) return null;
  return 'a character was lost as ?: write it again, and save the file as UTF-8 or .xlsx; where a question is asked, write ？';
}
