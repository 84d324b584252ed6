/** What may stand where a line begins, by the last character before it that says something. */
const AFTER: [last: RegExp, next: RegExp][] = [
  [/\{/, /["}]/],
  [/\[/, /["{[\]\d\-tfn]/],
  [/:/, /["{[\d\-tfn]/],
];
const [OBJECT, LIST] = ['{', '['];
/** Where a scan of JSON stands: in the middle of a value, behind a whole one, or where no JSON can go on. */
export type ScanState = 'OPEN' | 'WHOLE' | 'BROKEN';
const STRUCTURE = /["{}[\]]/g;

/** Follows the brackets of one JSON value over lines; that it is JSON, the parser says in the end. A text never goes over a line's end. */
export class JsonScan {
  private readonly within: string[] = [];
  private last = '';

  /** Whether a line can be the next one of the value. */
  mayGoOn(line: string): boolean {
    const next = line.charAt(0);
    const rule = AFTER.find(([last]) => last.test(this.last));
    if (rule) return rule[1].test(next);
    if (this.last === ',') return this.within.at(-1) === LIST ? /["{[\d\-tfn]/.test(next) : next === '"';
    return /[,}\]:]/.test(next);
  }

  line(text: string): ScanState {
    STRUCTURE.lastIndex = 0;
    for (let found = STRUCTURE.exec(text); found; found = STRUCTURE.exec(text)) {
      const [mark] = found;
      if (mark === '"') {
        const end = textEnd(text, found.index + 1);
        if (end < 0) return 'BROKEN';
        STRUCTURE.lastIndex = end + 1;
      } else if (mark === OBJECT || mark === LIST) this.within.push(mark);
      else {
        if (this.within.pop() !== (mark === '}' ? OBJECT : LIST)) return 'BROKEN';
        if (this.within.length === 0) return found.index === text.length - 1 ? 'WHOLE' : 'BROKEN';
      }
    }
    this.last = text.charAt(text.length - 1);
    return 'OPEN';
  }
}

/** Where a JSON text that began before `from` ends, at its closing quote; -1: not here. */
export function textEnd(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && escaped(text, at, from)) at = text.indexOf('"', at + 1);
  return at;
}

function escaped(text: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}
