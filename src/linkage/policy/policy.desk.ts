import type { Db } from '../../../db/client.js';
import { sequenced } from '../../exchange/core.js';
import { parseDate } from '../../kernel/date.js';
import { divisionRange } from '../../kernel/division-code.js';
import { badInput, HubError } from '../../kernel/errors.js';
import { refusePersonalData } from '../../kernel/personal-data.problems.js';
import { foreignWords, type Policy, parsePolicy } from '../rules/index.js';
import type { PolicyBook } from './policy.book.js';
import type { FaultyPolicy, PolicyRow, PolicyStore } from './policy.store.js';

/** What an operator does with policies, at the command line. */
export interface PolicyDesk {
  list(): Promise<{ rows: PolicyRow[]; faulty: FaultyPolicy[] }>;
  /** Every version of a policy; NOT_FOUND where there is none. */
  show(code: string): Promise<PolicyRow[]>;
  /** Checks a document and adds it, unless it is a dry run. A version is never replaced. */
  add(document: unknown, dryRun: boolean): Promise<Policy>;
  /** Ends a policy with a day: it decides no facts of later days. Cases that it opened stay. */
  end(code: string, on: string, dryRun: boolean): Promise<number[]>;
}

export function policyDesk(db: Db, store: PolicyStore, book: PolicyBook): PolicyDesk {
  const now = async () => {
    book.forget();
    return book.current();
  };
  const show = async (code: string) => {
    const found = (await now()).rows.filter(({ policy }) => policy.code === code);
    if (found.length === 0) throw new HubError('NOT_FOUND', `no policy is called ${code}; see: npx hub policy list`);
    return found;
  };
  return {
    list: now,
    show,
    add: async (document, dryRun) => {
      // Everybody reads policies.
      refusePersonalData(document);
      const policy = parsePolicy(document);
      const foreign = foreignWords(policy);
      if (foreign.length > 0) throw badInput(foreign);
      const { code, version, jurisdiction } = policy;
      const { rows, faulty } = await now();
      const taken = [...rows.map((r) => r.policy), ...faulty].some((p) => p.code === code && p.version === version);
      if (taken)
        throw new HubError('CONFLICT', `policy ${code} has a version ${version} already; count the version up`);
      if (dryRun) return policy;
      // In the one order of changes, so that no decision is half by the old policies and half by the new.
      await sequenced(db, async ({ orm, recordedAt }) => {
        if (!(await store.add(orm, policy, recordedAt)))
          throw new HubError('CONFLICT', `policy ${code} has a version ${version} already; count the version up`);
        await store.decideAnew(orm, divisionRange(jurisdiction), `policy ${code} ${version} was added`, recordedAt);
      });
      book.forget();
      return policy;
    },
    end: async (code, on, dryRun) => {
      if (parseDate(on) === null)
        throw badInput([{ path: 'on', code: 'DATE', message: `${on} is no date: write YYYY-MM-DD` }]);
      const running = (await show(code)).filter(
        ({ policy: { effectiveFrom, effectiveTo } }) =>
          effectiveFrom <= on && (effectiveTo === null || effectiveTo > on),
      );
      if (running.length === 0) throw new HubError('CONFLICT', `policy ${code} is not in force after ${on}`);
      if (dryRun) return running.map((r) => r.policy.version);
      return sequenced(db, async ({ orm, recordedAt, today }) => {
        // What lies behind was decided by it: a policy ends today at the earliest.
        if (on < today) throw badInput([{ path: 'on', code: 'PAST', message: `${on} is before today, ${today}` }]);
        const ended = await store.end(orm, code, on, recordedAt);
        book.forget();
        return ended;
      });
    },
  };
}
