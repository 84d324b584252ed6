/** What spreadsheets take for a formula, in full width too where they are Chinese; apostrophes before it that make it a text aside. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
/**
 * What a spreadsheet makes something else of as it opens a CSV, and saves as that: more digits than it shows (9.16E+17), zeros in front, a
 * power of ten, and what may be a day without its year.
 */
const DAMAGED = /^'*\s*(?:[\d.]{12,}|0\d+|\d+e\d+|\d{1,4}[-/]\d{1,4})\s*$/i;
const APOSTROPHE = "'";

/** A cell's text as it is written to a CSV, so that no spreadsheet runs it as a formula. */
export const guarded = (text: string): string =>
  FORMULA.test(text) || (text.startsWith(APOSTROPHE) && DAMAGED.test(text)) ? APOSTROPHE + text : text;

/** The same for a file that is made to be mended in a spreadsheet: codes and numbers come back from it as they were. */
export const keptWhole = (text: string): string => (DAMAGED.test(text) ? APOSTROPHE + text : guarded(text));

/** The text of a cell that `guarded` or `keptWhole` wrote, or that a spreadsheet keeps from being a formula in the same way. */
export const unguarded = (cell: string): string =>
  cell.startsWith(APOSTROPHE) && (FORMULA.test(cell) || DAMAGED.test(cell)) ? cell.slice(1) : cell;
