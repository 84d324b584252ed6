/** What of the exchange needs no GraphQL: commands that write, walk or take out the log load this door alone. */

export { type DayWork, eventsOfDay, type LongDayWork } from './days/day.work.js';
export type { NewEpoch } from './epoch/begin.js';
export { type Epoch, eventId, Lineage, type LogIdentity } from './epoch/lineage.js';
export type { Discretion } from './feed/discretion.js';
export { announcedAt, epochAt, type Head, headAt, readHead } from './head/head.store.js';
export { settled } from './head/settled.js';
export { type ExportedRecord, exportedFields, exportRecords } from './ledger/export.store.js';
export type { Ledger } from './ledger/ledger.store.js';
export { GENESIS, type Link, leafOf, linkOf } from './log/chain.js';
export { type EventDraft, type EventRow, factsOf } from './log/event.js';
export { askedTypes, EVERYONE, type EventScope, eventScopeOf, sees } from './log/event.scope.js';
export { type LogState, readLog } from './log/event.store.js';
export { EVENT_TYPES, type EventFamily, type EventType } from './log/event.types.js';
export { cursorOfEvent, readLogCursor, writeLogCursor } from './log/log.cursor.js';
export type { Fault } from './log/walk.js';
export { MOST_AT_ONCE, type OperationDesk, operationDesk } from './operation/desk.js';
export type {
  CheckedDocument,
  DocumentCheck,
  OperationDraft,
  OperationReceipt,
  RegisteredOperation,
} from './operation/operation.js';
export type { OperationBook } from './operation/operation.store.js';
export { CHECKPOINT_EVERY, LogAltered, makeCheckpoints, strangeSigner } from './proof/checkpoint.js';
export { type CopiedLog, type CopiedLogReport, type CopiedTable, verifyCopiedLog } from './proof/copied.js';
export { type SignedStatement, type StatementKind, signatureFault, statementText } from './proof/statement.js';
export { type VerifyOptions, type VerifyReport, verifyLog } from './proof/verify.js';
export {
  type ImportEnd,
  type ImportRun as FileImport,
  isOpen,
  keptNothing,
  type NewImport,
  rejectedPath,
} from './receipt/import-run.js';
export { type Claimed, ImportRunStore } from './receipt/import-run.store.js';
export { type ArchiveReport, verifyArchive } from './retention/archive.js';
export { planRetention, type RetentionPlan, type RetentionRule, retain } from './retention/retention.js';
export type { Holder, Partition } from './retention/retention.store.js';
export { beginEpoch } from './sequencer/declare-epoch.js';
export type { Turn } from './sequencer/sequence.js';
export { sequenced } from './sequencer/sequencer.js';
export { type ClockStatus, clockStatus, confirmClock } from './time/clock.desk.js';
export { ClockFault } from './time/clock.fault.js';
export { ClockGuard, clockGuard, shareClock } from './time/clock.guard.js';
export type { ClockFinding, ClockLimits } from './time/clock.judge.js';
export { type ClockReport, ClockWatch } from './time/clock.watch.js';
export type { TimeFinding } from './time/recorded.js';
export { endedAt, type ImportRun, notEnded, recentImports } from './undo/takeback.store.js';
export { type UndoneRecord, type UndoOptions, type UndoRegister, type UndoSummary, undoImport } from './undo/undo.js';
export * from './wayback/index.js';
export { type AddressBlock, parseBlocks } from './webhook/address.js';
export { type BatchOptions, writeBatch, writeInTurn } from './write/batch.js';
export { commandsOf, type Prepared, type Submitted } from './write/decide-batch.js';
export { type PlaceFacts, placeOf } from './write/place.js';
export { type Outlook, outlookOf, type PlannedBatch, type PlannedChange, planBatch } from './write/plan.js';
export {
  type Checked,
  type Decision,
  type ImportSpec,
  type Reason,
  type Recording,
  type RegisterSpec,
  type Rejection,
  reject,
  rejectFor,
  type Stamp,
  type TakeBack,
} from './write/register.js';
export { Gathering, Repeats } from './write/repeats.js';
export { submitRecords } from './write/submit.js';
