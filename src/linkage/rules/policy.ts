import { z } from 'zod';
import { parseDate } from '../../kernel/date.js';
import { parseDivisionCode } from '../../kernel/division-code.js';
import { badInput, type Problem } from '../../kernel/errors.js';
import {
  ACCIDENT_LEVELS,
  AGENCY_KINDS,
  FINDING_KINDS,
  HAZARD_LEVELS,
  REPAIR_CONDITIONS,
  RESPONSIBILITIES,
  RESTRICTION_DOMAINS,
} from '../../kernel/vocabulary.js';

/** A policy is data: a document of this shape, versioned, checked here. Days without a zone are days in Shanghai. */

const day = z.string().refine((text) => parseDate(text) !== null, 'is no date: write YYYY-MM-DD');
const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use up to 64 letters, digits, dots, hyphens and underscores');
const text = z.string().trim().min(1, 'say it in words: it is empty').max(2000, 'is longer than 2000 characters');
const words = z.strictObject({ en: text, zh: text });
/** A document that a policy rests on 依据: its official title as the public reads it, English beside it. A text alone is the title. */
const Basis = z.union(
  [text.transform((zh) => ({ zh, en: null })), z.strictObject({ zh: text, en: text.nullable().default(null) })],
  'write the official Chinese title, or {"zh": …, "en": …}',
);
const some = <T extends string>(values: readonly T[]) =>
  z.array(z.enum(values)).min(1, 'name at least one').refine(unique, 'names a value twice: leave one of them out');
const any = <T extends string>(values: readonly T[]) =>
  z.array(z.enum(values)).refine(unique, 'names a value twice: leave one of them out');
function unique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** Years or months, counted by the corresponding day (Civil Code, art. 202), never as 365 or 30 days. */
const Span = z.union(
  [z.strictObject({ years: z.int().min(1).max(100) }), z.strictObject({ months: z.int().min(1).max(1200) })],
  'write {"years": n} or {"months": n}, n a whole number from 1 on',
);
export type Span = z.infer<typeof Span>;

/** Days of a period. CALENDAR counts every day; WORKING skips weekends and public holidays and counts make-up days. */
const Days = z.strictObject({ count: z.int().min(0).max(3660), unit: z.enum(['CALENDAR', 'WORKING']) });
export type Days = z.infer<typeof Days>;

const common = {
  /** Names the trigger within its policy, for ever: cases are kept under it. */
  code: code.regex(/^[A-Z0-9_]+$/, 'use capital letters, digits and underscores'),
  /** What it says, for people. */
  text: words,
  /** Where the rule stands: document and article. */
  source: text,
};

/**
 * Accidents of the enterprise in the policy's jurisdiction: `count` of them within `within`. The accident that completes
 * the count is the case's key fact.
 */
const AccidentTrigger = z
  .strictObject({
    kind: z.literal('ACCIDENT'),
    ...common,
    levels: some(ACCIDENT_LEVELS),
    /** Only accidents with a death. */
    fatal: z.boolean().default(false),
    /** Only accidents that an authority's finding calls vile or grave 性质恶劣. */
    grave: z.boolean().default(false),
    /** Findings on the enterprise that count. */
    responsibilities: some(RESPONSIBILITIES),
    /** Only concluded accidents: a responsibility that is not the conclusion's does not count. */
    needsConclusion: z.boolean().default(false),
    count: z.int().min(1).max(100).default(1),
    within: Span.nullable().default(null),
  })
  .refine((t) => t.count <= 1 || t.within !== null, {
    path: ['within'],
    error: 'a count above 1 needs a window: write {"years": n} or {"months": n}',
  })
  .refine((t) => t.count !== 1 || t.within === null, {
    path: ['within'],
    error: 'a single accident has no window: write null, or a count above 1',
  });
export type AccidentTrigger = z.infer<typeof AccidentTrigger>;

/** A hazard that was listed or ordered, its deadline passed, neither accepted nor claimed in time nor extended. */
const HazardTrigger = z.strictObject({
  kind: z.literal('HAZARD_UNRECTIFIED'),
  ...common,
  levels: some(HAZARD_LEVELS),
});
export type HazardTrigger = z.infer<typeof HazardTrigger>;

/** Conduct that an authority found. */
const FindingTrigger = z.strictObject({
  kind: z.literal('FINDING'),
  ...common,
  findings: some(FINDING_KINDS),
  /** Only with an administrative penalty. */
  penalised: z.boolean().default(false),
  /** Only of vile or grave nature. */
  grave: z.boolean().default(false),
});
export type FindingTrigger = z.infer<typeof FindingTrigger>;

const Trigger = z.discriminatedUnion('kind', [AccidentTrigger, HazardTrigger, FindingTrigger]);
export type Trigger = z.infer<typeof Trigger>;

