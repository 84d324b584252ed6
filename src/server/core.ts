/** What a command needs of the server: the settings, the database and the registers; no GraphQL, no HTTP. */
export { watchKnownCodes } from '../reference/core.js';
export {
  DataFolderError,
  embeddedUrl,
  NotMigrated,
  type OpenDatabase,
  openDatabase,
  requireMigrated,
  untilWritable,
} from './database/open.js';
export { announceHub, type RunningMark, runningHubs, withdrawHub } from './database/running.js';
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
} from './database/which.js';
export { type BrokenOperation, openOperationCheck } from './documents/operation-check.js';
export { freeBytes, LEAST_FREE_BYTES } from './faults/disk.js';
export { openRegisters, type RegisterName, type Registers } from './registers.js';
export { clockLimitsOf, readSettings, SETTINGS, type Settings, SettingsError, signingKeysOf } from './settings.js';
