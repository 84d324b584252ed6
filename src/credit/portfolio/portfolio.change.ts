import { authoriseProvider, forCaller, type HubContext } from '../../access/index.js';
import { badInput } from '../../kernel/errors.js';
import { CodeReader } from './portfolio.codes.js';
import type { Changed, PortfolioChange, PortfolioStore } from './portfolio.store.js';
import type { PortfolioReceipt } from './portfolio.type.js';

export type ChangeMode = 'replace' | 'add' | 'remove';
export const CHANGE_MODES: readonly ChangeMode[] = ['replace', 'add', 'remove'];

/** A text of a list that is streamed, with the number of its line. */
export interface CodeLine {
  line: number;
  text: string;
  /** Bytes that a line may have, where this one has more: `text` is its beginning. */
  tooLong?: number;
}

/**
 * A list that names nobody must not empty a portfolio: it is another file than was meant, or one that broke off before its first
 * line. Whoever means it says so; `how` says how.
 */
export function refuseNothing(
  { codes, invalidCount }: CodeReader,
  { path, allowed, how }: { path: string; allowed: boolean; how: string },
): void {
  if (codes.size > 0 || (allowed && invalidCount === 0)) return;
  const what = invalidCount === 0 ? 'is empty' : 'has no valid code';
  const message = `${what}: the portfolio would be left without companies; where that is meant, send an empty list with ${how}`;
  throw badInput([{ path, code: 'NO_CODE', message }]);
}

/** The receipt of a change; `readers`: what was given. */
export function receiptOf(
  { portfolio, added, removed }: Changed,
  readers: readonly CodeReader[],
  changed: number,
  dryRun: boolean,
): PortfolioReceipt {
  const given = new Set(readers.flatMap((r) => [...r.codes])).size;
  return {
    portfolio,
    dryRun,
    added,
    removed,
    unchanged: given - changed,
    invalidCount: readers.reduce((sum, r) => sum + r.invalidCount, 0),
    invalid: readers.flatMap((r) => r.invalid),
  };
}

/** How a list that is streamed changes a portfolio. */
export interface StreamedChange {
  mode: ChangeMode;
  dryRun: boolean;
  /** Whether an empty list may empty it. */
  allowEmpty: boolean;
}

/** Changes a portfolio by a list that is read as it comes; all of it or, where it breaks off, nothing. */
export async function changeByStream(
  store: PortfolioStore,
  context: HubContext,
  id: string,
  { mode, dryRun, allowEmpty }: StreamedChange,
  lines: AsyncIterable<CodeLine>,
): Promise<PortfolioReceipt> {
  const agency = authoriseProvider(context.viewer, 'portfolio.manage');
  const reader = new CodeReader();
  for await (const { line, text, tooLong } of lines) {
    if (tooLong === undefined) reader.add(text, line);
    else reader.reject(text, line, 'TOO_LONG', `the line has more than ${tooLong} bytes`);
  }
  if (mode === 'replace') refuseNothing(reader, { path: 'members', allowed: allowEmpty, how: 'allowEmpty=1' });
  const change: PortfolioChange = { [mode]: [...reader.codes] };
  const done = await forCaller(context, () => store.change(agency, id, change, context.receivedAt, dryRun));
  return receiptOf(done, [reader], mode === 'remove' ? done.removed : done.added, dryRun);
}
