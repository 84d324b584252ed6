/** Characters that XML cannot have, as workbooks write them: _x000D_; a text that looks like one has its first _ written so. */
const ESCAPE = /_x([0-9A-Fa-f]{4})_/g;

export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(ESCAPE, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** A spreadsheet's cell has 32,767 characters at most; a program may write more, and no field of a register takes half of them. */
const LONGEST_CELL = 100_000;
const SHOWN = 100;

/** Gathers the pieces of one cell's text, and no more of them than a cell may have. */
export class CellText {
  private text = '';
  private length = 0;

  add(piece: string): void {
    this.length += piece.length;
    if (this.text.length < SHOWN || this.length <= LONGEST_CELL) this.text += piece.slice(0, LONGEST_CELL);
  }

  get empty(): boolean {
    return this.length === 0;
  }

  /** The text; of a longer one its beginning, which `tooLong` recognises. */
  take(): string {
    const { text, length } = this;
    this.text = '';
    this.length = 0;
    return length > LONGEST_CELL ? `${text.slice(0, SHOWN)}${CUT}` : text;
  }
}

const CUT = ` … (more than ${LONGEST_CELL} characters)`;
export const tooLong = (text: string): boolean => text.length <= SHOWN + CUT.length && text.endsWith(CUT);
