/** A code of a vocabulary in words. */
export interface Word {
  /** English, as a phrase that the term follows. */
  en: string;
  /** The official Chinese term; no other code of the vocabulary has it. */
  zh: string;
  /** What files write for it beside the term and the code itself. */
  also?: readonly string[];
  /** Sentences behind phrase and term, where these do not suffice. */
  more?: string;
}

/** What a text of a file says in a vocabulary: a code, several codes at once, or none. */
export type Read<C extends string> = { code: C } | { several: C[] } | null;

export interface VocabularyOptions {
  /** Words that may follow every term in files, such as 事故 behind a category of accidents. */
  endings?: readonly string[];
  /** Terms that files write and that no code of the vocabulary is, with what is to be done about them. */
  others?: Readonly<Record<string, string>>;
}

/** What stands between two terms that are written together: 谎报或者瞒报. */
const JOINTS = ['或者', '以及', '或', '和', '与', '及'];
/** Compared without what does not show or only separates: full width, case, spaces, commas, slashes. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff、,，;；/|]/g, '')
    .toUpperCase();
/** What numbers the items of a list: ① and 1、 1. (1) 一、 （一） before each of them. */
const CIRCLED = /[①-⑳]/g;
const NUMBERED =
  /(?<![^\s、,;。/|])(?:\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\)|(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.:)])/g;
/** Only a term of two or more Chinese characters is looked for inside a longer text: 1 and 2 are not found in 12. */
const COMBINES = /^\p{Script=Han}{2,}$/u;
const BRACKETED = /^([^()]+)\(([^()]+)\)$/;
/** No combination of terms is longer, in characters. */
const LONGEST = 80;

/**
 * A closed vocabulary: one record of its codes with their words. The GraphQL enum with its descriptions (enums.ts), the checks of
 * tables, the terms that files may write and the words of public announcements are all derived from it. Throws where two
 * codes share a term: a file that says it would be read by chance.
 */
export class Vocabulary<C extends string> {
  /** The codes in the vocabulary's order. */
  readonly codes: readonly [C, ...C[]];
  private readonly terms = new Map<string, C>();
  private readonly combining: readonly string[];
  private readonly others: ReadonlyMap<string, string>;

  constructor(
    /** As the GraphQL enum is called. */
    readonly name: string,
    readonly description: string,
    readonly words: Readonly<Record<C, Word>>,
    { endings = [], others = {} }: VocabularyOptions = {},
  ) {
    this.codes = Object.keys(words) as [C, ...C[]];
    for (const code of this.codes) {
      const { zh, also = [] } = words[code];
      for (const term of [code, zh, ...also]) this.take(term, code);
      for (const term of [zh, ...also]) for (const ending of endings) this.take(term + ending, code);
    }
    this.others = new Map(Object.entries(others).map(([term, instead]) => [plain(term), instead]));
    this.combining = [...this.terms.keys()].filter((term) => COMBINES.test(term)).sort((a, b) => b.length - a.length);
  }

  /** The official Chinese term of a code. */
  zh(code: C): string {
    return this.words[code].zh;
  }

  /** A code for people who read the schema: English first, then the official Chinese term. */
  describe(code: C): string {
    const { en, zh, more } = this.words[code];
    return `${en} ${zh}.${more === undefined ? '' : ` ${more}`}`;
  }

  /** Every code with its term, for messages: `ORDINARY 一般事故, MAJOR 重大事故`. */
  get listed(): string {
    return this.codes.map((code) => `${code} ${this.zh(code)}`).join(', ');
  }

  /**
   * What a text says: a code in any case, a term, or terms written together. Together they are one code where one covers them
   * (迟报、漏报); terms of several codes are several, and whoever reads them asks which one is meant.
   */
  read(text: string): Read<C> {
    const wanted = plain(text);
    const code = this.terms.get(wanted);
    if (code !== undefined) return { code };
    // A term that another explains in brackets, 在业(存续), is the two of them.
    const together = wanted.replace(BRACKETED, '$1$2');
    const found = together === '' || together.length > LONGEST ? null : this.parts(together, 0, new Set());
    if (found === null) return null;
    const several = this.codes.filter((c) => found.includes(c));
    return several.length === 1 ? { code: several[0] as C } : { several };
  }

  /** What is to be done about a term that files write and that is none of the vocabulary's; null where nothing is known of it. */
  insteadOf(text: string): string | null {
    return this.others.get(plain(text)) ?? null;
  }

  /**
   * Every code that a text says, in the vocabulary's order: terms written together, set apart as lists are, or numbered (1、罚款；2、警告); null
   * where it says anything else.
   */
  readAll(text: string): C[] | null {
    const whole = this.read(text);
    const parts = whole
      ? [whole]
      : text
          .replace(CIRCLED, '、')
          .normalize('NFKC')
          .replace(NUMBERED, '、')
          .split(/[\s、,;。/|]+/)
          .filter(Boolean)
          .map((part) => this.read(part));
    if (parts.length === 0 || parts.includes(null)) return null;
    const said = parts.flatMap((part) => (part === null ? [] : 'code' in part ? [part.code] : part.several));
    return this.codes.filter((code) => said.includes(code));
  }

  private take(term: string, code: C): void {
    const known = this.terms.get(plain(term));
    if (known !== undefined && known !== code)
      throw new Error(`${this.name}: ${term} is a term of both ${known} and ${code}`);
    this.terms.set(plain(term), code);
  }

  /** The codes of the terms that make up a text from a place on; null where there is none such. `dead` keeps the places tried. */
  private parts(text: string, at: number, dead: Set<number>): C[] | null {
    if (at === text.length) return [];
    if (dead.has(at)) return null;
    for (const term of this.combining) {
      if (!text.startsWith(term, at)) continue;
      const next = at + term.length;
      for (const joint of ['', ...JOINTS]) {
        // A text does not end with a joint.
        if (joint !== '' && (next + joint.length >= text.length || !text.startsWith(joint, next))) continue;
        const rest = this.parts(text, next + joint.length, dead);
        if (rest) return [this.terms.get(term) as C, ...rest];
      }
    }
    dead.add(at);
    return null;
  }
}
