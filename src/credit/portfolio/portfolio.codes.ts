import { limitExceeded } from '../../kernel/errors.js';
import { shownCode } from '../../kernel/refused-code.js';
import { parseUscc } from '../../kernel/uscc.js';

/** Companies of one portfolio at most. */
export const MAX_MEMBERS = 200_000;
/** Texts that are no code, named in a receipt; the others are counted. */
const NAMED = 10_000;
/** Of those, how many have a sentence of their own; the others refer to the first of their code. */
const SENTENCES = 1_000;

/** A text that is no code. */
export interface InvalidCode {
  /** Its place: in the list from 0, in a file its line from 1. */
  index: number;
  text: string;
  code: string;
  message: string;
}

/** Codes of a list or a file: the good ones, each once, and what is wrong with the others. */
export class CodeReader {
  readonly codes = new Set<string>();
  readonly invalid: InvalidCode[] = [];
  invalidCount = 0;
  private readonly first = new Map<string, number>();

  add(text: string, index: number): void {
    const result = parseUscc(text);
    if (result.ok) {
      this.codes.add(result.uscc);
      if (this.codes.size > MAX_MEMBERS) throw limitExceeded('codes of a portfolio', MAX_MEMBERS, this.codes.size);
      return;
    }
    this.reject(text, index, `USCC_${result.fault}`, result.message);
  }

  reject(text: string, index: number, code: string, message: string): void {
    this.invalidCount++;
    const like = this.first.get(code);
    if (like === undefined) this.first.set(code, index);
    if (this.invalid.length >= NAMED) return;
    const told = this.invalid.length < SENTENCES || like === undefined;
    this.invalid.push({ index, text: shownCode(text), code, message: told ? message : `as ${like}` });
  }

  static of(texts: readonly string[]): CodeReader {
    const reader = new CodeReader();
    for (const [i, text] of texts.entries()) reader.add(text, i);
    return reader;
  }
}
