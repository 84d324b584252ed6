import type { Orm } from '../../db/client.js';
import type { ImportSpec } from '../exchange/index.js';
import { groupBy } from '../kernel/collect.js';
import type { Catalogue } from '../reference/index.js';
import type { SubmitEnterprise } from './enterprise.check.js';
import { decideEnterprise, type EnterpriseFacts, sameEnterprise } from './enterprise.decide.js';
import { enterpriseEvent, enterpriseRetracted } from './enterprise.events.js';
import { type EnterpriseRow, type EnterpriseStore, enterpriseVersions } from './enterprise.store.js';
import { restoredFrom, restoredPast } from './enterprise.version.js';

/** How enterprises take part in a batch (src/exchange/README.md). */
export function enterpriseRegister(
  store: EnterpriseStore,
  catalogue: Catalogue,
): ImportSpec<SubmitEnterprise, EnterpriseRow, EnterpriseFacts> {
  return {
    operation: 'submitEnterprises',
    keyOf: (command) => command.uscc,
    shared: true,
    prepare: async (orm, commands) => {
      const current = await store.current(
        orm,
        commands.map((c) => c.uscc),
      );
      return { current, facts: { catalogue, versions: await pastVersions(store, orm, commands, current) } };
    },
    decide: decideEnterprise,
    // A later record of the batch may correct a time that this one has just spoken of.
    decided: ({ uscc }, before, row, { versions }) => {
      const known = versions.get(uscc);
      if (known) known.push(before, row);
      else versions.set(uscc, [before, row]);
    },
    same: sameEnterprise,
    dated: ({ validFrom }) => validFrom !== null,
    insert: store.insert,
    update: store.update,
    insertPast: store.insertPast,
    whole: true,
    eventOf: enterpriseEvent,
    takeBack: {
      tables: enterpriseVersions,
      family: 'enterprise',
      retracted: enterpriseRetracted,
      restored: restoredFrom,
      restoredPast,
    },
  };
}

/** Only records that correct an earlier time need their history: one statement for all of them, none for most batches. */
async function pastVersions(
  store: EnterpriseStore,
  orm: Orm,
  commands: SubmitEnterprise[],
  current: Map<string, EnterpriseRow>,
): Promise<Map<string, EnterpriseRow[]>> {
  const corrections = commands.filter((c) => c.validFrom && c.validFrom < (current.get(c.uscc)?.validFrom ?? ''));
  if (corrections.length === 0) return new Map();
  const versions = await store.history(
    orm,
    corrections.map((c) => c.uscc),
  );
  return groupBy(versions, (v) => v.uscc);
}
