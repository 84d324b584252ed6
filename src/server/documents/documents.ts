import type { GraphQLSchema } from 'graphql';
import { LRU } from 'tiny-lru';
import type { HubError } from '../../kernel/errors.js';
import type { Settings } from '../settings.js';
import type { Disclosure } from '../settings.words.js';
import { type DocumentLimits, limitsOfDocuments, shareOf, type Weighed, weigh } from './admission.js';
import { isTold, undisclosed } from './disclosure.js';
import { Memory } from './memory.js';
import { keyOf, prepare, type Ready } from './prepare.js';
import type { Share } from './share.js';

export interface DocumentSettings {
  limits: Record<Share, DocumentLimits>;
  disclosure: Disclosure;
}
export const documentSettings = (settings: Settings): DocumentSettings => {
  const known = limitsOfDocuments(settings);
  return {
    limits: { known, unknown: shareOf(known, settings.HUB_PUBLIC_PERCENT) },
    disclosure: settings.HUB_INTROSPECTION,
  };
};

/** Told of each document that is not known yet: its verdict, or the limit that it is over. */
export interface DocumentCounters {
  verdict(verdict: 'light' | 'heavy'): void;
  refused(limit: string): void;
}

export type Admitted =
  | { refusal: HubError }
  | {
      /** Whether preparing it may take longer than a serving thread has; of one that is known, whether it took so. */
      verdict: 'light' | 'heavy';
      /** There already where the document is known. */
      ready?: Ready;
      /** Seen for the first time, and too long to be read on the serving thread at once: where there is another thread, there. */
      later?: boolean;
    };

interface Known {
  verdict: 'light' | 'heavy';
  ready: Ready;
}

/** Prepared documents that are kept, and the bytes that they are taken to hold. */
const KEPT: Record<Share, { entries: number; bytes: number }> = {
  known: { entries: 2_000, bytes: 48e6 },
  unknown: { entries: 500, bytes: 12e6 },
};
/** Texts that are remembered to have been seen. */
const SEEN = 5_000;
/** A token of a syntax tree with its locations, measured: 300 bytes. */
const TOKEN_BYTES = 300;
const ENTRY_BYTES = 1_000;

/** The documents of one schema in one thread: let in by their counts, parsed and validated once, and remembered. */
export class Documents {
  /** Hashes of texts that were put off when they were new. */
  private readonly seen = new LRU<true>(SEEN);
  private readonly memories = { known: new Memory<Known>(KEPT.known), unknown: new Memory<Known>(KEPT.unknown) };

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly settings: DocumentSettings,
    private readonly counters: DocumentCounters,
  ) {}

  /** Whether the schema's names are told to such callers. */
  isTold(share: Share): boolean {
    return isTold(this.settings.disclosure, share === 'known');
  }

  /** Whether a document is let in. Neither parses nor validates: what that would take is in the verdict. */
  admit(text: string, share: Share): Admitted {
    const known = this.memories[share].get(text);
    if (known) return known;
    const weighed = weigh(text, this.settings.limits[share]);
    if ('refusal' in weighed) {
      this.counters.refused(weighed.limit);
      return weighed;
    }
    if (weighed.count.introspection > 0 && !this.isTold(share)) {
      this.counters.refused('introspection');
      return { refusal: undisclosed(this.settings.disclosure) };
    }
    this.counters.verdict(weighed.verdict);
    return { verdict: weighed.verdict, later: !weighed.soon && this.isNew(text) };
  }

  /** Whether a text has not been seen lately. */
  private isNew(text: string): boolean {
    const key = keyOf(text);
    const isNew = !this.seen.has(key);
    this.seen.set(key, true);
    return isNew;
  }

  /**
   * Parses and validates what was let in, or remembers it: what may be executed as well as what is wrong with a document. May be
   * asked in another thread than `admit` was, which has the same schema and settings.
   */
  prepare(text: string, share: Share): Ready {
    const memory = this.memories[share];
    const known = memory.get(text);
    if (known) return known.ready;
    const weighed: Weighed = weigh(text, this.settings.limits[share]);
    if ('refusal' in weighed) throw weighed.refusal;
    const { verdict, count } = weighed;
    const ready = prepare(this.schema, text, this.isTold(share));
    const made = 'document' in ready ? count.tokens * TOKEN_BYTES : ready.errors.length * ENTRY_BYTES;
    memory.set(text, { verdict, ready }, ENTRY_BYTES + 2 * text.length + made);
    return ready;
  }

  /** Parses and validates a registered document, which was let in when it was registered. Whoever asks keeps it. */
  prepareRegistered(text: string): Ready {
    return prepare(this.schema, text, this.isTold('known'));
  }
}
