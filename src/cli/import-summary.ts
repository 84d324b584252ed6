import type { Change, ImportError, ImportSummary, RowFault } from '../intake/core.js';

/** What an import did, or would do, in lines for people. */
export function describe(s: ImportSummary): string[] {
  const counts = `read ${s.read}, inserted ${s.inserted}, updated ${s.updated}, unchanged ${s.unchanged}, rejected ${s.rejected}`;
  const dry = s.dryRun ? 'dry run, nothing was written: ' : '';
  const lines = [`${s.file}: ${dry}${counts} (${s.seconds.toFixed(1)} s, ${s.rowsPerSecond} rows/s)`];
  if (s.unchanged > 0 && s.unchanged === s.read - s.rejected)
    lines.push(`nothing ${s.dryRun ? 'would change' : 'changed'}: the register holds these records already`);
  lines.push(...s.assumed);
  if (s.dryRun) return [...lines, ...s.faults.map(faultLine), ...s.changes.map(changeLine)];
  if (s.inserted + s.updated > 0) lines.push(`receipt ${s.receipt}; to take it back: npx hub import undo ${s.receipt}`);
  if (s.rejectedFile) lines.push(`rejected rows, with line and reason: ${s.rejectedFile}`);
  return lines;
}

/** What an import left that did not run to its end, as --json tells it beside the error; `receipt` is empty where there is nothing to take back. */
export function left({ outcome }: ImportError, file: string, receipt: string) {
  if (!outcome) return { file, receipt: '' };
  return { file, receipt: outcome.inserted + outcome.updated > 0 ? receipt : '', ...outcome };
}

const faultLine = ({ line, cell, code, message, chinese }: RowFault): string =>
  `rejected: line ${line}${cell ? `, ${cell}` : ''}: ${code}: ${message} | ${chinese}`;

const changeLine = ({ line, record, outcome, fields }: Change): string => {
  const each = Object.entries(fields).map(([name, { before, after }]) =>
    outcome === 'INSERTED' ? `${name}: ${shown(after)}` : `${name}: ${shown(before)} → ${shown(after)}`,
  );
  return `${outcome === 'INSERTED' ? 'new' : 'changed'}: line ${line}: ${record}: ${each.join('; ')}`;
};

/** A value in one line; of a long text its beginning. */
function shown(value: unknown): string {
  if (value === null) return '(none)';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
