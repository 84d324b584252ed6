/** What spreadsheets take for a formula, in full width too where they are Chinese; apostrophes before it that make it a text aside. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const APOSTROPHE = "'";

/** A cell's text as it is written to a CSV, so that no spreadsheet runs it as a formula. */
export const guarded = (text: string): string => (FORMULA.test(text) ? APOSTROPHE + text : text);

/** The text of a cell that `guarded` wrote, or that a spreadsheet keeps from being a formula in the same way. */
export const unguarded = (cell: string): string =>
  cell.startsWith(APOSTROPHE) && FORMULA.test(cell) ? cell.slice(1) : cell;