/** Rules of credit repair 信用修复; they follow the day of the application, not the day of the fact. */
const RepairRule = z.strictObject({
  /** Applications from this day on; until a later rule begins. */
  from: day,
  /** Applications from this corresponding day after the decision on; null: from the decision on. */
  notBefore: Span.nullable(),
  /** Applications only in this many days before the last day of the term; null: at any time. */
  withinBeforeExpiry: Days.nullable(),
  decideWithin: Days,
  conditions: any(REPAIR_CONDITIONS),
  source: text,
});
export type RepairRule = z.infer<typeof RepairRule>;

/** What the document of a decision states beside its number. */
export const DECISION_DEMANDS = ['PENALTY', 'GRAVITY'] as const;
export type DecisionDemand = (typeof DECISION_DEMANDS)[number];

const Procedure = z.strictObject({
  /** Between the service of the prior notice 告知书 and the decision there lie at least these days. */
  priorNotice: Days,
  /** Statement and defence 陈述申辩 are taken for these days from the service on; no decision before. */
  statement: Days,
  /** A hearing 听证 may be asked for in these days from the service on; no decision before. Null: there is none. */
  hearing: Days.nullable(),
  /** A hearing is announced to the party at least these days before it. */
  hearingNotice: Days,
  /** The decision names the penalty's document; it states the vile or grave nature. */
  demands: any(DECISION_DEMANDS),
});
export type Procedure = z.infer<typeof Procedure>;

const Document = z
  .strictObject({
    code,
    /** Counts up with every change of the document under one code. */
    version: z.int().min(1),
    name: words,
    /** Its territory; 100000 is the nation. */
    jurisdiction: z
      .string()
      .refine((text) => parseDivisionCode(text) === text, 'is no division code: write 2, 4, 6, 9 or 12 digits'),
    /** First and last day (inclusive) of the facts that it decides; null: no end. */
    effectiveFrom: day,
    effectiveTo: day.nullable(),
    legalBasis: z.array(Basis).min(1, 'name the documents that it rests on'),
    /** Whom it concerns where it does not concern everyone; the deciding authority looks at it, the hub does not. */
    scope: words.nullable(),
    /** Who decides, at this level or above it. */
    decidedBy: z.strictObject({
      kind: z.enum(AGENCY_KINDS),
      level: z.enum(['COUNTY', 'PREFECTURE', 'PROVINCE', 'NATION']),
    }),
    /** Null: a case is in force on the day on which the hub learns of its facts. */
    procedure: Procedure.nullable(),
    triggers: z.array(Trigger).min(1, 'name at least one trigger'),
    /** How long a restriction lasts: through the corresponding day. */
    term: Span,
    /** The longer term of an enterprise that was in a case of this policy within `within` before. */
    repeat: z.strictObject({ within: Span, term: Span }).nullable(),
    /** How long after its fact a case may still be opened; null: for ever. An unrectified hazard goes on, so it has no such limit. */
    limitation: Span.nullable(),
    consequences: z
      .array(z.strictObject({ domain: z.enum(RESTRICTION_DOMAINS), note: words }))
      .min(1, 'name at least one restriction')
      .refine((list) => unique(list.map((c) => c.domain)), 'names a domain twice: leave one of them out'),
    /** What follows beside the restrictions, for people. */
    measures: z.array(words),
    /** Kinds of agencies that get a notice of each case. */
    recipients: any(AGENCY_KINDS),
    /** Kinds of agencies that get the grading results. */
    gradingRecipients: any(AGENCY_KINDS),
    /** After it an unacknowledged notice is OVERDUE. */
    acknowledgeWithin: Days,
    /** When the public may read it: this long after the decision; null: never. */
    publication: z.strictObject({ after: Days }).nullable(),
    exit: z.strictObject({
      /** LIFT: a hazard that was accepted, or whose deadline was moved, ends the case; null: it runs its term. */
      hazardRectified: z.literal('LIFT').nullable(),
      /** Empty: no repair. Ordered by `from`. */
      repair: z.array(RepairRule),
    }),
  })
  .refine((p) => p.effectiveTo === null || p.effectiveTo >= p.effectiveFrom, {
    path: ['effectiveTo'],
    error: 'ends before it begins: write a day not before effectiveFrom, or null',
  })
  .refine((p) => unique(p.triggers.map((t) => t.code)), {
    path: ['triggers'],
    error: 'two triggers have one code: rename one of them',
  })
  .refine((p) => p.exit.repair.every((r, i, all) => i === 0 || (all[i - 1] as RepairRule).from < r.from), {
    path: ['exit', 'repair'],
    error: 'are not in the order of `from`: sort them, each day once',
  });

/** A linkage policy 信用联动政策: what triggers restrictions, who decides, how long, who is told, how it ends. */
export type Policy = z.infer<typeof Document>;

const problemOf = ({ path, message, code: fault }: z.core.$ZodIssue): Problem => ({
  path: path.join('.') || 'policy',
  code: fault === 'custom' ? 'INVALID' : fault.toUpperCase(),
  message,
});

/** The policy of a document, defaults filled in. Throws BAD_USER_INPUT with every problem: where it is, and the mend. */
export function parsePolicy(document: unknown): Policy {
  const read = Document.safeParse(document);
  if (read.success) return read.data;
  throw badInput(read.error.issues.map(problemOf));
}
