/** What a command needs of the server: the settings, the database and the registers; no GraphQL, no HTTP. */
export { NotMigrated, openDatabase, requireMigrated } from './database.js';
export { openRegisters, type Registers } from './registers.js';
export { readSettings, SETTINGS, type Settings, SettingsError, signingKeysOf } from './settings.js';
