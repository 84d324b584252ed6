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
}

/** A list that names nobody must not empty a portfolio: it is another file than was meant. */
export function refuseNothing({ codes, invalidCount }: CodeReader, path: string): void {
  if (codes.size > 0 || invalidCount === 0) return;
  const message = 'has no valid code: the portfolio would be left empty; give an empty list to empty it';
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

/** Changes a portfolio by a list that is read as it comes; all of it or, where it breaks off, nothing. */
export async function changeByStream(
  store: PortfolioStore,
  context: HubContext,
  id: string,
  mode: ChangeMode,
  lines: AsyncIterable<CodeLine>,
  dryRun: boolean,
): Promise<PortfolioReceipt> {
  const agency = authoriseProvider(context.viewer, 'portfolio.manage');
  const reader = new CodeReader();
  for await (const { line, text } of lines) reader.add(text, line);
  if (mode === 'replace') refuseNothing(reader, 'members');
  const change: PortfolioChange = { [mode]: [...reader.codes] };
  const done = await forCaller(context, () => store.change(agency, id, change, context.receivedAt, dryRun));
  return receiptOf(done, [reader], mode === 'remove' ? done.removed : done.added, dryRun);
}
