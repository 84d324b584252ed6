export * from './core.js';
export { type EntityPart, type GraphPart, type RegisterGraph, registerGraph, type ServingDeps } from './graph/graph.js';
export type { RegisterWords } from './graph/words.js';
export { type RegisterLoaders, registerLoaders } from './register.loader.js';
