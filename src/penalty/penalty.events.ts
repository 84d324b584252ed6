import type { EventDraft } from '../exchange/core.js';
import type { RegisterEvents } from '../register/core.js';
import type { Penalty } from './penalty.facts.js';
import type { PenaltyRow } from './penalty.store.js';

/** No event of a penalty is public: the log is never erased, and publicity ends. Texts are in none. */
const eventOf = (type: EventDraft['type'], row: PenaltyRow, more: object = {}): EventDraft => {
  const { id, uscc, divisionCode, documentNumber, providerId } = row;
  return {
    type,
    subject: uscc,
    division: divisionCode,
    public: false,
    data: { id, documentNumber, providerId, ...more },
  };
};

const isPublic = ({ publishedUntil, withdrawnOn }: PenaltyRow, on: string): boolean =>
  publishedUntil !== null && publishedUntil >= on && withdrawnOn === null;

export const penaltyEvents: Required<RegisterEvents<Penalty>> = {
  version: (row, before, { recordedOn, announcedThrough }) => {
    const { kinds, fine, confiscated, decidedOn, validUntil, publishedUntil, withdrawnOn } = row;
    const data = { kinds, fine, confiscated, decidedOn, validUntil, publishedUntil, withdrawnOn };
    if (isPublic(row, recordedOn)) return eventOf('penalty.published', row, data);
    // One whose last day was announced as past has ended by that.
    const was = before !== undefined && isPublic(before, announcedThrough);
    return eventOf(was ? 'penalty.withdrawn' : 'penalty.recorded', row, data);
  },
  retracted: (row) => eventOf('penalty.retracted', row),
  ended: (type, row) => eventOf(type, row, { publishedUntil: row.publishedUntil }),
  reinstated: (row, _today, { withdraws }) =>
    eventOf('penalty.reinstated', row, { publishedUntil: row.publishedUntil, withdraws }),
};
