/** How whoever handed a file in does what messages tell: by the command, or by whatever else a file comes. */
export interface Ways {
  /** Where the rejected rows are that lie in this file, behind "they are". */
  rejected(path: string): string;
  /** What helps where a row names another agency than the file is handed in as. */
  otherProvider: string;
  /** What helps where a file has too many rows to be written as one. */
  tooLong: string;
  /** Where the agencies are listed. */
  agencies: string;
}

export const BY_COMMAND: Ways = {
  rejected: (path) => `in ${path}`,
  otherProvider: "leave --provider out to import each row as its own agency's, or take the column out",
  tooLong:
    'that many are not imported with --atomic, since every other write would wait: split the file; or import it after a --dry-run, and take it back if need be (npx hub import undo RECEIPT)',
  agencies: 'see: npx hub agency list',
};
