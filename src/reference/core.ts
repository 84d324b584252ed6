import type { Db } from '../../db/client.js';
import { Catalogue } from './catalogue.js';
import { readReference } from './reference.store.js';

export { Catalogue } from './catalogue.js';
export type { CodeNote } from './known-code.decide.js';
export { type CodeReceipt, type KnownCodeDesk, knownCodeDesk } from './known-code.desk.js';
export { type KnownCodesWatch, loadKnownCodes, watchKnownCodes } from './known-code.watch.js';
export type { DivisionRow } from './reference.store.js';

export const readCatalogue = async (db: Db): Promise<Catalogue> => new Catalogue(await readReference(db));
