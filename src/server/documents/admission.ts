import { type HubError, limitExceeded } from '../../kernel/errors.js';
import type { Settings } from '../settings.js';
import { type Count, Counter } from './count.js';

/** The most that a document may hold (settings HUB_MAX_DOCUMENT_CHARACTERS, HUB_MAX_TOKENS and so on). */
export interface DocumentLimits
  extends Pick<
    Count,
    'tokens' | 'operations' | 'rootFields' | 'aliases' | 'fragments' | 'spreads' | 'directives' | 'repeats'
  > {
  characters: number;
}

/** No document nests deeper: the parser and the validation call themselves for each level, and a stack has an end. */
const MAX_NESTING = 200;

/**
 * A document is light where parsing and validating it take less than 5 ms at worst (README.md has the measured
 * figures), else heavy.
 */
const LIGHT = { characters: 50_000, tokens: 1_500, pairs: 4_000, fragments: 100, spreads: 200 };

/** One that is seen for the first time is read on the serving thread only where that takes a millisecond: most that are new come from a client's first request, or from somebody who sends nothing but new ones. */
const SOON = { characters: 10_000, tokens: 400, pairs: 1_000 };

export type Weighed =
  | { refusal: HubError; limit: string }
  | { verdict: 'light' | 'heavy'; soon: boolean; count: Count };

export const limitsOfDocuments = (settings: Settings): DocumentLimits => ({
  characters: settings.HUB_MAX_DOCUMENT_CHARACTERS,
  tokens: settings.HUB_MAX_TOKENS,
  operations: settings.HUB_MAX_OPERATIONS,
  rootFields: settings.HUB_MAX_ROOT_FIELDS,
  aliases: settings.HUB_MAX_ALIASES,
  fragments: settings.HUB_MAX_FRAGMENTS,
  spreads: settings.HUB_MAX_SPREADS,
  directives: settings.HUB_MAX_DIRECTIVES,
  repeats: settings.HUB_MAX_REPEATS,
});

/** What unknown callers get of the limits: so many per cent, and of the root fields all, because an answer's cost bounds these. */
export function shareOf(limits: DocumentLimits, percent: number): DocumentLimits {
  const part = (n: number) => Math.max(1, Math.floor((n * percent) / 100));
  return {
    characters: part(limits.characters),
    tokens: part(limits.tokens),
    operations: part(limits.operations),
    rootFields: limits.rootFields,
    aliases: part(limits.aliases),
    fragments: part(limits.fragments),
    spreads: part(limits.spreads),
    directives: part(limits.directives),
    repeats: part(limits.repeats),
  };
}

const COUNTED = [
  'tokens',
  'operations',
  'rootFields',
  'aliases',
  'fragments',
  'spreads',
  'directives',
  'repeats',
] as const;

/** Whether a document is let in, by its text alone, and what preparing it would take. Linear in the limits, whatever the text is. */
export function weigh(text: string, limits: DocumentLimits): Weighed {
  const over = (limit: string, max: number, got: number) => ({ refusal: limitExceeded(limit, max, got), limit });
  if (text.length > limits.characters) return over('characters', limits.characters, text.length);
  const count = Counter.of(text, limits.tokens);
  for (const limit of COUNTED) if (count[limit] > limits[limit]) return over(limit, limits[limit], count[limit]);
  if (count.nesting > MAX_NESTING) return over('nesting', MAX_NESTING, count.nesting);
  const light =
    text.length <= LIGHT.characters &&
    count.tokens <= LIGHT.tokens &&
    count.pairs <= LIGHT.pairs &&
    count.fragments <= LIGHT.fragments &&
    count.spreads <= LIGHT.spreads;
  const soon = text.length <= SOON.characters && count.tokens <= SOON.tokens && count.pairs <= SOON.pairs;
  return { verdict: light ? 'light' : 'heavy', soon: light && soon, count };
}
