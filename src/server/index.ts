export * from './core.js';
export { documentCheck, documentSettings } from './documents/index.js';
export { type HubOptions, type RunningHub, startHub, subgraphUrl } from './hub.js';
export { describeRooms, openRooms, type Rooms } from './rooms.js';
