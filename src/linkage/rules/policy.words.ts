import type { Problem } from '../../kernel/errors.js';
import type { Policy } from './policy.js';

/** The documents that a policy rests on 依据, as announcements name them: official Chinese titles. */
export const basisOf = ({ legalBasis }: Pick<Policy, 'legalBasis'>): string => legalBasis.map((b) => b.zh).join('；');

/** The same in English; a document that has no English name keeps its title. */
export const basisEnglish = ({ legalBasis }: Pick<Policy, 'legalBasis'>): string =>
  legalBasis.map((b) => b.en ?? b.zh).join('; ');

/** Texts of a policy that announcements show as Chinese and that have not one Chinese character. */
export function foreignWords(policy: Policy): Problem[] {
  const found: Problem[] = [];
  const look = (value: unknown, path: string): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [name, inner] of Object.entries(value)) {
      const at = path ? `${path}.${name}` : name;
      if (name === 'zh' && typeof inner === 'string' && !/\p{Script=Han}/u.test(inner))
        found.push({
          path: at,
          code: 'LANGUAGE',
          message: 'is what the public reads: write it in Chinese, English as `en`',
        });
      else look(inner, at);
    }
  };
  look(policy, '');
  return found;
}
