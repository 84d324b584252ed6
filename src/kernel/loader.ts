import DataLoader from 'dataloader';
import { during, patienceNow } from './patience.js';

/** A DataLoader that asks on behalf of whoever it was made for: it asks a moment later, when that is forgotten. */
export class Loader<K, V, C = K> extends DataLoader<K, V, C> {
  constructor(load: DataLoader.BatchLoadFn<K, V>, options?: DataLoader.Options<K, V, C>) {
    const patience = patienceNow();
    super((keys) => during(patience, () => load(keys)), options);
  }
}
