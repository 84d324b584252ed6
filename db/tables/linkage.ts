import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  ACCIDENT_LEVELS,
  CASE_ENDS,
  CASE_STATES,
  FACT_KINDS,
  HOLIDAY_KINDS,
  MEASURE_KINDS,
  NOTICE_KINDS,
  RESTRICTION_DOMAINS,
} from '../../src/kernel/vocabulary.js';
import { agency } from './access.js';
import { code, hub, instant, oneOf, RECORDED_ON } from './base.js';
import { enterprise } from './enterprise.js';
import { superseded } from './provenance.js';
import { division } from './reference.js';

const CODE = sql`'^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'`;

/** Policies of the linkage, as data: what triggers a case, who decides, for how long, with which consequences. Source: db/policies. */
export const policy = hub.table(
  'policy',
  {
    code: text('code').notNull(),
    version: integer('version').notNull(),
    jurisdiction: code('jurisdiction').notNull(),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    effectiveTo: date('effective_to', { mode: 'string' }),
    document: jsonb('document').notNull(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    /** When somebody ended it before its document does; a file that is loaded again leaves that day alone. */
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.code, t.version] }),
    check('policy_code', sql`code ~ ${CODE} and version > 0`),
    check('policy_term', sql`effective_to >= effective_from - 1`),
  ],
);

/** Days that the State Council moved: holidays on weekdays, and weekends that are worked. Sources: db/reference/holidays.csv, and imports. */
export const holiday = hub.table(
  'holiday',
  {
    day: date('day', { mode: 'string' }).primaryKey(),
    /** OFF: a public holiday; WORK: a weekend day that is worked 调休上班. */
    kind: text('kind', { enum: HOLIDAY_KINDS }).notNull(),
    /** The holiday that the day belongs to. */
    name: text('name'),
  },
  () => [check('holiday_kind', oneOf('kind', HOLIDAY_KINDS))],
);

/** Years that were imported, each with its notice: the hub's own file says nothing of them any more. Written once. */
export const holidayImport = hub.table(
  'holiday_import',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    year: integer('year').notNull(),
    /** The State Council's notice. */
    document: text('document').notNull(),
    /** Name of the file, and the hash of its text. */
    file: text('file').notNull(),
    sha256: text('sha256').notNull(),
    added: integer('added').notNull(),
    changed: integer('changed').notNull(),
    removed: integer('removed').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [index('holiday_import_year').on(t.year, t.id)],
);

/** How far the linkage has read the log: one row, moved in the transaction of what it decided from there. */
export const linkage = hub.table(
  'linkage',
  {
    single: integer('single').primaryKey().default(1),
    position: bigint('position', { mode: 'number' }).notNull(),
    movedAt: instant('moved_at').notNull().defaultNow(),
  },
  () => [check('linkage_single', sql`single = 1`)],
);

/** What the linkage decides from, as the log last told it. Can be made again from the log, whose events it repeats. */
export const linkageFact = hub.table(
  'linkage_fact',
  {
    kind: text('kind', { enum: FACT_KINDS }).notNull(),
    id: text('id').notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    documentNumber: text('document_number').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    /** The rest, by its kind (src/linkage/rules/fact.ts). */
    fact: jsonb('fact').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.id] }),
    index('linkage_fact_uscc').on(t.uscc),
    check('linkage_fact_kind', oneOf('kind', FACT_KINDS)),
  ],
);

/** Enterprises whose facts could not be decided, or are to be decided anew: why, since when, and when that was last tried. */
export const linkagePending = hub.table('linkage_pending', {
  uscc: code('uscc').primaryKey(),
  reason: text('reason').notNull(),
  since: instant('since').notNull(),
  triedAt: instant('tried_at'),
});

