import type { GraphQLError } from 'graphql';
import { LRU } from 'tiny-lru';
import type { Viewer } from '../../access/index.js';
import type { OperationBook } from '../../exchange/index.js';
import { HubError } from '../../kernel/errors.js';
import type { OperationRequest } from '../operation/operation.js';
import type { Trust } from '../settings.words.js';
import { nameOf, persisted } from './persisted.js';
import { keyOf, type Ready } from './prepare.js';

/** A registered document, and what became of it when it was first asked for. */
interface Trusted {
  id: string;
  hash: string;
  document: string;
  purpose: string | null;
  ready?: Ready;
}
interface Book {
  revision: number;
  byName: ReadonlyMap<string, Trusted>;
}

/** What a request asks for: a registered document, a text that is judged as anybody's, or nothing that may run. */
export type Named = { trusted: Trusted } | { refusal: GraphQLError } | 'as sent';

/** Agencies whose operations are kept in memory; the one asked for longest ago goes first. */
const MOST_BOOKS = 200;

/**
 * Registered operations as requests name them. A viewer says which revision of its agency's operations there is, so that they
 * are read again when they have changed, and not otherwise.
 */
export class TrustedDocuments {
  /** By agency; the revision is the one that was asked for, and once it is read the one that it is. */
  private readonly books = new LRU<{ book: Promise<Book>; revision: number }>(MOST_BOOKS);

  constructor(
    private readonly read: (agencyId: string) => Promise<OperationBook>,
    private readonly trust: Trust,
  ) {}

  /** Undefined where the caller has registered nothing and need not: the usual case, which waits for nothing. */
  find(request: OperationRequest, { agencyId, operations }: Viewer): Named | Promise<Named> {
    if (this.trust === 'off' || agencyId === null) return 'as sent';
    const only = this.trust === 'required' || operations?.only === true;
    const revision = operations?.revision ?? 0;
    if (!only && revision === 0) return 'as sent';
    return this.lookUp(request, agencyId, revision, only);
  }

  private async lookUp(request: OperationRequest, agencyId: string, revision: number, only: boolean): Promise<Named> {
    const { query } = request;
    const name = nameOf(request);
    const { byName } = await this.book(agencyId, revision);
    const hash = query ? keyOf(query) : undefined;
    const named = byName.get(name?.hash ?? name?.id ?? '');
    // A text that is sent counts as what it is, whatever name stands beside it.
    const found = hash === undefined ? named : named?.hash === hash ? named : byName.get(hash);
    if (found) return { trusted: found };
    if (only) return { refusal: unregistered() };
    return query || !name ? 'as sent' : { refusal: persisted.notFound() };
  }

  private book(agencyId: string, revision: number): Promise<Book> {
    const known = this.books.get(agencyId);
    if (known && known.revision >= revision) return known.book;
    const kept = { book: this.load(agencyId), revision };
    this.books.set(agencyId, kept);
    kept.book.then(
      (read) => {
        kept.revision = Math.max(revision, read.revision);
      },
      () => {
        if (this.books.peek(agencyId) === kept) this.books.delete(agencyId);
      },
    );
    return kept.book;
  }

  private async load(agencyId: string): Promise<Book> {
    const { revision, operations } = await this.read(agencyId);
    const byName = new Map<string, Trusted>();
    // An id that an agency gave goes before a hash that happens to be the same.
    for (const o of operations) byName.set(o.hash, o);
    for (const o of operations) byName.set(o.id, o);
    return { revision, byName };
  }
}

const unregistered = () =>
  new HubError(
    'FORBIDDEN',
    'this agency runs its registered operations alone, and this is none of them: register it (registerOperations, or npx hub operations register), and send it to the letter, or its id',
    { action: 'operation.unregistered' },
  );
