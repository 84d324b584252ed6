import type { Db } from '../../../db/client.js';
import { limitExceeded } from '../../kernel/errors.js';
import { type CheckedDraft, checkDraft } from './operation.check.js';
import type { DocumentCheck, OperationDraft, OperationReceipt, RegisteredOperation } from './operation.js';
import { type OperationBook, OperationStore } from './operation.store.js';

/** Operations handed in at once. */
export const MOST_AT_ONCE = 500;

export interface RegisterOptions {
  at: Date;
  /** Say what would become of them, and write nothing. */
  dryRun?: boolean;
}

/** Where agencies' operations are registered, by their agencies and by the command alike. */
export interface OperationDesk {
  read(agencyId: string): Promise<OperationBook>;
  all(): Promise<(RegisteredOperation & { agency: string })[]>;
  /** Registers drafts, each by itself: what is wrong with one is in its receipt. Repeating it changes nothing. */
  register(
    agencyId: string,
    drafts: readonly OperationDraft[],
    check: DocumentCheck,
    options: RegisterOptions,
  ): Promise<OperationReceipt[]>;
  /** Answers the ids that there were. */
  remove(agencyId: string, ids: readonly string[]): Promise<string[]>;
  /** Whether the agency runs its registered operations alone. */
  require(agencyId: string, only: boolean): Promise<OperationBook>;
}

const turn = () => new Promise<void>((done) => setImmediate(done));

export function operationDesk(db: Db): OperationDesk {
  const store = new OperationStore(db);

  /** Others get their turn between two documents: checking a long one takes tens of milliseconds. */
  const checkAll = async (drafts: readonly OperationDraft[], check: DocumentCheck): Promise<CheckedDraft[]> => {
    const seen = new Set<string>();
    const checked: CheckedDraft[] = [];
    for (const [i, draft] of drafts.entries()) {
      const path = `operations.${i}.id`;
      const message = `${draft.id} stands twice in what is registered`;
      checked.push(
        seen.has(draft.id) ? { problems: [{ path, code: 'OPERATION_ID', message }] } : checkDraft(draft, i, check),
      );
      seen.add(draft.id);
      await turn();
    }
    return checked;
  };

  const receiptOf = (draft: OperationDraft, checked: CheckedDraft, book: OperationBook, at: Date): OperationReceipt => {
    const { id } = draft;
    if ('problems' in checked) return { id, status: 'REJECTED', problems: checked.problems, operation: null };
    const known = book.operations.find((o) => o.id === id);
    const same = known && WRITTEN.every((field) => known[field] === checked[field]);
    const operation = same ? known : { ...checked, agencyId: book.agencyId, registeredAt: at };
    return { id, status: same ? 'UNCHANGED' : known ? 'UPDATED' : 'INSERTED', problems: [], operation };
  };

  return {
    read: (agencyId) => store.read(agencyId),
    all: () => store.all(),
    register: async (agencyId, drafts, check, { at, dryRun = false }) => {
      if (drafts.length > MOST_AT_ONCE) throw limitExceeded('operations', MOST_AT_ONCE, drafts.length);
      const checked = await checkAll(drafts, check);
      const receiptsOf = (book: OperationBook) =>
        drafts.map((draft, i) => receiptOf(draft, checked[i] as CheckedDraft, book, at));
      if (dryRun) return receiptsOf(await store.read(agencyId));
      return store.change(agencyId, async (book, orm) => {
        const value = receiptsOf(book);
        const written = value.flatMap(({ status, operation }) =>
          operation && status !== 'UNCHANGED' ? [operation] : [],
        );
        await store.put(orm, agencyId, written);
        return { changed: written.length > 0, value };
      });
    },
    remove: (agencyId, ids) => {
      if (ids.length > MOST_AT_ONCE) throw limitExceeded('ids', MOST_AT_ONCE, ids.length);
      return store.change(agencyId, async (_, orm) => {
        const value = await store.remove(orm, agencyId, ids);
        return { changed: value.length > 0, value };
      });
    },
    require: (agencyId, only) =>
      store.change(agencyId, async (book, orm) => {
        await store.setOnly(orm, agencyId, only);
        return { changed: book.only !== only, value: { ...book, only } };
      }),
  };
}

const WRITTEN = ['document', 'purpose', 'legalBasis'] as const;
