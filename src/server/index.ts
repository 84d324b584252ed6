export * from './core.js';
export { documentCheck, documentSettings } from './documents/index.js';
export { type HubOptions, type RunningHub, startHub } from './hub.js';
export { openLog, takeOutput } from './log.js';
export { describeRooms, openRooms, type Rooms } from './rooms.js';
export { subgraphUrl } from './schemas.js';
