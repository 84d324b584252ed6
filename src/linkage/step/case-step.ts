import type { Db } from '../../../db/client.js';
import { inTerritory, type Provider } from '../../access/index.js';
import type { EnterpriseDirectory } from '../../enterprise/index.js';
import { sequenced, type Turn } from '../../exchange/core.js';
import { divisionPrefix } from '../../kernel/division-code.js';
import { HubError, notFound } from '../../kernel/errors.js';
import { RecordReader } from '../../kernel/record-reader.js';
import { readOne } from '../../register/index.js';
import { policyOfCase, publicationOf } from '../case/case.decide.js';
import { imposes } from '../case/case.events.js';
import { knownOf, nextRow } from '../case/case.row.js';
import { type CaseRow, caseOf, casesOf } from '../case/case.store.js';
import { writeVersions } from '../case/case.write.js';
import { issueOfCases } from '../notice/notice.issue.js';
import type { PolicyBook } from '../policy/policy.book.js';
import type { Policies } from '../policy/policy.store.js';
import { addDaysOf, type CaseStep, type CaseStepName, type Policy, takeStep } from '../rules/index.js';
import type { LinkageCaseStepInput } from './case-step.input.js';

export interface CaseStepDeps {
  db: Db;
  directory: EnterpriseDirectory;
  book: PolicyBook;
}

/** Checks a step's input. */
export function readCaseStep(by: CaseStepName, input: LinkageCaseStepInput, today: string): CaseStep {
  return readOne(() =>
    RecordReader.read({ ...input }, (r) => ({
      by,
      on: r.date('on') ?? today,
      documentNumber: r.documentNumber(),
      reason: r.text('reason', 500),
      penaltyDocumentNumber: r.documentNumber('penaltyDocumentNumber'),
      gravity: r.text('gravity', 500),
      announcedOn: r.date('announcedOn'),
      confirmed: input.confirmed ?? [],
    })),
  );
}

/**
 * Takes a step of a case's procedure, in one turn with its version, restrictions, events and, where it decides, the notices. The step
 * that was taken last, again, changes nothing.
 */
export async function takeCaseStep(
  { db, directory, book }: CaseStepDeps,
  provider: Provider,
  id: string,
  step: CaseStep,
): Promise<void> {
  const policies = await book.current();
  await sequenced(db, async (turn) => {
    const before = await caseOf(turn.orm, id);
    // Outside its division a regulator decides no cases, so there is none to refuse either.
    if (!before || !inTerritory(provider, 'OWN_DIVISION', before.divisionCode))
      throw notFound(`linkage case ${id}`, 'id');
    if (repeats(before, step, provider)) return;
    const policy = policyOfCase(policies, before);
    requireLevel(policy, provider, step.by);
    const row = await rowAfter(turn, before, step, { policy, policies, provider });
    const dueOn = imposes(row, before) ? addDaysOf(turn.today, policy.acknowledgeWithin, policies.calendar) : null;
    const imposed = await writeVersions(turn, [{ row, before, policy, dueOn }]);
    const homes = await directory.divisions(turn.orm, [row.uscc]);
    // A listing that is restored has its notices already.
    const fresh = imposed.filter(() => before.decidedOn === null);
    await issueOfCases(turn, fresh, Object.fromEntries(homes));
  });
}

async function rowAfter(
  { orm, today }: Turn,
  before: CaseRow,
  step: CaseStep,
  { policy, policies, provider }: { policy: Policy; policies: Policies; provider: Provider },
): Promise<CaseRow> {
  const cases = (await casesOf(orm, [before.uscc])).map(knownOf);
  const { calendar } = policies;
  const known = takeStep(step, knownOf(before), { policy, calendar, today, cases });
  const { by, documentNumber, reason, penaltyDocumentNumber, gravity, announcedOn, confirmed } = step;
  const stated = { penaltyDocumentNumber, gravity, announcedOn, confirmed };
  const because = { step: by, reason: reason ?? by, documentNumber, stated, providerId: provider.agencyId };
  const { uscc, proposedOn } = before;
  const publishedOn = publicationOf(policy, known, before, policies);
  return nextRow(before, known, before.causes, because, { uscc, proposedOn, publishedOn });
}

const repeats = (row: CaseRow, { by, on, documentNumber, reason }: CaseStep, { agencyId }: Provider): boolean =>
  row.step === by &&
  row.since === on &&
  row.documentNumber === documentNumber &&
  row.reason === (reason ?? by) &&
  row.providerId === agencyId;

const LEVELS = ['NATION', 'PROVINCE', 'PREFECTURE', 'COUNTY'] as const;
/** Steps that decide: the policy names the level of who takes them. */
const DECIDES: readonly CaseStepName[] = [
  'decideCase',
  'dropCase',
  'revokeDecision',
  'approveRepair',
  'restoreListing',
];

/** A decision is taken at the level that the policy names, or above it. */
function requireLevel({ code, decidedBy }: Policy, { name, divisionCode }: Provider, by: CaseStepName): void {
  if (!DECIDES.includes(by)) return;
  const digits = divisionCode === null ? 0 : divisionPrefix(divisionCode).length;
  const own = LEVELS[Math.ceil(digits / 2)];
  if (own !== undefined && LEVELS.indexOf(own) <= LEVELS.indexOf(decidedBy.level)) return;
  throw new HubError(
    'FORBIDDEN',
    `${by}: by ${code} it is for an authority of level ${decidedBy.level}; ${name} is below it`,
  );
}
