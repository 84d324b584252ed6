/** What of the exchange needs no GraphQL: commands that write, walk or take out the log load this door alone. */
export { type ArchiveReport, verifyArchive } from './archive.js';
export { type BatchOptions, writeBatch } from './batch.js';
export { GENESIS, type Link, leafOf, linkOf } from './chain.js';
export { CHECKPOINT_EVERY, LogAltered, makeCheckpoints, strangeSigner } from './checkpoint.js';
export { type CopiedLog, type CopiedLogReport, type CopiedTable, verifyCopiedLog } from './copied.js';
export type { Discretion } from './discretion.js';
export type { NewEpoch } from './epoch/begin.js';
export { beginEpoch } from './epoch/declare.js';
export { type Epoch, eventId, Lineage, type LogIdentity } from './epoch/lineage.js';
export { type EventDraft, type EventRow, factsOf } from './event.js';
export { askedTypes, EVERYONE, type EventScope, eventScopeOf, sees } from './event.scope.js';
export { type LogState, readLog } from './event.store.js';
export { EVENT_TYPES, type EventFamily, type EventType } from './event.types.js';
export { type ExportedRecord, exportedFields, exportRecords } from './export.store.js';
export { announcedAt, type Head, headAt, readHead } from './head.store.js';
export type { Ledger } from './ledger.store.js';
export { cursorOfEvent, readLogCursor, writeLogCursor } from './log.cursor.js';
export { MOST_AT_ONCE, type OperationDesk, operationDesk } from './operation/desk.js';
export type {
  CheckedDocument,
  DocumentCheck,
  OperationDraft,
  OperationReceipt,
  RegisteredOperation,
} from './operation/operation.js';
export type { OperationBook } from './operation/operation.store.js';
export { type PlaceFacts, placeOf } from './place.js';
export {
  type Checked,
  type Decision,
  type Reason,
  type Recording,
  type RegisterSpec,
  type Rejection,
  reject,
  rejectFor,
  type Stamp,
  type TakeBack,
} from './register.js';
export { planRetention, type RetentionPlan, type RetentionRule, retain } from './retention.js';
export type { Holder, Partition } from './retention.store.js';
export type { Turn } from './sequence.js';
export { sequenced } from './sequencer.js';
export { settled } from './settled.js';
export { type SignedStatement, type StatementKind, signatureFault, statementText } from './statement.js';
export { endedAt, type ImportRun, notEnded, recentImports } from './takeback.store.js';
export { type ClockStatus, clockStatus, confirmClock } from './time/clock.desk.js';
export { ClockFault } from './time/clock.fault.js';
export { ClockGuard, clockGuard, shareClock } from './time/clock.guard.js';
export type { ClockFinding, ClockLimits } from './time/clock.judge.js';
export { type ClockReport, ClockWatch } from './time/clock.watch.js';
export type { TimeFinding } from './time/recorded.js';
export { type UndoneRecord, type UndoOptions, type UndoRegister, type UndoSummary, undoImport } from './undo.js';
export { type VerifyOptions, type VerifyReport, verifyLog } from './verify.js';
export type { Fault } from './walk.js';
export * from './wayback/index.js';
export { type AddressBlock, parseBlocks } from './webhook/address.js';
