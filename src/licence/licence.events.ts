import type { EventDraft, EventType } from '../exchange/core.js';
import { type RegisterEvents, wordless } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { LICENCE, type Licence } from './licence.facts.js';
import type { LicenceRow } from './licence.store.js';
import type { LicenceStatus } from './licence.words.js';

/** Licences are public once they are issued (双公示), so every event of one is. */
function eventOf(type: EventType, row: LicenceRow, more: object = {}): EventDraft {
  const { id, documentNumber, providerId, uscc, divisionCode } = row;
  return {
    subject: uscc,
    division: divisionCode,
    public: true,
    type,
    data: { id, documentNumber, providerId, ...more },
  };
}

const BEGUN: Partial<Record<LicenceStatus, EventType>> = { WITHHELD: 'licence.withheld', REVOKED: 'licence.revoked' };

export const licenceEvents: RegisterEvents<Licence> = {
  /** Says where the licence stands from now on, where that is not what was told of the version before. */
  version: (row, before, { recordedOn, recordedDay, announcedThrough }) => {
    const now = licenceStatus(row, recordedOn);
    const told = (version: LicenceRow) => [recordedDay(version.recordedAt), announcedThrough].sort()[1] as string;
    const was = before && licenceStatus(before, told(before));
    const restored = now === 'VALID' && was !== undefined && BEGUN[was] !== undefined;
    const other = was === undefined ? 'licence.issued' : restored ? 'licence.restored' : 'licence.changed';
    return eventOf((now !== was && BEGUN[now]) || other, row, wordless(LICENCE, row));
  },
  retracted: (row) => eventOf('licence.retracted', row),
  ended: (type, row) => eventOf(type, row, wordless(LICENCE, row)),
  reinstated: (row, _today, { withdraws }) =>
    eventOf('licence.reinstated', row, { ...wordless(LICENCE, row), withdraws }),
};
