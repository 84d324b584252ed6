export { guardArguments } from './arguments.js';
export { completeEntities } from './complete.js';
export { type Composition, compose } from './compose.js';
export { localSchema } from './local.js';
export { subgraphSdl } from './sdl.js';
export { routableSchema } from './serve-subgraph.js';
export type { EntityReference, Subgraph } from './subgraph.js';
