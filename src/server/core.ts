/** What a command needs of the server: the settings, the database and the registers; no GraphQL, no HTTP. */
export {
  DataFolderError,
  embeddedUrl,
  NotMigrated,
  type OpenDatabase,
  openDatabase,
  requireMigrated,
  untilWritable,
} from './database.js';
export { freeBytes, LEAST_FREE_BYTES } from './disk.js';
export { type BrokenOperation, openOperationCheck } from './operation-check.js';
export { openRegisters, type Registers } from './registers.js';
export { announceHub, type RunningMark, runningHubs, withdrawHub } from './running.js';
export { clockLimitsOf, readSettings, SETTINGS, type Settings, SettingsError, signingKeysOf } from './settings.js';
export {
  choseFolder,
  databaseName,
  describeDatabase,
  NoDatabase,
  refuseSecondDatabase,
  requireDatabase,
  requireOwnKeys,
  runningFolder,
  runningHubHere,
} from './which-database.js';
