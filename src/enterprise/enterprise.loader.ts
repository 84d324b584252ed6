import { perRequest } from '../access/index.js';
import { batcher } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import type { EnterpriseCore, EnterpriseRow, EnterpriseStore } from './enterprise.store.js';

/** Enterprises by code: cached for a request, fetched together with those that other requests ask for at the moment. */
export function enterpriseLoaders(store: EnterpriseStore) {
  const byUscc = batcher<string, EnterpriseCore | null>((usccs) => store.byUscc(usccs));
  const whole = batcher<string, EnterpriseRow | null>((usccs) => store.wholeByUscc(usccs));
  const versions = batcher<string, EnterpriseRow[]>(async (usccs) => {
    const all = await store.versions(usccs);
    return usccs.map((uscc) => all.filter((v) => v.uscc === uscc));
  });
  return {
    byUscc: perRequest(() => new Loader((keys: readonly string[]) => byUscc.many(keys))),
    whole: perRequest(() => new Loader((keys: readonly string[]) => whole.many(keys))),
    versions: perRequest(() => new Loader((keys: readonly string[]) => versions.many(keys))),
  };
}
export type EnterpriseLoaders = ReturnType<typeof enterpriseLoaders>;
