import { type Agencies, perRequest } from '../access/index.js';
import { Loader } from '../kernel/loader.js';
import { recordLoaders } from '../register/index.js';
import type { AccidentStore } from './accident.store.js';

/** Accidents by id and by enterprise, and what is read along with them. */
export function accidentLoaders(store: AccidentStore, agencies: Agencies) {
  const records = recordLoaders(store, 'accident.read');
  return {
    ...records,
    supplements: perRequest((context) => {
      const view = records.viewOf(context);
      return new Loader((ids: readonly string[]) => store.supplements(view, ids));
    }),
    /** Names of agencies: each asked for once a request, however many rows it provided. */
    agencyName: perRequest(
      () => new Loader((ids: readonly string[]) => Promise.all(ids.map((id) => agencies.nameOf(id)))),
    ),
  };
}
export type AccidentLoaders = ReturnType<typeof accidentLoaders>;