const caseColumns = () => ({
  key: text('key').notNull(),
  policyCode: text('policy_code').notNull(),
  policyVersion: integer('policy_version').notNull(),
  trigger: text('trigger_code').notNull(),
  factDay: date('fact_day', { mode: 'string' }).notNull(),
  causes: jsonb('causes').notNull(),
  level: text('level', { enum: ACCIDENT_LEVELS }),
  state: text('state', { enum: CASE_STATES }).notNull(),
  /** The day of the latest step. */
  since: date('since', { mode: 'string' }).notNull(),
  proposedOn: date('proposed_on', { mode: 'string' }).notNull(),
  servedOn: date('served_on', { mode: 'string' }),
  hearingAskedOn: date('hearing_asked_on', { mode: 'string' }),
  hearingHeldOn: date('hearing_held_on', { mode: 'string' }),
  decidedOn: date('decided_on', { mode: 'string' }),
  effectiveFrom: date('effective_from', { mode: 'string' }),
  effectiveUntil: date('effective_until', { mode: 'string' }),
  publishedOn: date('published_on', { mode: 'string' }),
  repairAskedOn: date('repair_asked_on', { mode: 'string' }),
  /** From this day on it is not in force, and why. */
  endedOn: date('ended_on', { mode: 'string' }),
  endedBy: text('ended_by', { enum: CASE_ENDS }),
  /** What led to this version: the step of the procedure, or what the linkage concluded. */
  step: text('step').notNull(),
  reason: text('reason').notNull(),
  /** Who took the step, by which document; null: the linkage. */
  providerId: uuid('provider_id').references(() => agency.id),
  documentNumber: text('document_number'),
  /** What the step's document states beside that: the penalty, the gravity, what was confirmed. */
  stated: jsonb('stated'),
  recordedAt: instant('recorded_at').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
});

/** Linkage cases 联动案件: why an enterprise is restricted. Each version is one event of the family `restriction`. */
export const linkageCase = hub.table(
  'linkage_case',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    divisionCode: code('division_code')
      .notNull()
      .references(() => division.code),
    ...caseColumns(),
  },
  (t) => [
    uniqueIndex('linkage_case_key').on(t.key),
    index('linkage_case_uscc').on(t.uscc),
    index('linkage_case_county').on(sql`left(division_code, 6)`, t.id),
    index('linkage_case_ending').on(t.effectiveUntil).where(sql`ended_on is null`),
    index('linkage_case_to_publish').on(t.publishedOn).where(sql`published_on > ${RECORDED_ON}`),
    check('linkage_case_state', oneOf('state', CASE_STATES)),
    check('linkage_case_level', oneOf('level', ACCIDENT_LEVELS)),
    check(
      'linkage_case_term',
      sql`effective_until >= effective_from and (effective_from is null) = (effective_until is null)`,
    ),
    check(
      'linkage_case_decided',
      sql`state not in ('IN_FORCE', 'REPAIR_REQUESTED', 'LIFTED') or (decided_on is not null and effective_from is not null)`,
    ),
    check(
      'linkage_case_ended',
      sql`(state in ('LIFTED', 'WITHDRAWN')) = (ended_on is not null) and (ended_on is null) = (ended_by is null)`,
    ),
    check('linkage_case_end', oneOf('ended_by', CASE_ENDS)),
    check('linkage_case_published', sql`published_on >= decided_on`),
    check('linkage_case_causes', sql`jsonb_typeof(causes) = 'array'`),
  ],
);

export const linkageCaseHistory = hub.table(
  'linkage_case_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    ...caseColumns(),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('linkage_case_history_uscc').on(t.uscc)],
);

const restrictionColumns = () => ({
  domain: text('domain', { enum: RESTRICTION_DOMAINS }).notNull(),
  proposedOn: date('proposed_on', { mode: 'string' }),
  effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
  effectiveUntil: date('effective_until', { mode: 'string' }).notNull(),
  decidedOn: date('decided_on', { mode: 'string' }),
  liftedOn: date('lifted_on', { mode: 'string' }),
  withdrawnOn: date('withdrawn_on', { mode: 'string' }),
  publishedOn: date('published_on', { mode: 'string' }),
  cause: text('cause').notNull(),
  legalBasis: text('legal_basis').notNull(),
  policy: text('policy').notNull(),
  recordedAt: instant('recorded_at').notNull().defaultNow(),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  /** The case that it belongs to; null of one that was loaded, not decided. */
  caseId: bigint('case_id', { mode: 'number' }),
});

