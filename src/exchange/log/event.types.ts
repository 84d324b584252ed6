/**
 * Every type of event, as CloudEvents name it: family, dot, what happened. The payloads belong to the rooms that write them
 * (each room's `*.event.ts`); the families are what the permission page decides about (event.scope.ts).
 */
export const EVENT_TYPES = [
  /** New in the register of enterprises; another version; a version of an earlier time than the present one's. */
  'enterprise.registered',
  'enterprise.changed',
  'enterprise.corrected',
  /** In every register: recorded in error 误录 by an import that was taken back; the record ends. */
  'enterprise.retracted',
  /** Recorded and not public yet (also: changed while it is not); became public; a public one changed; no longer public; revoked. */
  'grading.recorded',
  'grading.published',
  'grading.changed',
  'grading.withdrawn',
  'grading.revoked',
  /** By a day: its validity ended; the day of a revocation came that had been recorded before. */
  'grading.expired',
  'grading.ceased',
  /** That is taken back, because a clock was ahead; told again when the day comes. */
  'grading.reinstated',
  'grading.retracted',
  /** 快报; the report itself corrected; 补报; 结案; the day of publication of a conclusion that was not public at once. */
  'accident.reported',
  'accident.corrected',
  'accident.supplemented',
  'accident.concluded',
  'accident.published',
  /** Was public before its day, because a clock was ahead: whoever holds a copy drops it. */
  'accident.withdrawn',
  'accident.retracted',
  /** Found; another step, or other facts; 挂牌督办; 销号; the deadline passed. */
  'hazard.reported',
  'hazard.changed',
  'hazard.listed',
  'hazard.delisted',
  'hazard.overdue',
  'hazard.retracted',
  /** New; other facts; from now on withheld or revoked, by a version or by its day; that is over, likewise. */
  'licence.issued',
  'licence.changed',
  'licence.withheld',
  'licence.restored',
  'licence.revoked',
  /** By a day: its validity ended. */
  'licence.expired',
  /** What a day brought is taken back, because a clock was ahead; told again when the day comes. */
  'licence.reinstated',
  'licence.retracted',
  /** A version that is not public; one that is; no longer public, by another version; by a day: its publicity ended. */
  'penalty.recorded',
  'penalty.published',
  'penalty.withdrawn',
  'penalty.unpublished',
  /** That a day ended it is taken back, because a clock was ahead; told again when the day comes. */
  'penalty.reinstated',
  'penalty.retracted',
  'credit.rated',
  /** By a day: the validity of a rating ended. */
  'credit.expired',
  /** That is taken back, because a clock was ahead; told again when the day comes. */
  'credit.reinstated',
  'credit.retracted',
  /** Conduct that an authority found, or another version of it; taken back. */
  'finding.recorded',
  'finding.withdrawn',
  'finding.retracted',
  /** A case of the linkage, to its authorities: proposed; another step, or other facts; ended before it was in force. */
  'restriction.proposed',
  'restriction.proceeded',
  'restriction.dropped',
  /** To all agencies, and to the public once it is announced: in force; another term or publication; announced on a later day. */
  'restriction.imposed',
  'restriction.changed',
  'restriction.published',
  /** To its authorities too: ended after it was. */
  'restriction.lifted',
  'restriction.expired',
  'restriction.withdrawn',
  /** To all agencies, and to the public where it was announced: what was told under this id has ended. */
  'restriction.removed',
  'notice.issued',
  'notice.acknowledged',
  'notice.acted',
  'notice.overdue',
  /** What a clock that was ahead said of it is taken back: that it was overdue, or its last day. */
  'notice.corrected',
  'webhook.disabled',
  /** The log goes on from an earlier point: what somebody has behind it, of an earlier epoch, is no more. */
  'log.restored',
  /** The hub's clock was ahead: what was told of days that had not come is taken back by what follows. */
  'clock.corrected',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent to every webhook, whatever it asked for: what it was sent may be no more, or was of a day that had not come. */
export const ALWAYS_SENT: readonly EventType[] = ['log.restored', 'clock.corrected'];

/** What stands before the dot. */
export type EventFamily = EventType extends `${infer Family}.${string}` ? Family : never;
export const familyOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** Families whose events are each for one agency alone. */
export const PERSONAL: ReadonlySet<string> = new Set<EventFamily>(['notice', 'webhook']);

/** Families of what the hub itself decides and does; every other one is a register's, whose records agencies state. */
export const HUBS_OWN: readonly EventFamily[] = ['restriction', 'notice', 'webhook', 'log', 'clock'];
