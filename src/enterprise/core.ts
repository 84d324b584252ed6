import type { Db, Orm } from '../../db/client.js';
import type { Catalogue } from '../reference/core.js';
import { type Alongside, alongside } from './enterprise.alongside.js';
import { readEnterprise } from './enterprise.check.js';
import { enterpriseHeaders } from './enterprise.files.js';
import { enterpriseLedger } from './enterprise.ledger.js';
import { enterpriseRegister } from './enterprise.register.js';
import { EnterpriseStore } from './enterprise.store.js';

export type { Alongside, AlongsideRow } from './enterprise.alongside.js';
export type { EnterpriseConditions } from './enterprise.store.js';

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

/** The statements for who lists no enterprises: what a list would ask other registers about is not there to be asked. */
export function openEnterprises(db: Db, catalogue: Catalogue): EnterpriseStore {
  const unasked = () => {
    throw new Error('a list of enterprises needs the conditions of the other registers');
  };
  return new EnterpriseStore(db, { graded: unasked, restricted: unasked }, catalogue);
}

/** The register in the one list, whose type lies above it (src/register/entry.ts). */
export const enterpriseEntry = {
  action: 'enterprise.submit' as const,
  ledger: enterpriseLedger,
  headers: enterpriseHeaders,
  importer: ({ db, catalogue }: { db: Db; catalogue: Catalogue }) => ({
    read: readEnterprise,
    register: enterpriseRegister(openEnterprises(db, catalogue), catalogue),
  }),
};
