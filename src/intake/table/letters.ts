/** A column's letters as a spreadsheet names it, counted from 0: A to Z, AA and on. */
export function letters(index: number): string {
  const [rest, last] = [Math.floor(index / 26), index % 26];
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + last);
}