/** What a case limits: one row for each domain. A version of the case is a version of each of its restrictions. */
export const restriction = hub.table(
  'restriction',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    ...restrictionColumns(),
  },
  (t) => [
    index('restriction_uscc').on(t.uscc, t.effectiveUntil),
    uniqueIndex('restriction_case').on(t.caseId, t.domain),
    check('restriction_domain', oneOf('domain', RESTRICTION_DOMAINS)),
    check('restriction_term', sql`effective_until >= effective_from`),
  ],
);

export const restrictionHistory = hub.table(
  'restriction_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    ...restrictionColumns(),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('restriction_history_uscc').on(t.uscc)],
);

/** Notices 通报 to the agencies that a policy names, and what each did with its own. */
export const notice = hub.table(
  'notice',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: NOTICE_KINDS }).notNull(),
    recipientId: uuid('recipient_id')
      .notNull()
      .references(() => agency.id),
    /** Of the case, or the nearest that covers all gradings. */
    divisionCode: code('division_code').notNull(),
    policyCode: text('policy_code').notNull(),
    policyVersion: integer('policy_version').notNull(),
    caseId: bigint('case_id', { mode: 'number' }).references(() => linkageCase.id),
    issuedAt: instant('issued_at').notNull(),
    /** Of its event: also its place in the lists. */
    position: bigint('position', { mode: 'number' }).notNull(),
    /** Last day for the acknowledgement. */
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedPosition: bigint('acknowledged_position', { mode: 'number' }),
    /** Compact JWS by the hub over the acknowledgement. */
    receipt: text('receipt'),
    /** Of the first measure. */
    actedAt: instant('acted_at'),
  },
  (t) => [
    uniqueIndex('notice_position').on(t.position),
    uniqueIndex('notice_case').on(t.caseId, t.recipientId),
    index('notice_recipient').on(t.recipientId, t.position),
    index('notice_county').on(sql`left(division_code, 6)`, t.position),
    index('notice_waiting').on(t.dueOn).where(sql`acknowledged_at is null`),
    check('notice_kind', oneOf('kind', NOTICE_KINDS)),
    check('notice_subject', sql`(kind = 'RESTRICTION') = (case_id is not null)`),
    check(
      'notice_acknowledged',
      sql`(acknowledged_at is null) = (acknowledged_position is null) and (acknowledged_at is null) = (receipt is null)`,
    ),
    check('notice_order', sql`acknowledged_at >= issued_at and acted_at >= issued_at`),
  ],
);

/** Which gradings a notice tells of, and what became of each. */
export const noticeGrading = hub.table(
  'notice_grading',
  {
    noticeId: uuid('notice_id')
      .notNull()
      .references(() => notice.id),
    /** Position of the grading's event. */
    position: bigint('position', { mode: 'number' }).notNull(),
    gradingId: bigint('grading_id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    event: text('event').notNull(),
  },
  (t) => [primaryKey({ columns: [t.noticeId, t.position] }), index('notice_grading_uscc').on(t.uscc)],
);

/** What a recipient did because of a notice 落实措施. */
export const noticeMeasure = hub.table(
  'notice_measure',
  {
    noticeId: uuid('notice_id')
      .notNull()
      .references(() => notice.id),
    /** Of its event. */
    position: bigint('position', { mode: 'number' }).notNull(),
    kind: text('kind', { enum: MEASURE_KINDS }).notNull(),
    documentNumber: text('document_number'),
    takenOn: date('taken_on', { mode: 'string' }).notNull(),
    remark: text('remark'),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.noticeId, t.position] }),
    uniqueIndex('notice_measure_once').on(t.noticeId, t.kind, t.takenOn, sql`coalesce(document_number, '')`),
    check('notice_measure_kind', oneOf('kind', MEASURE_KINDS)),
  ],
);
