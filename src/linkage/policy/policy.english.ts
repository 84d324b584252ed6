import { basisEnglish } from '../rules/index.js';
import type { PolicyBook } from './policy.book.js';

/** The legal basis of what was decided by a policy (`CODE VERSION`), in English; null where there is no such policy. */
export async function englishBasis(book: PolicyBook, named: string): Promise<string | null> {
  const { policies } = await book.current();
  const policy = policies.find(({ code, version }) => `${code} ${version}` === named);
  return policy ? basisEnglish(policy) : null;
}
