import type { PolicyBook } from '../policy/policy.book.js';
import { englishBasis } from '../policy/policy.english.js';
import type { Disclosure, DisclosurePage } from './disclosure.store.js';

/** An announcement with what it says in English beside its Chinese. */
export interface BilingualDisclosure extends Disclosure {
  /** Null where the hub does not have the policy any more. */
  legalBasisEnglish: string | null;
}
export interface BilingualPage extends DisclosurePage {
  disclosures: BilingualDisclosure[];
}

type Read<Page> = (today: string, first: number, after: string | null) => Promise<Page>;

/** Reads announcements, and puts beside each what its policy says in English. */
export const inEnglish =
  (read: Read<DisclosurePage>, book: PolicyBook): Read<BilingualPage> =>
  async (...page) => {
    const { disclosures, next } = await read(...page);
    const english = disclosures.map(async (d) => ({ ...d, legalBasisEnglish: await englishBasis(book, d.policy) }));
    return { disclosures: await Promise.all(english), next };
  };
