export * from './core.js';
export { type EntityPart, type GraphPart, type RegisterGraph, registerGraph, type ServingDeps } from './graph/graph.js';
export { factFields, withFields } from './graph/types.js';
export { type RecordStore, recordLoaders } from './record.loader.js';
export { type RegisterLoaders, registerLoaders } from './register.loader.js';
export { type Attempt, RECORD_ID, readOne, recordId, refusalOf, writeOne } from './write-one.js';
