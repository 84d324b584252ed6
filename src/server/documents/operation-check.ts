import type { DocumentCheck } from '../../exchange/core.js';
import type { Settings } from '../settings.js';
import type { BrokenOperation } from './api.js';

export type { BrokenOperation };

/** Checks documents against the API as printed, for commands; GraphQL is loaded here and not before. */
export async function openOperationCheck(settings: Settings): Promise<{
  check: DocumentCheck;
  brokenAmong(operations: readonly { agency: string; id: string; document: string }[]): Promise<BrokenOperation[]>;
}> {
  const { brokenAmong, documentCheck, documentSettings, printedApi } = await import('./index.js');
  const schema = printedApi();
  const check = documentCheck(() => schema, documentSettings(settings));
  return { check, brokenAmong: (operations) => brokenAmong(operations, check) };
}
