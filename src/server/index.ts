export { NotMigrated, openDatabase, requireMigrated } from './database.js';
export { type HubOptions, type RunningHub, startHub, subgraphUrl } from './hub.js';
export { describeRooms, openRooms, type Rooms } from './rooms.js';
export { readSettings, SETTINGS, type Settings, SettingsError, signingKeysOf } from './settings.js';
