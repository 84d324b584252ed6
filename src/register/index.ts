export { type Attempt, RECORD_ID, readOne, recordId, refusalOf, writeOne } from './write-one.js';
