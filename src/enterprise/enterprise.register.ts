import type { Orm } from '../../db/client.js';
import type { RegisterSpec } from '../exchange/index.js';
import type { Catalogue } from '../reference/index.js';
import type { SubmitEnterprise } from './enterprise.check.js';
import { decideEnterprise, type EnterpriseFacts, pastKey } from './enterprise.decide.js';
import type { EnterpriseRow, EnterpriseStore } from './enterprise.store.js';
import { versionAt } from './enterprise.version.js';

/** How enterprises take part in a batch (src/exchange/README.md). */
export function enterpriseRegister(
  store: EnterpriseStore,
  catalogue: Catalogue,
): RegisterSpec<SubmitEnterprise, EnterpriseRow, EnterpriseFacts> {
  return {
    operation: 'submitEnterprises',
    keyOf: (command) => command.uscc,
    prepare: async (orm, commands) => {
      const current = await store.current(
        orm,
        commands.map((c) => c.uscc),
      );
      return { current, facts: { catalogue, past: await pastVersions(store, orm, commands, current) } };
    },
    decide: decideEnterprise,
    insert: store.insert,
    update: store.update,
    insertPast: store.insertPast,
  };
}

/** Only records that correct an earlier time need their history: one statement for all of them, none for most batches. */
async function pastVersions(
  store: EnterpriseStore,
  orm: Orm,
  commands: SubmitEnterprise[],
  current: Map<string, EnterpriseRow>,
) {
  const past = new Map<string, EnterpriseRow>();
  const corrections = commands.filter((c) => c.validFrom && c.validFrom < (current.get(c.uscc)?.validFrom ?? ''));
  if (corrections.length === 0) return past;
  const versions = await store.history(
    orm,
    corrections.map((c) => c.uscc),
  );
  for (const { uscc, validFrom } of corrections) {
    const then = versionAt(
      versions.filter((v) => v.uscc === uscc),
      validFrom as string,
      new Date(8.64e15),
    );
    if (then) past.set(pastKey(uscc, validFrom as string), then);
  }
  return past;
}
