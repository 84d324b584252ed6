import { perRequest } from '../../access/index.js';
import type { EventReader } from './event.reader.js';

/** The head of the log, read once for all lags of a request. */
export const headLoader = (reader: EventReader) => perRequest(() => reader.state().then((state) => state.head));
