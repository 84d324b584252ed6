export * from './core.js';
export { documentCheck, documentSettings } from './documents/index.js';
export { subgraphUrl } from './graphql/schemas.js';
export { type HubOptions, type RunningHub, startHub } from './hub.js';
export { describeRooms, openRooms, type Rooms } from './rooms.js';
export { openLog, takeOutput } from './watch/log.js';
