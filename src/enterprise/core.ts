import type { Orm } from '../../db/client.js';
import type { Catalogue } from '../reference/core.js';
import { type Alongside, alongside } from './enterprise.alongside.js';
import { readEnterprise } from './enterprise.check.js';
import { enterpriseRegister } from './enterprise.register.js';
import type { EnterpriseStore } from './enterprise.store.js';

export type { Alongside, AlongsideRow } from './enterprise.alongside.js';
export { enterpriseLedger } from './enterprise.ledger.js';
export { type EnterpriseConditions, EnterpriseStore } from './enterprise.store.js';

/** What the other registers may ask of this one. */
export interface EnterpriseDirectory {
  /** Division of each known code: a record about an unknown enterprise is refused. */
  divisions(orm: Orm, usccs: readonly string[]): Promise<Map<string, string>>;
  /** The enterprise's fields as a list of another register reads them along, where an operation selects them. */
  alongside(fields: ReadonlySet<string>): Alongside | null;
}

export const enterpriseDirectory = (store: EnterpriseStore, catalogue: Catalogue): EnterpriseDirectory => ({
  divisions: (orm, usccs) => store.divisions(orm, usccs),
  alongside: (fields) => alongside(fields, catalogue),
});

/** The register as imports write it. */
export const enterpriseImporter = (store: EnterpriseStore, catalogue: Catalogue) => ({
  read: readEnterprise,
  register: enterpriseRegister(store, catalogue),
  action: 'enterprise.submit' as const,
});
